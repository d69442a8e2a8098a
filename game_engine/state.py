"""Where a game stands. Phase, turn and who is left are read off it, so nothing can disagree."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from game_engine import clues
from game_engine.board import SQUARES, Square
from game_engine.errors import Refusal
from game_engine.house import MAX_SEATS, MIN_SEATS, PickFrom, Rules, SecondClue

CARD_SIZE = 4


class Phase(StrEnum):
    """What the table is waiting for."""

    CHOOSING = "choosing"
    CLUING = "cluing"
    GUESSING = "guessing"
    VOTING = "voting"
    SCORED = "scored"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is decided before the first command. Chance enters here and nowhere else."""

    seats: int
    first_giver: int
    deck: tuple[Square, ...] = field(repr=False)
    """All 480 squares, in the order in which cards show them."""
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        if type(self.seats) is not int or not MIN_SEATS <= self.seats <= MAX_SEATS:
            raise ValueError(f"a game has {MIN_SEATS} to {MAX_SEATS} seats")
        if type(self.first_giver) is not int or not 0 <= self.first_giver < self.seats:
            raise ValueError("the first giver must be one of the seats")
        if len(self.deck) != len(SQUARES) or set(self.deck) != set(SQUARES):
            raise ValueError("the deck must hold each square once")
        if not isinstance(self.rules, Rules):
            raise ValueError("rules must be Rules")

    @classmethod
    def deal(cls, seats: int, *, seed: int, rules: Rules | None = None) -> "Setup":
        """Shuffle the deck and draw the first giver; the same seed gives the same game."""
        if type(seats) is not int or not MIN_SEATS <= seats <= MAX_SEATS:
            raise ValueError(f"a game has {MIN_SEATS} to {MAX_SEATS} seats")
        if type(seed) is not int:
            raise ValueError("the seed must be a whole number")
        chance = Random(seed)
        deck = list(SQUARES)
        chance.shuffle(deck)
        return cls(seats, chance.randrange(seats), tuple(deck), rules or Rules())

    @property
    def rounds(self) -> int:
        """How many rounds the game has, unless a target score ends it before."""
        laps = self.rules.laps or (2 if self.seats <= 6 else 1)
        return self.seats * laps


