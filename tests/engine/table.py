"""A table for tests to play at: a game with a known card, and a short way to say what happens."""

from random import Random

import pytest

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
    Refusal,
    Rules,
    Setup,
    SkipClue,
    Square,
    StartRound,
    VoteOnClue,
    opening,
    play,
    view_for,
)
from game_engine.board import SQUARES
from game_engine.bots import Bot

CARD = ("H15", "A1", "P30", "A15")
WORDS = tuple(
    a + b for a in ("mos", "lam", "fen", "dus", "tor") for b in ("ka", "bin", "sop", "le")
)


def at(name: str) -> Square:
    return Square.parse(name)


def setup(
    seats: int = 4, *, giver: int = 0, card: tuple[str, ...] = CARD, **rules: object
) -> Setup:
    first = [at(name) for name in card]
    rest = [square for square in SQUARES if square not in first]
    return Setup(seats, giver, (*first, *rest), Rules(**rules))  # type: ignore[arg-type]


class Table:
    """Plays commands, keeps state and events, and sees that a refusal changes nothing."""

    def __init__(self, seats: int = 4, **options: object) -> None:
        self.setup = setup(seats, **options)  # type: ignore[arg-type]
        self.state: GameState = opening(self.setup)
        self.events: list[Event] = []

    def do(self, *commands: Command) -> "Table":
        for command in commands:
            self.state, events = play(self.state, command)
            self.events.extend(events)
        return self

    def refusal(self, command: Command) -> Refusal:
        before = self.state
        kept = repr(before), hash(before)
        with pytest.raises(IllegalCommand) as caught:
            play(before, command)
        assert (repr(before), hash(before)) == kept
        return caught.value.refusal

    def target(self, name: str = "H15") -> "Table":
        return self.do(ChooseTarget(self.state.giver, at(name)))

    def clue(self, text: str) -> "Table":
        return self.do(GiveClue(self.state.giver, text))

    def skip(self) -> "Table":
        return self.do(SkipClue(self.state.giver))

    def guess(self, seat: int, name: str) -> "Table":
        return self.do(PlaceGuess(seat, at(name)))

    def all_guess(self, pieces: dict[int, str | None]) -> "Table":
        """Each seat in the order of the turns; no square means that it passes."""
        while self.state.phase.value == "guessing":
            seat = self.state.to_act[0]
            name = pieces.get(seat)
            self.do(PlaceGuess(seat, at(name)) if name else Pass(seat))
        return self

    def withdraw(self, challenger: int) -> "Table":
        """A challenge that all other guessers uphold."""
        self.do(ChallengeClue(challenger))
        while self.state.phase.value == "voting":
            self.do(VoteOnClue(self.state.to_act[0], uphold=True))
        return self

    def whole_round(self, word: str) -> "Table":
        """A round with one clue, in which the guessers pass; then the next, if there is one."""
        self.do(ChooseTarget(self.state.giver, self.state.card[0])).clue(word).all_guess({})
        if self.state.phase.value == "cluing":
            self.skip()
        return self.do(StartRound(0)) if self.state.phase.value == "scored" else self


def play_to_the_end(setup: Setup, bot: Bot) -> tuple[GameState, list[Event]]:
    """Return the end of a game between bots, and all that happened; it must come in 1,000 moves."""
    state, chance, events = opening(setup), Random(5), list[Event]()
    for _ in range(1000):
        if state.phase is Phase.OVER:
            break
        state, happened = play(state, bot(view_for(state, state.to_act[0]), chance))
        events.extend(happened)
    assert state.phase is Phase.OVER
    return state, events
