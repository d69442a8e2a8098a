"""The edges of every limit, the values of every preset, and what never prints."""

from dataclasses import asdict

import pytest

from game_engine import (
    PRESETS,
    ChooseTarget,
    PlaceGuess,
    Refusal,
    Rules,
    Setup,
    SkipClue,
    new_game,
    view_for,
)
from game_engine.clues import judge
from game_engine.events import TargetChosen
from game_engine.letters import clean
from tests.engine.table import Table, at

PRESET_VALUES = {
    "official": {},
    "simultaneous": {"guess_order": "simultaneous", "change_guess": True},
    "party": {
        "guess_order": "simultaneous",
        "change_guess": True,
        "laps": 1,
        "redraw": True,
        "ties": "shared",
        "clue_seconds": 60,
        "guess_seconds": 45,
    },
    "family": {
        "first_clue_words": 2,
        "second_clue_words": 3,
        "plain_colors": True,
        "redraw": True,
        "scoring": "best_piece",
        "ties": "shared",
    },
}
"""By name: what differs from the official rules."""

OFFICIAL = {
    "guess_order": "in_turn",
    "laps": None,
    "second_clue": "optional",
    "first_clue_words": 1,
    "second_clue_words": 2,
    "plain_colors": False,
    "pick_from": "card",
    "redraw": False,
    "scoring": "official",
    "target_score": None,
    "ties": "last_giver",
    "clue_seconds": None,
    "guess_seconds": None,
    "change_guess": False,
    "language": "en",
}


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_these_values(name: str) -> None:
    assert asdict(PRESETS[name]) == OFFICIAL | PRESET_VALUES[name]


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("laps", 1, 5),
        ("first_clue_words", 1, 3),
        ("second_clue_words", 1, 4),
        ("target_score", 5, 200),
    ],
)
def test_a_number_may_be_as_small_and_as_large_as_this(field: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(Rules(**{field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValueError, match=f"{field} must be {least} to {most}"):
            Rules(**{field: value})


@pytest.mark.parametrize("field", ["laps", "target_score", "clue_seconds", "guess_seconds"])
def test_some_limits_may_be_off(field: str) -> None:
    assert getattr(Rules(**{field: None}), field) is None


def test_three_to_ten_play() -> None:
    for seats in (3, 10):
        assert new_game(seats, seed=1).seats == seats


def test_a_text_of_200_characters_is_looked_at_and_a_longer_one_is_not() -> None:
    blanks = "\u200b" * 196
    assert judge("moss" + blanks, clue=0, earlier=(), rules=Rules()) is None
    longer = judge("moss!" + blanks, clue=0, earlier=(), rules=Rules())
    assert longer is Refusal.CLUE_TOO_LONG


def test_a_letter_has_three_marks_at_most() -> None:
    assert clean("x\u0301\u0302\u0303") == "x\u0301\u0302\u0303"
    with pytest.raises(ValueError, match="cannot be shown"):
        clean("x\u0301\u0302\u0303\u0304")


def test_the_points_of_a_giver_stop_at_nine_only_where_squares_are_shared() -> None:
    table = Table(3, guess_order="simultaneous").target("H15").clue("moss")
    table.all_guess({1: "H15", 2: "H15"}).clue("fern").all_guess({1: "H16", 2: "H16"})
    assert table.state.round.points == (8, 5, 5)


def test_neither_card_nor_target_nor_deck_prints_wherever_they_are_kept() -> None:
    table = Table(card=("K11", "L12", "M13", "N14")).target("L12")
    secret = [repr(at(name)) for name in ("K11", "L12", "M13", "N14")]
    kept = [
        table.state,
        table.state.round,
        table.setup,
        Setup.deal(3, seed=1),
        *table.events,
        TargetChosen(0, at("L12")),
        ChooseTarget(0, at("L12")),
        view_for(table.state, 0),
        view_for(table.state, 0).you,
    ]
    for value in kept:
        assert not any(square in repr(value) for square in secret), type(value).__name__


def test_a_hidden_piece_does_not_print_in_its_own_view() -> None:
    table = Table(guess_order="simultaneous").target().clue("moss").guess(1, "B2")
    assert view_for(table.state, 1).you.piece == at("B2")
    assert repr(at("B2")) not in repr(view_for(table.state, 1))


def test_a_second_clue_follows_unless_there_is_none() -> None:
    for kind, follows in (("optional", True), ("required", True), ("none", False)):
        table = Table(second_clue=kind).target().clue("moss")
        assert table.state.second_clue_follows is follows
    table = Table().target().clue("moss").all_guess({}).clue("fern")
    assert not table.state.second_clue_follows
    assert table.refusal(SkipClue(0)) is Refusal.WRONG_PHASE
    assert table.refusal(PlaceGuess(0, at("B2"))) is Refusal.GIVER_CANNOT_GUESS
