"""What is decided before the first command: seats, first giver, deck, rules."""

from dataclasses import dataclass, field
from random import Random

from game_engine.board import SQUARES, Square
from game_engine.house_rules import MAX_SEATS, MIN_SEATS, Rules

MOST_FOR_TWO_LAPS = 6
"""Seats up to which everybody gives clues in two laps; by the rules, 7 to 10 have one.

So a game has 6 to 12 rounds, however many play.
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

    @classmethod
    def deal(cls, seats: int, *, seed: int, rules: Rules | None = None) -> "Setup":
        """Return a setup with a shuffled deck and a random first giver.

        The same seed deals the same game. Raises ValueError for other than 3 to 10 seats, and for
        a seed that is not a whole number.
        """
        if type(seats) is not int or not MIN_SEATS <= seats <= MAX_SEATS:
            raise ValueError(f"a game has {MIN_SEATS} to {MAX_SEATS} seats")
        if type(seed) is not int:
            raise ValueError("the seed must be a whole number")
        chance = Random(seed)
        deck = list(SQUARES)
        chance.shuffle(deck)
        return cls(seats, chance.randrange(seats), tuple(deck), Rules() if rules is None else rules)

    @property
    def rounds(self) -> int:
        """How many rounds the game has, unless a target score ends it before."""
        laps = self.rules.laps or (2 if self.seats <= MOST_FOR_TWO_LAPS else 1)
        return self.seats * laps
