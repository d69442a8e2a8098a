"""What each pair of eyes sees; above all, what it does not."""

from dataclasses import replace

import pytest

from game_engine import (
    ChallengeClue,
    GameState,
    GameView,
    Pass,
    Phase,
    RedrawCard,
    Square,
    StartRound,
    VoteOnClue,
    view_for,
)
from game_engine.board import SQUARES
from game_engine.view import PastRound
from tests.engine.table import CARD, Table, at


def others(state: GameState) -> list[int | None]:
    return [None, *(seat for seat in range(state.seats) if seat != state.giver)]


def secret_twin(state: GameState) -> GameState:
    """The same game with another card, target and deck, as far as they are secret."""
    now = state.round
    shown = {r.target for r in state.rounds if r.points is not None}
    hidden = [square for square in reversed(SQUARES) if square not in (*now.card, *shown)]
    card = tuple(hidden[:4])
    twin = replace(now, card=card, target=None if now.target is None else card[2])
    rounds = tuple(replace(r, card=card) for r in state.rounds[:-1])
    setup = replace(state.setup, deck=tuple(reversed(state.setup.deck)))
    return replace(state, setup=setup, rounds=(*rounds, twin))


def stages(**rules: object) -> list[GameState]:
    """A game of two rounds, state by state, up to each reveal."""
    table = Table(5, **rules)
    seen = [table.state]
    for first, second in (("moss", "fern"), ("wolf", "lake")):
        giver = table.state.giver
        a, b, c, d = ((giver + step) % 5 for step in range(1, 5))
        steps = (
            lambda: table.target(table.state.card[1].name),
            lambda first=first: table.clue(first),
            lambda a=a: table.guess(a, "B2"),
            lambda d=d: table.do(ChallengeClue(d)),
            lambda a=a: table.do(VoteOnClue(a, uphold=True)),
            lambda b=b: table.do(VoteOnClue(b, uphold=True)),
            lambda first=first: table.clue(first + "land"),
            lambda a=a: table.guess(a, "B2"),
            lambda b=b: table.guess(b, "B3"),
            lambda c=c: table.do(Pass(c)),
            lambda d=d: table.guess(d, "B4"),
            lambda second=second: table.clue(second),
            lambda: table.all_guess({0: "D1", 1: "D2", 2: "D3", 3: "D4", 4: "D5"}),
        )
        for step in steps:
            step()
            seen.append(table.state)
        table.do(StartRound(0))
        seen.append(table.state)
    return seen


STAGES = {order: stages(guess_order=order) for order in ("in_turn", "simultaneous")}


@pytest.mark.parametrize("order", STAGES)
def test_nobody_but_the_giver_sees_card_or_target_before_the_reveal(order: str) -> None:
    for state in STAGES[order]:
        if state.phase is Phase.SCORED:
            continue
        for seat in others(state):
            assert view_for(state, seat) == view_for(secret_twin(state), seat)
        assert view_for(state, state.giver).table == view_for(state, None).table


@pytest.mark.parametrize("order", STAGES)
def test_no_square_of_the_card_is_anywhere_in_anothers_view(order: str) -> None:
    for state in STAGES[order]:
        if state.phase is Phase.SCORED:
            continue
        for seat in others(state):
            assert squares_in(view_for(state, seat)).isdisjoint(state.card)


@pytest.mark.parametrize("order", STAGES)
def test_the_table_is_the_same_for_all_eyes(order: str) -> None:
    for state in STAGES[order]:
        tables = [view_for(state, seat).table for seat in (None, *range(state.seats))]
        assert all(table == tables[0] for table in tables)


def test_the_giver_sees_card_and_target_until_the_reveal() -> None:
    table = Table()
    assert view_for(table.state, 0).you.card == tuple(map(at, CARD))
    table.target("A1").clue("moss")
    assert view_for(table.state, 0).you.target == at("A1")
    table.all_guess({}).skip()
    you = view_for(table.state, 0).you
    assert (you.card, you.target) == ((), None)


def test_all_see_the_target_and_the_points_at_the_reveal_but_not_the_rest_of_the_card() -> None:
    table = Table().target("A1").clue("moss").all_guess({1: "A2"}).skip()
    for seat in (None, 0, 1, 2, 3):
        view = view_for(table.state, seat)
        assert (view.table.target, view.table.points) == (at("A1"), (1, 2, 0, 0))
        assert squares_in(view).isdisjoint(set(map(at, CARD)) - {at("A1")})


