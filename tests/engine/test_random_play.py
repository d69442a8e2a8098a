"""Games that nobody thought of: whatever is asked, the rules of all rules hold."""

from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from game_engine import (
    ChallengeClue,
    ChooseTarget,
    Command,
    Event,
    GameState,
    GiveClue,
    IllegalCommand,
    Pass,
    Phase,
    PlaceGuess,
    RedrawCard,
    Rules,
    Setup,
    SkipClue,
    StartRound,
    VoteOnClue,
    evolve,
    opening,
    play,
    replay,
    view_for,
)
from game_engine.board import SQUARES
from game_engine.bots import named_bot, place_names, random_bot
from game_engine.record import dump_record, load_record
from tests.engine.table import WORDS
from tests.engine.test_views import others, secret_twin
from tests.faults.harness.figures import size

MOST_STEPS = 3000


def _rules(draw: Any) -> Rules:
    order = draw(st.sampled_from(["in_turn", "simultaneous"]))
    return Rules(
        guess_order=order,
        laps=draw(st.sampled_from([None, 1, 2])),
        second_clue=draw(st.sampled_from(["optional", "required", "none"])),
        pick_from=draw(st.sampled_from(["card", "any_square"])),
        redraw=draw(st.booleans()),
        scoring=draw(
            st.sampled_from(["official", "best_piece", "last_piece", "no_ring", "bullseye"])
        ),
        target_score=draw(st.sampled_from([None, 5, 20])),
        ties=draw(st.sampled_from(["last_giver", "shared"])),
        change_guess=order == "simultaneous" and draw(st.booleans()),
    )


house_rules = st.composite(_rules)()
setups = st.builds(
    lambda seats, seed, rules: Setup.deal(seats, seed=seed, rules=rules),
    st.integers(3, 10),
    st.integers(0, 2**32),
    house_rules,
)


def some_command(state: GameState, chance: Random) -> Command:
    """Something that a seat may do, or let be: bots, passes, changes and redraws."""
    seat = chance.choice(state.to_act)
    view = view_for(state, seat)
    if chance.random() < 0.1 and state.phase is not Phase.SCORED:
        return Pass(seat)
    if "redraw_card" in view.you.may and chance.random() < 0.5:
        return RedrawCard(seat)
    return random_bot(view, chance)


def play_out(setup: Setup, seed: int) -> tuple[GameState, list[Event]]:
    state, chance, events = opening(setup), Random(seed), list[Event]()
    for _ in range(MOST_STEPS):
        if state.phase is Phase.OVER:
            return state, events
        state, happened = play(state, some_command(state, chance))
        events.extend(happened)
    raise AssertionError("the game does not end")


slow = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@slow
@given(setups, st.integers(0, 999))
def test_random_play_ends_and_its_record_rebuilds_it(setup: Setup, seed: int) -> None:
    state, events = play_out(setup, seed)
    assert replay(setup, events) == state
    read = load_record(dump_record(setup, events))
    assert read == (setup, tuple(events))
    assert replay(*read) == state


@slow
@given(setups, st.integers(0, 999))
def test_the_score_is_the_sum_of_the_rounds_and_winners_have_the_most(
    setup: Setup, seed: int
) -> None:
    state, _ = play_out(setup, seed)
    rounds = [played.points for played in state.rounds]
    assert all(points is not None for points in rounds)
    assert state.scores == tuple(map(sum, zip(*[p for p in rounds if p], strict=True)))
    assert {state.scores[seat] for seat in state.winners} == {max(state.scores)}
    assert len(state.rounds) == setup.rounds or setup.rules.target_score is not None


@slow
@given(setups, st.integers(0, 999))
def test_no_view_depends_on_what_it_must_not_show(setup: Setup, seed: int) -> None:
    state, chance = opening(setup), Random(seed)
    for _ in range(60):
        if state.phase is Phase.OVER:
            break
        if state.phase is not Phase.SCORED:
            twin = secret_twin(state)
            seat = chance.choice(others(state))
            assert view_for(state, seat) == view_for(twin, seat)
        state, _ = play(state, some_command(state, chance))


@slow
@given(setups, st.integers(0, 999))
def test_the_named_bot_is_always_legal(setup: Setup, seed: int) -> None:
    state, chance = opening(setup), Random(seed)
    bot = named_bot({square: f"dusty blue {name}" for square, name in place_names().items()})
    for _ in range(80):
        if state.phase is Phase.OVER:
            break
        state, _ = play(state, bot(view_for(state, chance.choice(state.to_act)), chance))