@dataclass(frozen=True, slots=True)
class Piece:
    """A guess as it stands on the board."""

    seat: int
    square: Square
    clue: int
    """0: for the first clue; 1: for the second."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """An open challenge to the latest clue."""

    seat: int
    votes: tuple[tuple[int, bool], ...] = ()
    """(seat, uphold) of those who have voted."""


@dataclass(frozen=True, slots=True)
class Round:
    """One card and one giver, from the draw to the scoring."""

    number: int
    """From 1."""
    giver: int
    card: tuple[Square, ...] = field(repr=False)
    target: Square | None = field(default=None, repr=False)
    clues: tuple[str, ...] = ()
    """Those that stand: none, one or two."""
    pieces: tuple[Piece, ...] = ()
    passed: tuple[tuple[int, int], ...] = ()
    """(seat, clue) where a guesser placed nothing."""
    withdrawn: tuple[str, ...] = ()
    """Clues that an upheld challenge took back."""
    owes_clue: bool = False
    """Whether the giver must give another clue for one that was withdrawn."""
    challenge: Challenge | None = None
    challenged: tuple[int, ...] = ()
    """Seats that have used their challenge."""
    points: tuple[int, ...] | None = None
    """By seat, once the round is scored."""

    @property
    def answered(self) -> frozenset[int]:
        """The seats that have placed or passed for the latest clue."""
        clue = len(self.clues) - 1
        placed = (piece.seat for piece in self.pieces if piece.clue == clue)
        return frozenset((*placed, *(seat for seat, c in self.passed if c == clue)))


@dataclass(frozen=True, slots=True)
class GameState:
    """A game between two events."""

    setup: Setup
    rounds: tuple[Round, ...]
    """All so far; the last one is being played."""
    scores: tuple[int, ...]
    """By seat."""
    drawn: int = CARD_SIZE
    """Squares that have been taken from the deck."""
    redrawn: tuple[int, ...] = ()
    """Seats that have had another card."""
    winners: tuple[int, ...] = ()
    """Seats, once the game is over."""

    @property
    def rules(self) -> Rules:
        """The rules that this game is played by."""
        return self.setup.rules

    @property
    def seats(self) -> int:
        """How many seats there are: 0 to seats - 1."""
        return self.setup.seats

    @property
    def round(self) -> Round:
        """The round that is being played, or was played last."""
        return self.rounds[-1]

    @property
    def rounds_total(self) -> int:
        """How many rounds there are in all."""
        return self.setup.rounds

    @property
    def giver(self) -> int:
        """The seat that gives the clues of this round."""
        return self.round.giver

    @property
    def card(self) -> tuple[Square, ...]:
        """The four squares that the giver sees. Secret."""
        return self.round.card

    @property
    def phase(self) -> Phase:
        """What the table is waiting for."""
        now = self.rounds[-1]
        if self.winners:
            return Phase.OVER
        if now.points is not None:
            return Phase.SCORED
        if now.target is None:
            return Phase.CHOOSING
        if now.challenge is not None:
            return Phase.VOTING
        if not now.clues or not self.left_to_guess:
            return Phase.CLUING
        return Phase.GUESSING

    @property
    def left_to_guess(self) -> tuple[int, ...]:
        """The guessers that have not answered the latest clue, in the order of their turns."""
        now = self.rounds[-1]
        seats, answered = self.setup.seats, now.answered
        # Clockwise from the giver's left for the first clue, back again for the second.
        step = 1 if len(now.clues) == 1 else -1
        order = ((now.giver + step * i) % seats for i in range(1, seats))
        return tuple(seat for seat in order if seat not in answered)

    @property
    def to_act(self) -> tuple[int, ...]:
        """The seats that the table is waiting for; any seat may start the next round."""
        match self.phase:
            case Phase.CHOOSING | Phase.CLUING:
                return (self.giver,)
            case Phase.GUESSING:
                left = self.left_to_guess
                return left if self.rules.simultaneous else left[:1]
            case Phase.VOTING:
                return tuple(s for s in self.voters if s not in self._voted)
            case Phase.SCORED:
                return tuple(range(self.seats))
            case Phase.OVER:
                return ()

    @property
    def voters(self) -> tuple[int, ...]:
        """The guessers who decide on the open challenge: all but the one who made it."""
        challenge = self.round.challenge
        by = challenge.seat if challenge else None
        return tuple(s for s in range(self.seats) if s not in {self.giver, by})

    @property
    def _voted(self) -> frozenset[int]:
        challenge = self.round.challenge
        return frozenset(seat for seat, _ in challenge.votes) if challenge else frozenset()

    @property
    def clue(self) -> int | None:
        """The clue that is being given or guessed at: 0, 1, or None outside of that."""
        match self.phase:
            case Phase.CLUING:
                return len(self.round.clues)
            case Phase.GUESSING | Phase.VOTING:
                return len(self.round.clues) - 1
            case _:
                return None

    @property
    def turn(self) -> tuple[object, ...]:
        """A value that changes when, and only when, a new turn (and its time) begins."""
        phase, now = self.phase, self.round
        one = self.to_act if phase is Phase.GUESSING and not self.rules.simultaneous else None
        return (now.number, phase, len(now.clues), len(now.withdrawn), len(now.challenged), one)

    @property
    def second_clue_follows(self) -> bool:
        """Whether the rules provide for another clue after the one that stands."""
        return self.rules.second_clue is not SecondClue.NONE and len(self.round.clues) == 1

    @property
    def free_pick(self) -> bool:
        """Whether the giver may take any square for the target."""
        return self.rules.pick_from is PickFrom.ANY_SQUARE

    def earlier_clues(self) -> Sequence[str]:
        """Give every clue of the game so far, withdrawn ones too."""
        return [clue for r in self.rounds for clue in (*r.clues, *r.withdrawn)]

    def judge_clue(self, text: str) -> Refusal | None:
        """Ask the referee about the giver's next clue, as play() would."""
        clue = min(len(self.round.clues), 1)
        return clues.judge(text, clue=clue, earlier=self.earlier_clues(), rules=self.rules)


def opening(setup: Setup) -> GameState:
    """Give the state in which the first giver looks at the first card."""
    first = Round(1, setup.first_giver, setup.deck[:CARD_SIZE])
    return GameState(setup, (first,), (0,) * setup.seats)


def new_game(seats: int, *, seed: int, rules: Rules | None = None) -> GameState:
    """Begin a game; raises ValueError for a number of seats that cannot play."""
    return opening(Setup.deal(seats, seed=seed, rules=rules))
