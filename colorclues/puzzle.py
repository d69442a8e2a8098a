"""Today's puzzle: two clues, two pieces, one try; the same for everybody until midnight UTC.

A day's puzzle is kept once it was asked for, so that nothing can change it under its players.
"""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from colorclues.models import Puzzle, PuzzleTry
from colorclues.rooms.changes import Refused
from game_engine import Square, distance
from game_engine.scoring import official

MOST = 6
"""Points of two pieces that are both exact."""
_AGAIN = 0.75
"""The share of all puzzles that come before one may come again; the rest is left to chance."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a person is told once both pieces are placed."""

    target: Square
    distances: tuple[int, ...]
    points: tuple[int, ...]
    """Of each piece, by the official scoring."""
    days: int
    """How many days in a row the person has played, this one included."""
    others: int
    """Other people who have placed both pieces."""
    beaten: int
    """Of the others, those with fewer points."""
    heat: tuple[tuple[Square, int], ...]
    """The squares where everybody's pieces stand, most pieces first."""

    @property
    def total(self) -> int:
        """All points."""
        return sum(self.points)


@dataclass(frozen=True, slots=True)
class Story:
    """A puzzle as one person sees it: the target is there only when both pieces are placed."""

    puzzle: Puzzle
    clues: tuple[str, ...]
    pieces: tuple[Square, ...]
    result: Result | None


def load() -> Sequence[tuple[Square, Mapping[str, Sequence[str]]]]:
    """Return all puzzles: (target, language -> first and second clue)."""
    rows = json.loads((Path(__file__).parent / "data" / "puzzles.json").read_text("utf-8"))
    return [(Square.parse(square), clues) for square, clues in rows]


def today() -> date:
    """Return the present day in UTC, the same for everybody."""
    return datetime.now(UTC).date()


def puzzle_of(day: date) -> Puzzle:
    """Return a day's puzzle; whoever asks first draws it from those that were not used lately."""
    found = Puzzle.objects.filter(day=day).first()
    if found is not None:
        return found
    known = load()
    lately = Puzzle.objects.order_by("-day")[: int(len(known) * _AGAIN)]
    used = set(lately.values_list("target", flat=True))
    target, clues = secrets.choice([one for one in known if one[0].name not in used])
    try:
        with transaction.atomic():
            return Puzzle.objects.create(day=day, target=target.name, clues=clues)
    except IntegrityError:
        return Puzzle.objects.get(day=day)


def tell(puzzle: Puzzle, guest: str | None, language: str) -> Story:
    """Return a puzzle as somebody sees it so far; `language` is that of the clues."""
    own = PuzzleTry.objects.filter(puzzle=puzzle, guest=guest).first() if guest else None
    pieces = own.pieces() if own else ()
    clues = tuple(puzzle.clues[language])
    if own is None or len(pieces) < len(clues):
        return Story(puzzle, clues[: len(pieces) + 1], pieces, None)
    return Story(puzzle, clues, pieces, _result(own, pieces))


def check_open(day: date) -> None:
    """Raise `Refused` for a day whose puzzle takes no pieces; what it is must not be told."""
    if not today() - timedelta(days=1) <= day <= today():
        raise Refused("old", _("This puzzle is over. There is a new one."))


def place(day: date, guest: str, square: Square) -> None:
    """Place the next piece, which stays. Raises `Refused`.

    Whoever began before midnight may finish: yesterday's puzzle takes pieces as well.
    """
    check_open(day)
    puzzle = puzzle_of(day)
    with transaction.atomic():
        PuzzleTry.objects.get_or_create(puzzle=puzzle, guest=guest)
        own = PuzzleTry.objects.select_for_update().get(puzzle=puzzle, guest=guest)
        if own.second:
            raise Refused("placed", _("You have placed both pieces."))
        if own.first == square.name:
            raise Refused("taken", _("%(square)s is taken") % {"square": square.name})
        if own.first:
            own.second = square.name
            own.points = sum(_points(Square.parse(puzzle.target), own.pieces()))
        else:
            own.first = square.name
        own.save()


def _result(own: PuzzleTry, pieces: tuple[Square, ...]) -> Result:
    target = Square.parse(own.puzzle.target)
    done = PuzzleTry.objects.filter(puzzle=own.puzzle, points__isnull=False)
    others = done.exclude(pk=own.pk)
    heat = Counter[str]()
    for field in ("first", "second"):
        heat.update(dict(done.values_list(field).annotate(Count("pk"))))
    return Result(
        target=target,
        distances=tuple(distance(target, piece) for piece in pieces),
        points=_points(target, pieces),
        days=_in_a_row(own),
        others=others.count(),
        beaten=others.filter(points__lt=own.points).count(),
        heat=tuple((Square.parse(name), number) for name, number in heat.most_common()),
    )


def _points(target: Square, pieces: Sequence[Square]) -> tuple[int, ...]:
    return tuple(official([distance(target, piece)])[0] for piece in pieces)


def _in_a_row(own: PuzzleTry) -> int:
    tries = PuzzleTry.objects.filter(guest=own.guest, points__isnull=False)
    played = set(tries.values_list("puzzle__day", flat=True))
    days = 0
    while own.puzzle.day - timedelta(days=days) in played:
        days += 1
    return days
