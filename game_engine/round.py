"""One round: card and giver, clues, pieces and challenges, from the draw to the scoring."""

from dataclasses import dataclass, field

from game_engine.board import Square

MOST_WITHDRAWN = 2
"""Upheld challenges in a round after which, by the rules, it ends with nothing for the giver."""


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

    def verdict(self, voters: int) -> bool | None:
        """Return whether more than half of the voters uphold it; None while that is open.

        `voters` is how many may vote. A tie keeps the clue.
        """
        upholding = sum(uphold for _, uphold in self.votes)
        if 2 * upholding > voters:
            return True
        undecided = voters - len(self.votes)
        return None if 2 * (upholding + undecided) > voters else False


@dataclass(frozen=True, slots=True)
class Round:
    """One card and one giver, from the draw to the scoring."""

    number: int
    """From 1."""
    giver: int
    """A seat."""
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
    def clue_given(self) -> bool:
        """Whether the giver gave a clue: not one who passed, or was withdrawn too often."""
        return bool(self.clues) and len(self.withdrawn) < MOST_WITHDRAWN

    def answered(self, clue: int) -> set[int]:
        """Return the seats that have placed or passed for the first (0) or the second (1) clue."""
        seats = {piece.seat for piece in self.pieces if piece.clue == clue}
        return seats.union(seat for seat, passed in self.passed if passed == clue)
