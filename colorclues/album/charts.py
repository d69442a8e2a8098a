"""The charts of a finished game, as SVG to put into a page.

Each chart says what it shows as text, too; what it tells apart it tells by shape and word, for
colors belong to the board.
"""

from collections.abc import Mapping
from itertools import product
from math import ceil
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from colorclues.album import svg
from colorclues.phrases import Cast, name_of
from game_engine.awards import Summary

_DASHES = (None, "7 3", "2 2.5", "9 3 2 3", "4 2", "12 4", "1 4", "6 2 1 2 1 2", "14 2", "3 5")
"""Of lines, by the ranking: solid is the winner's."""
_SHADES = ((1, 1.0), (2, 0.82), (3, 0.64), (5, 0.28), (8, 0.18), (12, 0.1))
"""Up to which mean distance how strong; between .3 and .58 no text would be readable."""


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


def distance_chart(summary: Summary, cast: Cast) -> SafeString:
    """Draw how far each player's pieces were from the targets: a bar each, the nearest first."""
    known = [(mean, seat) for seat, mean in enumerate(summary.distances) if mean is not None]
    known.sort()
    told = "; ".join(f"{name_of(cast, seat)}: {mean:.1f}" for mean, seat in known)
    root = svg.svg(
        "distances",
        (svg.WIDTH, 30 * len(known) + 22),
        _("Distance by player"),
        _("Squares from the target on average: %(means)s.") % {"means": told or "–"},
    )
    left, most = 116.0, max([3.0, *(mean for mean, _seat in known)])
    scale = (svg.WIDTH - 40 - left) / most
    for n, (mean, seat) in enumerate(known):
        y = 16.0 + 30 * n
        svg.disc(root, (10, y), 9, cast[seat]["symbol"])
        svg.words(root, (25, y), svg.shorten(cast[seat]["name"], left - 31, 13), 13)
        length = max(2.0, mean * scale)
        svg.add(root, "rect", x=left, y=y - 8, width=length, height=16, rx=3)
        svg.words(root, (left + length + 6, y), f"{mean:.1f}", 13, font_weight=700)
    for squares in range(0, int(most) + 1, _step(int(most), 5)):
        x, y = left + squares * scale, 30 * len(known) + 13
        svg.words(root, (x, y), str(squares), 11, text_anchor="middle")
    return svg.done(root)


def understanding_chart(summary: Summary, cast: Cast) -> SafeString:
    """Draw who understands whom: a row for each giver, a column for each guesser, in numbers."""
    seats = range(len(cast))
    left, top = 100.0, 42.0
    cell = min(44.0, (svg.WIDTH - left) / len(cast))
    told = "; ".join(
        _("%(guesser)s about %(giver)s: %(mean)s")
        % {"guesser": name_of(cast, b), "giver": name_of(cast, a), "mean": f"{mean:.1f}"}
        for a, b in product(seats, seats)
        if (mean := summary.understanding[a][b]) is not None
    )
    root = svg.svg(
        "understanding",
        (svg.WIDTH, top + cell * len(cast) + 2),
        _("Who understands whom"),
        _("Mean distance of the guessers’ pieces to the givers’ targets: %(means)s.")
        % {"means": told or "–"},
    )
    svg.words(root, (left - 8, 9), _("guesses"), 11, text_anchor="end")
    svg.words(root, (left, 9), "→", 11)
    svg.words(root, (0, 28), _("gives the clue") + " ↓", 11)
    radius = min(9.0, cell * 0.4)
    for seat in seats:
        middle = cell * (seat + 0.5)
        svg.disc(root, (left + middle, 28), radius, cast[seat]["symbol"])
        svg.disc(root, (10, top + middle), radius, cast[seat]["symbol"])
        name = svg.shorten(cast[seat]["name"], left - 31, 13)
        svg.words(root, (25, top + middle), name, 13)
    for a, b in product(seats, seats):
        at = (left + cell * b, top + cell * a)
        _cell(root, at, cell, summary.understanding[a][b])
    return svg.done(root)


def _cell(root: ET.Element, at: svg.Point, size: float, mean: float | None) -> None:
    x, y = at
    middle = (x + size / 2, y + size / 2)
    if mean is None:
        svg.words(root, middle, "·", 13, text_anchor="middle", fill_opacity=0.5)
        return
    strength = next((strong for most, strong in _SHADES if mean <= most), 0.05)
    kind = "shade strong" if strength > 0.5 else "shade"
    group = svg.add(root, "g", class_=kind)
    side = size - 1.5
    svg.add(group, "rect", x=x, y=y, width=side, height=side, rx=3, fill_opacity=strength)
    number = f"{mean:.1f}" if mean < 9.95 else f"{mean:.0f}"
    svg.words(group, middle, number, min(13.0, size * 0.5), text_anchor="middle", font_weight=600)


def _step(most: int, marks: int = 4) -> int:
    """Return the round number that makes at most `marks` + 1 marks up to `most`."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if most / step <= marks)
