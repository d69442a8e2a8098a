"""A test for each field of Rules, named as the rule."""

from dataclasses import fields

import pytest

from game_engine import (
    PRESETS,
    ChooseTarget,
    GiveClue,
    Pass,
    Phase,
    PlaceGuess,
    RedrawCard,
    Refusal,
    Rules,
    SkipClue,
    StartRound,
    view_for,
)
from game_engine.board import frame
from tests.engine.table import WORDS, Table, at


def test_guess_order_simultaneous_lets_all_guess_at_once_and_hides_pieces_until_all_have() -> None:
    table = Table(4, guess_order="simultaneous").target().clue("moss")
    assert set(table.state.to_act) == {1, 2, 3}
    table.guess(3, "B2").guess(1, "B2")
    assert view_for(table.state, 2).table.pieces == ()
    assert view_for(table.state, 2).table.placed == (1, 3)
    assert view_for(table.state, 1).you.piece == at("B2")
    assert view_for(table.state, 2).you.piece is None
    assert table.refusal(PlaceGuess(1, at("B3"))) is Refusal.ALREADY_PLACED
    table.do(Pass(2))
    assert {piece.seat for piece in view_for(table.state, None).table.pieces} == {1, 3}


def test_guess_order_simultaneous_shares_squares_but_not_with_ones_own_first_piece() -> None:
    table = Table(4, guess_order="simultaneous").target().clue("moss")
    table.guess(1, "B2").guess(2, "B2").guess(3, "B4").clue("fern")
    assert table.refusal(PlaceGuess(1, at("B2"))) is Refusal.SQUARE_TAKEN
    table.guess(3, "B2").guess(1, "B4").guess(2, "B4")
    assert table.state.phase is Phase.SCORED


def test_guess_order_simultaneous_stops_the_givers_points_at_nine() -> None:
    table = Table(10, guess_order="simultaneous").target("H15").clue("moss")
    table.all_guess(dict.fromkeys(range(1, 10), "H15")).clue("fern")
    table.all_guess(dict.fromkeys(range(1, 10), "H16"))
    assert table.state.round.points == (9, *[5] * 9)


def test_guess_order_in_turn_has_no_such_limit() -> None:
    near = [square.name for square in frame(at("H15"))]
    table = Table(6).target("H15").clue("moss")
    table.all_guess(dict(enumerate(near[:5], 1))).clue("fern")
    table.all_guess(dict(enumerate(near[5:9], 1)))
    assert table.state.round.points is not None
    assert table.state.round.points[0] == 9


@pytest.mark.parametrize(
    ("laps", "seats", "rounds"), [(1, 3, 3), (5, 3, 15), (3, 7, 21), (5, 10, 50)]
)
def test_laps_set_the_length(laps: int, seats: int, rounds: int) -> None:
    assert Table(seats, laps=laps).state.rounds_total == rounds


def test_second_clue_required_cannot_be_skipped() -> None:
    table = Table(second_clue="required").target().clue("moss").all_guess({})
    assert table.refusal(SkipClue(0)) is Refusal.SECOND_CLUE_REQUIRED
    assert "skip_clue" not in view_for(table.state, 0).you.may


def test_second_clue_none_scores_after_the_first() -> None:
    table = Table(second_clue="none").target().clue("moss").all_guess({1: "H15"})
    assert table.state.round.points == (1, 3, 0, 0)


def test_first_clue_words_is_the_most_words_of_the_first_clue() -> None:
    assert Table().target().refusal(GiveClue(0, "wet moss")) is Refusal.CLUE_TOO_MANY_WORDS
    table = Table(first_clue_words=2).target()
    assert table.refusal(GiveClue(0, "very wet moss")) is Refusal.CLUE_TOO_MANY_WORDS
    assert table.clue("wet moss").state.round.clues == ("wet moss",)


def test_second_clue_words_is_the_most_words_of_the_second_clue() -> None:
    table = Table(second_clue_words=3).target().clue("moss").all_guess({})
    assert table.refusal(GiveClue(0, "a wet old wall")) is Refusal.CLUE_TOO_MANY_WORDS
    assert table.clue("wet old wall").state.phase is Phase.GUESSING


def test_plain_colors_may_be_allowed() -> None:
    assert Table().target().refusal(GiveClue(0, "blue")) is Refusal.CLUE_PLAIN_COLOR
    assert Table(plain_colors=True).target().clue("blue").state.round.clues == ("blue",)


def test_pick_from_any_square_lets_the_giver_take_a_square_that_is_not_on_the_card() -> None:
    assert Table(pick_from="any_square").target("B2").state.round.target == at("B2")


def test_redraw_gives_each_giver_another_card_once_a_game() -> None:
    assert Table().refusal(RedrawCard(0)) is Refusal.NO_REDRAW
    table = Table(3, redraw=True)
    first = table.state.card
    assert table.refusal(RedrawCard(1)) is Refusal.NOT_THE_GIVER
    assert set(first).isdisjoint(table.do(RedrawCard(0)).state.card)
    assert table.refusal(RedrawCard(0)) is Refusal.REDRAW_USED
    assert table.refusal(ChooseTarget(0, first[0])) is Refusal.NOT_ON_CARD
    second = table.state.card
    table.whole_round("moss")
    assert set(table.state.card).isdisjoint((*first, *second))
    assert table.do(RedrawCard(1)).state.redrawn == (0, 1)


