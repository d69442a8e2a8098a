"""What is decided before the first command: seats, first giver, deck, rules."""

import re
from dataclasses import dataclass, field
from random import Random

from game_engine.board import SQUARES, Square
from game_engine.house_rules import MAX_SEATS, TEAMS, Mode, Rules

MOST_FOR_TWO_LAPS = 6
"""Seats up to which everybody gives clues in two laps; by the rules, 7 to 10 have one.

So a game has 6 to 12 rounds, however many play.
"""
NEWEST = 3
"""The version of the rules by which new games are played.

A game is played to its end, and replayed, by the version that it began with. What differs:

1. The pieces for a clue that is withdrawn stay on the board. A tie goes to whoever was giver last,
   with or without a clue.
2. They go back to their owners. A tie goes to whoever gave a clue most recently.
3. Card and target are sealed, and at the reveal the card is told (seals.py).

The referee has no versions: it judges a clue once, before that is given.
"""
SEALED = 3
"""The version from which on card and target are sealed."""


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is decided before the first command. Chance enters here and nowhere else."""

    seats: int
    """Fixed for the whole game, for the scoring depends on it: 3 to 10, together 2 to 10, in teams
    4 to 10."""
    first_giver: int
    deck: tuple[Square, ...] = field(repr=False)
    """All 480 squares, in the order in which they are drawn. Secret while the game goes on."""
    rules: Rules = field(default_factory=Rules)
    version: int = NEWEST
    """Of the rules that this game is played by: 1 to `NEWEST`."""
    seal_key: str = field(default="", repr=False)
    """What the salts of the seals come from: 64 hexadecimal digits (256 bits); empty where nothing
    is sealed. As secret as the deck, and it should tell nothing of that, nor that of it."""

    def __post_init__(self) -> None:
        _check_seats(self.seats, self.rules)
        if type(self.first_giver) is not int or not 0 <= self.first_giver < self.seats:
            raise ValueError("the first giver must be one of the seats")
        if type(self.deck) is not tuple or not all(isinstance(s, Square) for s in self.deck):
            raise ValueError("the deck must be a tuple of squares")
        if len(self.deck) != len(SQUARES) or set(self.deck) != set(SQUARES):
            raise ValueError("the deck must hold each square once")
        if type(self.version) is not int or not 1 <= self.version <= NEWEST:
            raise ValueError(f"the version of the rules must be 1 to {NEWEST}")
        key = r"[0-9a-f]{64}" if self.sealed else ""
        if not isinstance(self.seal_key, str) or not re.fullmatch(key, self.seal_key):
            raise ValueError("the key of the seals must be 64 hexadecimal digits from version 3 on")

    @classmethod
    def deal(
        cls,
        seats: int,
        *,
        seed: int,
        rules: Rules | None = None,
        version: int = NEWEST,
        seal_key: str | None = None,
    ) -> "Setup":
        """Return a setup with a shuffled deck and a random first giver.

        The same seed deals the same game, with the same key for its seals unless another is given
        (a version that seals nothing takes none): whoever plays for real draws both from the
        system's randomness. Raises ValueError for more or fewer seats than the rules allow, for a
        seed that is not a whole number, and for a version of the rules that does not exist.
        """
        rules = Rules() if rules is None else rules
        _check_seats(seats, rules)
        if type(seed) is not int:
            raise ValueError("the seed must be a whole number")
        chance = Random(seed)
        deck = list(SQUARES)
        chance.shuffle(deck)
        giver = chance.randrange(seats)
        key = (seal_key or chance.randbytes(32).hex()) if version >= SEALED else ""
        return cls(seats, giver, tuple(deck), rules, version, key)

    @property
    def pieces_go_back(self) -> bool:
        """Whether a clue that is withdrawn gives the pieces for it back."""
        return self.version >= 2

    @property
    def ties_need_clues(self) -> bool:
        """Whether a tie goes only to a giver who gave a clue."""
        return self.version >= 2

    @property
    def sealed(self) -> bool:
        """Whether card and target are sealed, and told at the reveal with the salt."""
        return self.version >= SEALED

    @property
    def rounds(self) -> int:
        """How many rounds the game has, unless a target score ends it before."""
        laps = self.rules.laps or (2 if self.seats <= MOST_FOR_TWO_LAPS else 1)
        if self.rules.mode is Mode.TEAMS:
            # As many rounds for each team, until everybody in the larger one has been giver.
            return TEAMS * len(self.on_side(0)) * laps
        return self.seats * laps

    @property
    def sides(self) -> int:
        """How many sides there are: those on one side win together."""
        return {Mode.EACH: self.seats, Mode.TOGETHER: 1, Mode.TEAMS: TEAMS}[self.rules.mode]

    def side(self, seat: int) -> int:
        """Return the side that a seat is on. Teams sit in turn, so the first may be one larger."""
        return seat % self.sides

    def on_side(self, side: int) -> tuple[int, ...]:
        """Return the seats on a side."""
        return tuple(range(side, self.seats, self.sides))

    def giver(self, number: int) -> int:
        """Return who gives the clues of a round; `number` is from 1."""
        clockwise: list[int] = [*range(self.first_giver, self.seats), *range(self.first_giver)]
        if self.rules.mode is not Mode.TEAMS:
            return clockwise[(number - 1) % self.seats]
        turn, second = divmod(number - 1, TEAMS)
        side = (self.side(self.first_giver) + second) % TEAMS
        own = [seat for seat in clockwise if self.side(seat) == side]
        return own[turn % len(own)]

    def guessers(self, giver: int) -> tuple[int, ...]:
        """Return who guesses what a giver means, clockwise from the giver's left."""
        others = (*range(giver + 1, self.seats), *range(giver))
        if self.rules.mode is not Mode.TEAMS:
            return others
        return tuple(seat for seat in others if self.side(seat) == self.side(giver))

    def counts_twice(self, giver: int) -> int | None:
        """Return the guesser whose points count twice: in a team that is one short, the first."""
        own = len(self.on_side(self.side(giver)))
        short = self.rules.mode is Mode.TEAMS and own < len(self.on_side(0))
        return self.guessers(giver)[0] if short else None


def _check_seats(seats: object, rules: object) -> None:
    if not isinstance(rules, Rules):
        raise ValueError("rules must be Rules")
    if type(seats) is not int or not rules.fewest_seats <= seats <= MAX_SEATS:
        raise ValueError(f"a game has {rules.fewest_seats} to {MAX_SEATS} seats")
