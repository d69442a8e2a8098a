"""Nonsense is an IllegalCommand or a ValueError, whatever it is, and changes nothing."""

import math
from collections.abc import Iterator

import pytest

from game_engine import (
    ChallengeClue,
    ChooseTarget,
    GameState,
    GiveClue,
    IllegalCommand,
    Pass,
    PlaceGuess,
    RedrawCard,
    Refusal,
    Rules,
    Setup,
    SkipClue,
    StartRound,
    VoteOnClue,
    new_game,
    play,
    view_for,
)
from tests.engine.table import Table, at


class Something:
    """Nothing that an engine knows."""

    def __repr__(self) -> str:
        """Be called the same in every process that runs the tests."""
        return "something"


NO_SEATS = [-1, 4, 99, True, False, 1.0, math.nan, math.inf, "1", None, [], (), {}, Something()]
ODD = [None, True, 1, -1.5, math.nan, "C14", b"C14", [], {}, Something(), int]


def states() -> Iterator[tuple[str, GameState]]:
    table = Table(redraw=True)
    yield "choosing", table.state
    yield "cluing", table.target().state
    yield "guessing", table.clue("moss").state
    yield "voting", table.do(ChallengeClue(1)).state
    yield "scored", Table().do(Pass(0)).state
    yield (
        "over",
        Table(3, laps=1).whole_round("a1b"[0] + "sh").whole_round("elm").whole_round("oak").state,
    )


STATES = dict(states())


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest) -> GameState:
    found: GameState = STATES[request.param]
    return found


def refused(state: GameState, command: object) -> Refusal:
    before = hash(state)
    with pytest.raises(IllegalCommand) as caught:
        play(state, command)  # type: ignore[arg-type]
    assert hash(state) == before
    return caught.value.refusal


@pytest.mark.parametrize("seat", NO_SEATS, ids=repr)
def test_a_seat_that_does_not_exist_is_refused(state: GameState, seat: int) -> None:
    for command in (
        ChooseTarget(seat, at("H15")),
        RedrawCard(seat),
        GiveClue(seat, "moss"),
        SkipClue(seat),
        PlaceGuess(seat, at("B2")),
        Pass(seat),
        ChallengeClue(seat),
        VoteOnClue(seat, uphold=True),
        StartRound(seat),
    ):
        assert refused(state, command) is Refusal.NO_SUCH_SEAT


@pytest.mark.parametrize("command", [*ODD, ChooseTarget, Refusal.INVALID, ("Pass", 0)], ids=repr)
def test_what_is_no_command_is_invalid(state: GameState, command: object) -> None:
    assert refused(state, command) is Refusal.INVALID


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_wrong_value_in_a_command_is_refused(state: GameState, odd: object) -> None:
    for seat in range(state.seats):
        refused(state, ChooseTarget(seat, odd))  # type: ignore[arg-type]
        refused(state, PlaceGuess(seat, odd))  # type: ignore[arg-type]
        if not isinstance(odd, str):
            refused(state, GiveClue(seat, odd))  # type: ignore[arg-type]
        if not isinstance(odd, bool):
            refused(state, VoteOnClue(seat, odd))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "seats", [2, 11, 0, -3, True, 3.0, math.nan, math.inf, "4", None, [], 10**30], ids=repr
)
def test_a_number_of_seats_that_cannot_play_is_a_value_error(seats: int) -> None:
    with pytest.raises(ValueError, match="seats"):
        new_game(seats, seed=1)


@pytest.mark.parametrize("seed", [None, 1.5, math.nan, "7", True, b"7", []], ids=repr)
def test_a_seed_is_a_whole_number(seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        new_game(4, seed=seed)


@pytest.mark.parametrize("rules", [5, "official", "", 0, {}, Rules, []], ids=repr)
def test_rules_are_rules(rules: Rules) -> None:
    with pytest.raises(ValueError, match="rules"):
        new_game(4, seed=1, rules=rules)


@pytest.mark.parametrize(
    "deck",
    [None, (), [], "A1", 5, (1,) * 480, (at("A1"),) * 480, ([],) * 480],
    ids=lambda d: type(d).__name__,
)
def test_a_deck_holds_each_square_once(deck: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="deck"):
        Setup(4, 0, deck)  # type: ignore[arg-type]


@pytest.mark.parametrize("giver", [-1, 4, True, None, 1.0], ids=repr)
def test_the_first_giver_has_a_seat(giver: int) -> None:
    with pytest.raises(ValueError, match="giver"):
        Setup(4, giver, Table().setup.deck)


@pytest.mark.parametrize("seat", [s for s in NO_SEATS if s is not None], ids=repr)
def test_there_is_no_view_from_a_seat_that_does_not_exist(state: GameState, seat: int) -> None:
    with pytest.raises(ValueError, match="seat"):
        view_for(state, seat)