def test_the_deck_lasts_for_the_longest_game_with_all_redraws() -> None:
    table = Table(10, redraw=True, laps=5)
    seen: list[object] = []
    for number in range(50):
        seen.extend(table.state.card)
        if number < 10:
            table.do(RedrawCard(table.state.giver))
            seen.extend(table.state.card)
        table.do(ChooseTarget(table.state.giver, table.state.card[0]), Pass(table.state.giver))
        if table.state.phase is Phase.SCORED:
            table.do(StartRound(0))
    assert table.state.phase is Phase.OVER
    assert len(seen) == len(set(seen)) == 240


@pytest.mark.parametrize(
    ("scoring", "points"),
    [
        # seat 1: exact, ring; seat 2: ring, frame; seat 3: frame, far
        ("official", (3, 4, 3, 2)),
        ("best_piece", (3, 3, 2, 2)),
        ("last_piece", (1, 1, 2, 0)),
        ("no_ring", (3, 3, 2, 2)),
        ("bullseye", (3, 3, 0, 0)),
    ],
)
def test_scoring_says_which_pieces_count_and_how_much(
    scoring: str, points: tuple[int, ...]
) -> None:
    table = Table(scoring=scoring).target().clue("moss").all_guess({1: "H15", 2: "J15", 3: "G14"})
    table.clue("fern").all_guess({1: "F13", 2: "H16", 3: "A1"})
    assert table.state.round.points == points


def test_target_score_ends_the_game_after_the_round_in_which_it_is_reached() -> None:
    table = Table(target_score=5).target().clue("moss").all_guess({1: "H15"})
    table.clue("fern").all_guess({1: "H16"})
    assert (table.state.phase, table.state.winners) == (Phase.OVER, (1,))
    table = Table(target_score=6).target().clue("moss").all_guess({1: "H15"})
    assert table.clue("fern").all_guess({1: "H16"}).state.phase is Phase.SCORED


def test_target_score_does_not_prolong_the_game() -> None:
    table = Table(3, target_score=200, laps=1)
    for word in WORDS[:3]:
        table.whole_round(word)
    assert table.state.phase is Phase.OVER


def test_ties_shared_gives_all_of_the_highest_score_the_win() -> None:
    table = Table(3, ties="shared", laps=1)
    for word in WORDS[:3]:
        table.whole_round(word)
    assert table.state.winners == (0, 1, 2)


def test_ties_last_giver_looks_only_at_those_with_the_highest_score() -> None:
    table = Table(3, laps=1).target().clue("moss").all_guess({1: "H15"}).clue("fern")
    table.all_guess({1: "J15", 2: "H16"}).do(StartRound(0))  # 4, 4, 2
    table.whole_round("wolf").whole_round("lake")
    assert (table.state.scores, table.state.winners) == ((4, 4, 2), (1,))


@pytest.mark.parametrize("field", ["clue_seconds", "guess_seconds"])
def test_clue_seconds_and_guess_seconds_are_kept_for_whoever_has_a_clock(field: str) -> None:
    for seconds in (None, 30, 45, 60, 90):
        assert getattr(Rules(**{field: seconds}), field) == seconds


def test_change_guess_moves_a_piece_until_all_have_placed() -> None:
    table = Table(4, guess_order="simultaneous", change_guess=True).target().clue("moss")
    table.guess(1, "B2").guess(1, "B3").guess(2, "B2")
    assert "place_guess" in view_for(table.state, 1).you.may
    assert view_for(table.state, 1).you.piece == at("B3")
    table.guess(3, "B4")
    assert table.refusal(PlaceGuess(1, at("B5"))) is Refusal.WRONG_PHASE
    assert [p.square.name for p in table.state.round.pieces if p.seat == 1] == ["B3"]


def test_language_is_one_that_the_referee_knows() -> None:
    assert Rules(language="en").language == "en"
    with pytest.raises(ValueError, match="language"):
        Rules(language="xx")


BROKEN = {
    "guess_order": ["", "both", None, 1, []],
    "laps": [0, 6, -1, True, 2.0, "2", float("nan"), []],
    "second_clue": ["maybe", None],
    "first_clue_words": [0, 4, None, True, "1", 1.0],
    "second_clue_words": [0, 5, None, True],
    "plain_colors": [1, None, "yes"],
    "pick_from": ["deck", None],
    "redraw": [1, None],
    "scoring": ["golf", None],
    "target_score": [4, 201, True, 20.0],
    "ties": ["coin", None],
    "clue_seconds": [0, 31, True, 30.0, "30"],
    "guess_seconds": [0, 31, -30],
    "change_guess": [1, None, True],  # True: without simultaneous guesses
    "language": ["xx", None, 5, []],
}


def test_every_rule_has_a_check() -> None:
    assert set(BROKEN) == {field.name for field in fields(Rules)}


@pytest.mark.parametrize(
    ("field", "value"), [(f, v) for f, values in BROKEN.items() for v in values]
)
def test_a_rule_that_is_not_allowed_is_a_value_error_that_names_it(
    field: str, value: object
) -> None:
    with pytest.raises(ValueError, match=field):
        Rules(**{field: value})  # type: ignore[arg-type]


def test_there_are_four_presets_and_official_is_the_default() -> None:
    assert set(PRESETS) == {"official", "simultaneous", "party", "family"}
    assert PRESETS["official"] == Rules()