MAY: dict[type[Any], str] = {
    ChooseTarget: "choose_target",
    RedrawCard: "redraw_card",
    GiveClue: "give_clue",
    SkipClue: "skip_clue",
    PlaceGuess: "place_guess",
    ChallengeClue: "challenge_clue",
    VoteOnClue: "vote",
    StartRound: "next_round",
}


class AnyGame(RuleBasedStateMachine):
    """All seats ask for anything at any time; what is legal is played."""

    seats = Bundle("seats")

    @initialize(target=seats, setup=setups)
    def deal(self, setup: Setup) -> int:
        self.setup = setup
        self.state = opening(setup)
        self.events: list[Event] = []
        return 0

    def ask(self, command: Command) -> None:
        before, kept = self.state, hash(self.state)
        try:
            self.state, happened = play(before, command)
        except IllegalCommand:
            assert hash(before) == kept
            return
        name = MAY.get(type(command))
        assert name is None or name in view_for(before, command.seat).you.may
        assert happened
        folded = before
        for event in happened:
            folded = evolve(folded, event)
        assert folded == self.state
        self.events.extend(happened)

    @rule(seat=st.integers(0, 9), square=st.sampled_from(SQUARES))
    def choose_any(self, seat: int, square: Any) -> None:
        self.ask(ChooseTarget(seat, square))

    @rule(number=st.integers(0, 3))
    def choose_from_card(self, number: int) -> None:
        self.ask(ChooseTarget(self.state.giver, self.state.card[number]))

    @rule(word=st.sampled_from(WORDS))
    def clue(self, word: str) -> None:
        self.ask(GiveClue(self.state.giver, word))

    @rule(square=st.sampled_from(SQUARES[:40]), number=st.integers(0, 9))
    def guess(self, square: Any, number: int) -> None:
        seats = self.state.to_act or (0,)
        self.ask(PlaceGuess(seats[number % len(seats)], square))

    @rule(seat=st.integers(0, 9), square=st.sampled_from(SQUARES[:40]))
    def guess_at_any_time(self, seat: int, square: Any) -> None:
        self.ask(PlaceGuess(seat, square))

    @rule(seat=st.integers(0, 9), kind=st.sampled_from([RedrawCard, SkipClue, Pass, ChallengeClue]))
    def ask_for_something(self, seat: int, kind: Any) -> None:
        self.ask(kind(seat))

    @rule(seat=st.integers(0, 9), uphold=st.booleans())
    def vote(self, seat: int, uphold: bool) -> None:
        self.ask(VoteOnClue(seat, uphold))

    @rule(seat=st.integers(0, 9))
    def next_round(self, seat: int) -> None:
        self.ask(StartRound(seat))

    @precondition(lambda self: self.state.phase is not Phase.OVER)
    @rule()
    def everybody_passes(self) -> None:
        for seat in self.state.to_act:
            self.ask(Pass(seat))

    @invariant()
    def those_who_act_may_do_something(self) -> None:
        state = self.state
        assert (state.to_act == ()) == (state.phase is Phase.OVER)
        for seat in state.to_act:
            assert view_for(state, seat).you.may
        if state.phase in {Phase.CHOOSING, Phase.CLUING}:
            assert state.to_act == (state.giver,)
        if state.phase in {Phase.GUESSING, Phase.VOTING}:
            assert state.giver not in state.to_act
        assert len(set(state.to_act)) == len(state.to_act)

    @invariant()
    def nobody_has_more_than_a_piece_for_each_clue(self) -> None:
        pieces = self.state.round.pieces
        assert len({(piece.seat, piece.clue) for piece in pieces}) == len(pieces)
        assert self.state.giver not in {piece.seat for piece in pieces}
        squares = [
            (piece.seat if self.state.rules.simultaneous else None, piece.square)
            for piece in pieces
        ]
        assert len(set(squares)) == len(squares)

    @invariant()
    def the_target_is_hidden_until_the_round_is_scored(self) -> None:
        table = view_for(self.state, None).table
        assert (table.target is not None) <= (table.phase in {Phase.SCORED, Phase.OVER})
        assert view_for(self.state, None).you.card == ()

    def teardown(self) -> None:
        if hasattr(self, "setup"):
            assert replay(self.setup, self.events) == self.state
            assert load_record(dump_record(self.setup, self.events))[1] == tuple(self.events)


AnyGame.TestCase.settings = settings(
    max_examples=size(25, 2000), stateful_step_count=50, deadline=None, derandomize=True
)
test_any_game = AnyGame.TestCase