def test_a_round_that_is_over_is_told_in_the_history() -> None:
    table = Table().target("A1").clue("moss").withdraw(1).clue("fern").all_guess({1: "A2"}).skip()
    assert view_for(table.state, None).table.history == ()
    table.do(StartRound(1))
    past = PastRound(1, 0, ("fern",), ("moss",), at("A1"), (1, 2, 0, 0))
    assert view_for(table.state, None).table.history == (past,)


@pytest.mark.parametrize("seen_by", [None, 0, 2])
def test_a_hidden_guess_is_seen_by_nobody_else(seen_by: int | None) -> None:
    table = Table(guess_order="simultaneous").target().clue("moss")
    elsewhere = Table(guess_order="simultaneous").target().clue("moss").guess(1, "P1")
    table.guess(1, "B2")
    assert view_for(table.state, seen_by) == view_for(elsewhere.state, seen_by)
    assert view_for(table.state, 1) != view_for(elsewhere.state, 1)


def test_hidden_guesses_stay_hidden_while_a_clue_is_challenged_and_replaced() -> None:
    table = Table(guess_order="simultaneous").target().clue("moss").guess(1, "B2").withdraw(2)
    assert view_for(table.state, 2).table.pieces == ()
    table.clue("fern").guess(1, "B3")
    assert view_for(table.state, 2).table.pieces == ()
    assert view_for(table.state, 1).you.piece == at("B3")
    assert view_for(table.state, 2).table.placed == (1,)


def test_votes_are_counted_in_the_open_but_not_how_they_went() -> None:
    yes, no = (
        Table(5).target().clue("moss").do(ChallengeClue(1), VoteOnClue(2, uphold=uphold)).state
        for uphold in (True, False)
    )
    for seat in (None, 0, 1, 3, 4):
        assert view_for(yes, seat) == view_for(no, seat)
    challenge = view_for(yes, None).table.challenge
    assert challenge is not None
    assert (challenge.seat, challenge.voted) == (1, (2,))


def may(table: Table, seat: int | None) -> tuple[str, ...]:
    return view_for(table.state, seat).you.may


def test_each_seat_is_told_what_it_may_do() -> None:
    table = Table(redraw=True)
    assert (may(table, 0), may(table, 1), may(table, None)) == (
        ("choose_target", "redraw_card"),
        (),
        (),
    )
    assert may(table.do(RedrawCard(0)), 0) == ("choose_target",)
    table.target(table.state.card[0].name)
    assert (may(table, 0), may(table, 1)) == (("give_clue",), ())
    table.clue("moss")
    assert may(table, 1) == ("challenge_clue", "place_guess")
    assert (may(table, 2), may(table, 0)) == (("challenge_clue",), ())
    table.do(ChallengeClue(3))
    assert (may(table, 1), may(table, 3), may(table, 0)) == (("vote",), (), ())
    table.do(VoteOnClue(1, uphold=False)).all_guess({})
    assert may(table, 0) == ("give_clue", "skip_clue")
    table.skip()
    assert may(table, 3) == ("next_round",)
    assert may(table, None) == ()


def test_placed_names_those_who_have_answered_the_clue_that_is_open() -> None:
    table = Table().target().clue("moss").guess(1, "B2").do(Pass(2))
    assert view_for(table.state, None).table.placed == (1, 2)
    table.guess(3, "B3")
    assert view_for(table.state, None).table.placed == ()  # it is about the second clue now


def squares_in(value: object) -> set[Square]:
    """All squares anywhere in a view."""
    if isinstance(value, Square):
        return {value}
    if isinstance(value, tuple):
        return set().union(*map(squares_in, value))
    if hasattr(value, "__dataclass_fields__"):
        return set().union(
            *(squares_in(getattr(value, name)) for name in value.__dataclass_fields__)
        )
    return set()


def test_a_view_is_made_of_plain_values_and_can_be_compared() -> None:
    view: GameView = view_for(STAGES["in_turn"][5], 2)
    assert view == view_for(STAGES["in_turn"][5], 2)
    assert hash(view) == hash(view_for(STAGES["in_turn"][5], 2))
