"""The board: 480 squares, their names and the distance between them. No colors live here."""

import re
from dataclasses import dataclass

ROWS = 16
"""A to P, from the top. With 30 columns, these are the 480 squares of the rules."""
COLUMNS = 30
"""1 to 30, from the left."""
_LETTERS = "ABCDEFGHIJKLMNOP"
_NAME = re.compile(r"([A-Pa-p])([1-9]|[12][0-9]|30)")


@dataclass(frozen=True, slots=True, order=True)
class Square:
    """One square of the board. Raises ValueError for a place that is not on it."""

    row: int
    """From 0 (A) to 15 (P)."""
    column: int
    """From 0 (named 1) to 29 (named 30)."""

    def __post_init__(self) -> None:
        if type(self.row) is not int or type(self.column) is not int:
            raise ValueError("row and column must be whole numbers")
        if not (0 <= self.row < ROWS and 0 <= self.column < COLUMNS):
            raise ValueError("there is no such square on the board")

    @property
    def name(self) -> str:
        """What people call it: "C14" is row 2, column 13."""
        return f"{_LETTERS[self.row]}{self.column + 1}"

    @classmethod
    def parse(cls, name: str) -> "Square":
        """Return the square of a name such as "C14". Raises ValueError for anything else.

        >>> Square.parse("C14")
        Square(row=2, column=13)
        >>> Square.parse("c14").name
        'C14'
        >>> Square.parse("Q1")
        Traceback (most recent call last):
        ...
        ValueError: a square is named by a letter A-P and a number 1-30
        """
        match = _NAME.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise ValueError("a square is named by a letter A-P and a number 1-30")
        return cls(_LETTERS.index(match[1].upper()), int(match[2]) - 1)

    def __str__(self) -> str:
        return self.name


SQUARES: tuple[Square, ...] = tuple(Square(r, c) for r in range(ROWS) for c in range(COLUMNS))
"""All 480, row by row."""


def distance(a: Square, b: Square) -> int:
    """Return the Chebyshev distance: the moves that a chess king needs from one to the other.

    >>> distance(Square.parse("C14"), Square.parse("D16"))
    2
    """
    return max(abs(a.row - b.row), abs(a.column - b.column))


def within(center: Square, reach: int) -> tuple[Square, ...]:
    """Return the squares at most `reach` away from the center, clipped at the board's edge."""
    rows = range(max(0, center.row - reach), min(ROWS, center.row + reach + 1))
    columns = range(max(0, center.column - reach), min(COLUMNS, center.column + reach + 1))
    return tuple(Square(row, column) for row in rows for column in columns)


def frame(target: Square) -> tuple[Square, ...]:
    """Return the scoring frame: the 3x3 round the target, as far as it is on the board."""
    return within(target, 1)


def ring(target: Square) -> tuple[Square, ...]:
    """Return the ring: the squares that touch the scoring frame, 16 if none is off the board."""
    inside = set(frame(target))
    return tuple(square for square in within(target, 2) if square not in inside)
