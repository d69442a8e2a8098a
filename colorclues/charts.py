"""The charts of a finished game, as SVG to put into a page.

Each chart says what it shows as text, too; what it tells apart it tells by shape and word, for
colors belong to the board. `cast` is `Game.cast`: by seat a name and a symbol.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from math import ceil, dist, sqrt
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues import svg
from colorclues.palette import COLORS, Color
from game_engine.awards import Summary
from game_engine.board import COLUMNS, ROWS, SQUARES, Square
from game_engine.played import PlayedRound, ScoredPiece

Cast = Sequence[Mapping[str, str]]

WIDTH = 320.0
"""Of all charts, in units that are about a pixel on a small phone."""
CROP_ROWS, CROP_COLUMNS = 9, 13
"""Squares of a round card's picture."""
_DASHES = (None, "7 3", "2 2.5", "9 3 2 3", "4 2", "12 4", "1 4", "6 2 1 2 1 2", "14 2", "3 5")
"""Of lines, by the ranking: solid is the winner's."""
_SHADES = ((1, 1.0), (2, 0.82), (3, 0.64), (5, 0.28), (8, 0.18), (12, 0.1))
"""Up to which mean distance how strong; between .3 and .58 no text would be readable."""
_CORNER = SQUARES[0]
_PAIR = ((0.3, 0.3), (0.7, 0.7))
_FOUR = ((0.26, 0.26), (0.74, 0.26), (0.26, 0.74), (0.74, 0.74))


def score_chart(summary: Summary, cast: Cast) -> SafeString:
    """Draw the score after each round: a line for each player, named at its end."""
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
        root = svg.svg("scores", (WIDTH, self.bottom + 22), _("Score by round"), told)
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
            name = svg.shorten(self.cast[seat]["name"], WIDTH - x, 13)
            svg.words(root, (x, y), name, 13)


