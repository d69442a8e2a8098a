"""The charts of a finished game: an SVG to put into a page, and rows for the templates of tables.

Each chart says what it shows as text, too; what it tells apart it tells by shape and word, for
colors belong to the board.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from colorclues.album import svg
from colorclues.phrases import Cast, name_of
from game_engine.awards import Summary

_DASHES = (None, "7 3", "2 2.5", "9 3 2 3", "4 2", "12 4", "1 4", "6 2 1 2 1 2", "14 2", "3 5")
"""Of lines, by the ranking: solid is the winner's."""
_SHADES = (1, 2, 3, 5, 8, 12)
"""Up to which mean distance a cell has each shade of static/summary.css; the last has no end."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How far one player's pieces were from the targets."""

    who: Mapping[str, str]
    mean: str
    percent: int
    """Of the longest bar that there is room for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one guesser's pieces were from one giver's targets."""

    mean: str
    shade: int
    """0 for the nearest."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How well each guesser understood one giver."""

    giver: Mapping[str, str]
    cells: tuple[Cell | None, ...]
    """By the guesser's seat; None where that one never guessed at a target of this giver."""


def score_chart(summary: Summary, cast: Cast) -> SafeString:
    """Return the score after each round: a line for each player, named at its end."""
    chart = _ScoreChart(summary, cast)
    return svg.done(chart.draw())


class _ScoreChart:
    """Where things are on the chart of scores."""

    left, right, top = 24.0, 188.0, 12.0

    def __init__(self, summary: Summary, cast: Cast) -> None:
        self.summary, self.cast = summary, cast
        self.bottom = self.top + max(180.0, 19.0 * len(cast))
        self.most = max(1, *summary.scores)

    def spot(self, number: int, score: float) -> svg.Point:
        x = self.left + (self.right - self.left) * number / len(self.summary.rounds)
        return x, self.bottom - (self.bottom - self.top) * score / self.most

    def draw(self) -> ET.Element:
        scores = "; ".join(
            f"{name_of(self.cast, seat)}: {self.summary.scores[seat]}"
            for seat in self.summary.ranking
        )
        told = _("After the last round: %(scores)s.") % {"scores": scores}
        root = svg.svg("scores", (svg.WIDTH, self.bottom + 22), _("Score by round"), told)
        self._axes(root)
        # Equal scores would hide one another: each line runs a little beside its place.
        seats = self.summary.ranking
        beside = {seat: (n - (len(seats) - 1) / 2) * 0.9 for n, seat in enumerate(seats)}
        for seat in reversed(seats):
            self._line(root, seat, beside[seat])
        self._ends(root, beside)
        return root

    def _axes(self, root: ET.Element) -> None:
        step = _step(self.most)
        for score in range(0, self.most + 1, step):
            y = self.spot(0, score)[1]
            line = svg.path([(self.left, y), (self.right, y)])
            svg.add(root, "path", d=line, stroke="currentColor", stroke_opacity=0.22)
            svg.words(root, (self.left - 5, y), str(score), 11, text_anchor="end")
        last = len(self.summary.rounds)
        for number in range(0, last + 1, _step(last, 6)):
            x = self.spot(number, 0)[0]
            svg.words(root, (x, self.bottom + 13), str(number), 11, text_anchor="middle")

    def _line(self, root: ET.Element, seat: int, beside: float) -> None:
        scores = [0, *(played.scores[seat] for played in self.summary.rounds)]
        spots = [self.spot(number, score) for number, score in enumerate(scores)]
        spots = [(x, y + beside) for x, y in spots]
        svg.add(
            root,
            "path",
            d=svg.path(spots),
            fill="none",
            stroke="currentColor",
            stroke_width=3 if seat in self.summary.winners else 1.6,
            stroke_linejoin="round",
            stroke_dasharray=_DASHES[self.summary.ranking.index(seat)],
        )
        every = max(2, ceil(len(self.cast) / 2))
        for number, spot in enumerate(spots[1:-1], 1):
            if (number + seat) % every == 0:
                svg.disc(root, spot, 6, self.cast[seat]["symbol"])

    def _ends(self, root: ET.Element, beside: Mapping[int, float]) -> None:
        seats = self.summary.ranking
        ends = [self.spot(0, self.summary.scores[seat])[1] + beside[seat] for seat in seats]
        places = svg.spread(ends, 19, self.top, self.bottom)
        for seat, end, y in zip(seats, ends, places, strict=True):
            leader = svg.path([(self.right, end), (self.right + 9, y)])
            svg.add(root, "path", d=leader, stroke="currentColor", stroke_opacity=0.5)
            svg.disc(root, (self.right + 18, y), 8, self.cast[seat]["symbol"])
            score = str(self.summary.scores[seat])
            svg.words(root, (self.right + 31, y), score, 13, font_weight=750)
            x = self.right + 36 + 8 * len(score)
            name = svg.shorten(self.cast[seat]["name"], svg.WIDTH - x, 13)
            svg.words(root, (x, y), name, 13)


def distance_bars(summary: Summary, cast: Cast) -> list[Bar]:
    """Return how far each player's pieces were from the targets, the nearest first."""
    known = [(mean, seat) for seat, mean in enumerate(summary.distances) if mean is not None]
    most = max([3.0, *(mean for mean, _seat in known)])
    return [
        Bar(cast[seat], f"{mean:.1f}", max(1, round(100 * mean / most)))
        for mean, seat in sorted(known)
    ]


def understanding_rows(summary: Summary, cast: Cast) -> list[Understood]:
    """Return who understands whom: a row for each giver, in it a cell for each guesser."""
    return [
        Understood(giver, tuple(map(_cell, means)))
        for giver, means in zip(cast, summary.understanding, strict=True)
    ]


def _cell(mean: float | None) -> Cell | None:
    if mean is None:
        return None
    return Cell(f"{mean:.1f}" if mean < 9.95 else f"{mean:.0f}", bisect_left(_SHADES, mean))


def _step(most: int, marks: int = 4) -> int:
    """Return the round number that makes at most `marks` + 1 marks up to `most`."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if most / step <= marks)
