"""What is decided before the first command: seats, first giver, deck, rules."""

from dataclasses import dataclass, field
from random import Random

from game_engine.board import SQUARES, Square
from game_engine.house_rules import MAX_SEATS, MIN_SEATS, Rules

MOST_FOR_TWO_LAPS = 6
"""Seats up to which everybody gives clues in two laps; by the rules, 7 to 10 have one.

So a game has 6 to 12 rounds, however many play.
"""
NEWEST = 2
"""The version of the rules by which new games are played.

A game is played to its end, and replayed, by the version that it began with. What differs:

1. The pieces for a clue that is withdrawn stay on the board. A tie goes to whoever was giver last,
   with or without a clue.
2. They go back to their owners. A tie goes to whoever gave a clue most recently.

The referee has no versions: it judges a clue once, before that is given.
"""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is decided before the first command. Chance enters here and nowhere else."""

    seats: int
    """3 to 10, fixed for the whole game: the scoring depends on it."""
    first_giver: int
    deck: tuple[Square, ...] = field(repr=False)
    """All 480 squares, in the order in which they are drawn. Secret while the game goes on."""
    rules: Rules = field(default_factory=Rules)
    version: int = NEWEST
    """Of the rules that this game is played by: 1 to `NEWEST`."""

    def __post_init__(self) -> None:
        if type(self.seats) is not int or not MIN_SEATS <= self.seats <= MAX_SEATS:
            raise ValueError(f"a game has {MIN_SEATS} to {MAX_SEATS} seats")
        if type(self.first_giver) is not int or not 0 <= self.first_giver < self.seats:
            raise ValueError("the first giver must be one of the seats")
        if type(self.deck) is not tuple or not all(isinstance(s, Square) for s in self.deck):
            raise ValueError("the deck must be a tuple of squares")
        if len(self.deck) != len(SQUARES) or set(self.deck) != set(SQUARES):
            raise ValueError("the deck must hold each square once")
        if not isinstance(self.rules, Rules):
            raise ValueError("rules must be Rules")
        if type(self.version) is not int or not 1 <= self.version <= NEWEST:
            raise ValueError(f"the version of the rules must be 1 to {NEWEST}")

    @classmethod
    def deal(
        cls, seats: int, *, seed: int, rules: Rules | None = None, version: int = NEWEST
    ) -> "Setup":
        """Return a setup with a shuffled deck and a random first giver.

        The same seed deals the same game. Raises ValueError for other than 3 to 10 seats, for a
        seed that is not a whole number, and for a version of the rules that does not exist.
        """
        if type(seats) is not int or not MIN_SEATS <= seats <= MAX_SEATS:
            raise ValueError(f"a game has {MIN_SEATS} to {MAX_SEATS} seats")
        if type(seed) is not int:
            raise ValueError("the seed must be a whole number")
        chance = Random(seed)
        deck = list(SQUARES)
        chance.shuffle(deck)
        giver = chance.randrange(seats)
        return cls(seats, giver, tuple(deck), Rules() if rules is None else rules, version)

    @property
    def pieces_go_back(self) -> bool:
        """Whether a clue that is withdrawn gives the pieces for it back."""
        return self.version >= 2

    @property
    def ties_need_clues(self) -> bool:
        """Whether a tie goes only to a giver who gave a clue."""
        return self.version >= 2

    @property
    def rounds(self) -> int:
        """How many rounds the game has, unless a target score ends it before."""
        laps = self.rules.laps or (2 if self.seats <= MOST_FOR_TWO_LAPS else 1)
        return self.seats * laps