def distance_chart(summary: Summary, cast: Cast) -> SafeString:
    """Draw how far each player's pieces were from the targets: a bar each, the nearest first."""
    known = [(mean, seat) for seat, mean in enumerate(summary.distances) if mean is not None]
    known.sort()
    told = "; ".join(f"{name_of(cast, seat)}: {mean:.1f}" for mean, seat in known)
    root = svg.svg(
        "distances",
        (WIDTH, 30 * len(known) + 22),
        _("Distance by player"),
        _("Squares from the target on average: %(means)s.") % {"means": told or "–"},
    )
    left, most = 116.0, max([3.0, *(mean for mean, _seat in known)])
    scale = (WIDTH - 40 - left) / most
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
    cell = min(44.0, (WIDTH - left) / len(cast))
    told = "; ".join(
        _("%(guesser)s about %(giver)s: %(mean)s")
        % {"guesser": name_of(cast, b), "giver": name_of(cast, a), "mean": f"{mean:.1f}"}
        for a, b in product(seats, seats)
        if (mean := summary.understanding[a][b]) is not None
    )
    root = svg.svg(
        "understanding",
        (WIDTH, top + cell * len(cast) + 2),
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


def heat_chart(summary: Summary) -> SafeString:
    """Draw all guesses of the game on the board: the larger the disc, the more pieces."""
    size = WIDTH / COLUMNS
    told = ", ".join(
        f"{square.name} ×{count}" if count > 1 else square.name for square, count in summary.heat
    )
    told = _("Squares that were guessed, most often first: %(squares)s.") % {"squares": told or "–"}
    root = svg.svg("heat", (WIDTH, size * ROWS + 26), _("Where everybody guessed"), told)
    svg.squares(root, SQUARES, _CORNER, size)
    for square, count in reversed(summary.heat):
        _blob(root, _middle(square, size), count)
    most = summary.heat[0][1] if summary.heat else 1
    x, y = 4.0, size * ROWS + 15
    for count in sorted({1, (most + 1) // 2, most}):
        x += _reach(count)
        _blob(root, (x, y), count)
        x += _reach(count) + 4
        label = ngettext("%(count)s piece", "%(count)s pieces", count) % {"count": count}
        svg.words(root, (x, y), label, 11)
        x += 6.2 * len(label) + 10
    return svg.done(root)


def _blob(root: ET.Element, at: svg.Point, count: int) -> None:
    x, y = at
    reach = _reach(count)
    svg.add(root, "circle", cx=x, cy=y, r=reach, fill="#fff", stroke="#000", stroke_width=1.4)


def _reach(count: int) -> float:
    return min(10.0, 2.6 * sqrt(count) + 0.4)


def target_chart(summary: Summary) -> SafeString:
    """Draw all targets on the board: each a magnified square with the number of its round."""
    size = WIDTH / COLUMNS
    played = [(r.number, r.target) for r in summary.rounds if r.target is not None]
    told = "; ".join(
        _("round %(number)s: %(target)s") % {"number": number, "target": color_of(target)}
        for number, target in played
    )
    told = _("The targets: %(targets)s.") % {"targets": told or "–"}
    root = svg.svg("targets", (WIDTH, size * ROWS), _("All targets"), told)
    svg.squares(root, SQUARES, _CORNER, size)
    taken: list[svg.Point] = []
    for number, target in played:
        middle = _middle(target, size)
        spot = _free_spot(middle, taken, 20)
        taken.append(spot)
        if dist(spot, middle) > size:
            svg.add(root, "path", d=svg.path([middle, spot]), stroke="#fff", stroke_width=3.5)
            svg.add(root, "path", d=svg.path([middle, spot]), stroke="#000", stroke_width=1.5)
            svg.add(root, "circle", cx=middle[0], cy=middle[1], r=2.5, stroke="#fff", fill="#000")
        _jewel(root, spot, COLORS[target.name], number)
    return svg.done(root)


def _jewel(root: ET.Element, at: svg.Point, color: Color, number: int) -> None:
    x, y = at
    box: dict[str, svg.Value] = {"x": x - 8.5, "y": y - 8.5, "width": 17, "height": 17, "rx": 4}
    svg.add(root, "rect", stroke="#fff", stroke_width=4, fill="none", **box)
    svg.add(root, "rect", stroke="#000", stroke_width=1.4, fill=color.hex, **box)
    svg.words(root, at, str(number), 11, text_anchor="middle", font_weight=750, fill=color.ink)


def _free_spot(wanted: svg.Point, taken: Sequence[svg.Point], gap: float) -> svg.Point:
    """Find the place nearest to the wanted one that is `gap` from all that are taken."""
    width, height = WIDTH, WIDTH / COLUMNS * ROWS
    steps = [gap / 4 * n for n in range(-28, 29)]
    near = sorted(product(steps, steps), key=lambda step: (step[0] ** 2 + step[1] ** 2, step))
    for dx, dy in near:
        x, y = wanted[0] + dx, wanted[1] + dy
        free = all(max(abs(x - a), abs(y - b)) >= gap for a, b in taken)
        if free and gap / 2 <= x <= width - gap / 2 and gap / 2 <= y <= height - gap / 2:
            return x, y
    return wanted


def crop_chart(played: PlayedRound, cast: Cast) -> SafeString:
    """Draw the squares round a target, with frame, ring and the pieces that stand there.

    Empty for a round without a target; the pieces outside are those of `beyond`.
    """
    if played.target is None:
        return SafeString("")
    corner, shown = _window(played.target)
    left, top = 15.0, 15.0
    size = (WIDTH - left) / CROP_COLUMNS
    title = _("Round %(number)s") % {"number": played.number}
    root = svg.svg("crop", (WIDTH, top + size * CROP_ROWS), title, _told(played, cast))
    for n in range(CROP_COLUMNS):
        at = (left + size * (n + 0.5), 7.0)
        svg.words(root, at, str(corner.column + n + 1), 11, text_anchor="middle")
    for n in range(CROP_ROWS):
        name = Square(corner.row + n, 0).name[0]
        svg.words(root, (5, top + size * (n + 0.5)), name, 11, text_anchor="middle")
    board = svg.add(root, "g", transform=f"translate({left:g} {top:g})")
    svg.squares(board, shown, corner, size)
    x, y = -corner.column * size, -corner.row * size
    marks = svg.add(board, "g", transform=f"translate({x:g} {y:g})")
    for reach in (2, 1, 0):
        _mark(marks, played.target, reach, size)
    inside = defaultdict[Square, list[int]](list)
    for piece in played.pieces:
        if piece.square in shown:
            inside[piece.square].append(piece.seat)
    for square, seats in inside.items():
        x, y = (square.column - corner.column) * size, (square.row - corner.row) * size
        _pieces(board, (x, y), size, [cast[seat]["symbol"] for seat in seats])
    return svg.done(root)


def beyond(played: PlayedRound) -> list[ScoredPiece]:
    """Give the pieces of a round that its crop does not show."""
    if played.target is None:
        return []
    shown = _window(played.target)[1]
    return [piece for piece in played.pieces if piece.square not in shown]


def _window(target: Square) -> tuple[Square, frozenset[Square]]:
    """Give the corner and the squares of the crop round a target, moved to be on the board."""
    row = min(max(0, target.row - CROP_ROWS // 2), ROWS - CROP_ROWS)
    column = min(max(0, target.column - CROP_COLUMNS // 2), COLUMNS - CROP_COLUMNS)
    places = product(range(row, row + CROP_ROWS), range(column, column + CROP_COLUMNS))
    return Square(row, column), frozenset(Square(r, c) for r, c in places)


def _mark(board: ET.Element, target: Square, reach: int, size: float) -> None:
    """Draw the ring (2), the frame (1) or the target's own border (0), clipped to the board."""
    first = max(0, target.column - reach), max(0, target.row - reach)
    last = min(COLUMNS - 1, target.column + reach), min(ROWS - 1, target.row + reach)
    box: dict[str, svg.Value] = {
        "x": first[0] * size,
        "y": first[1] * size,
        "width": (last[0] - first[0] + 1) * size,
        "height": (last[1] - first[1] + 1) * size,
        "rx": 3,
        "fill": "none",
    }
    dash = "5 4" if reach == 2 else None
    wide = (3.4, 4.6, 4.6)[reach]
    svg.add(board, "rect", stroke="#000", stroke_width=wide, stroke_dasharray=dash, **box)
    svg.add(board, "rect", stroke="#fff", stroke_width=wide - 2, stroke_dasharray=dash, **box)


def _pieces(board: ET.Element, at: svg.Point, size: float, symbols: Sequence[str]) -> None:
    """Draw the pieces of one square; more than four become one with their number."""
    x, y = at
    if len(symbols) == 1 or len(symbols) > 4:
        symbol = symbols[0] if len(symbols) == 1 else f"×{len(symbols)}"
        svg.disc(board, (x + size / 2, y + size / 2), size * 0.4, symbol)
        return
    places = _PAIR if len(symbols) == 2 else _FOUR
    radius = size * (0.29 if len(symbols) == 2 else 0.23)
    for (dx, dy), symbol in zip(places, symbols, strict=False):
        svg.disc(board, (x + size * dx, y + size * dy), radius, symbol)


def _told(played: PlayedRound, cast: Cast) -> str:
    target = color_of(played.target) if played.target else "–"
    pieces = (
        f"{name_of(cast, piece.seat)} {piece.square.name}, {away(piece.distance)}"
        for piece in sorted(played.pieces, key=lambda piece: (piece.distance, piece.seat))
    )
    return _("The target is %(target)s. Pieces: %(pieces)s.") % {
        "target": target,
        "pieces": "; ".join(pieces) or "–",
    }


def away(squares: int) -> str:
    """Say how far a piece was from the target."""
    if squares == 0:
        return _("exact")
    return ngettext("%(squares)s away", "%(squares)s away", squares) % {"squares": squares}


def color_of(square: Square) -> str:
    """Say a square with the name of its color: "H10, mustard"."""
    return f"{square.name}, {COLORS[square.name].label}"


def name_of(cast: Cast, seat: int) -> str:
    """Give a name for the middle of a sentence, whatever direction it is written in."""
    return f"\u2068{cast[seat]['name']}\u2069"


def _middle(square: Square, size: float) -> svg.Point:
    return (square.column + 0.5) * size, (square.row + 0.5) * size


def _step(most: int, marks: int = 4) -> int:
    """Give the round number that makes at most `marks` + 1 marks up to `most`."""
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if most / step <= marks)
