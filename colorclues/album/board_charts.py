"""Charts on the board, as SVG to put into a page: where people guessed, and what the targets were.

Each also says as text what it shows.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from math import dist, sqrt
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues.album import svg
from colorclues.palette import COLORS, Color
from colorclues.phrases import Cast, away, color_of, name_of
from game_engine.awards import Summary
from game_engine.board import COLUMNS, ROWS, SQUARES, Square
from game_engine.played_rounds import PlayedRound, ScoredPiece

CROP_ROWS, CROP_COLUMNS = 9, 13
"""Squares of a round card's picture: all that score, and their surroundings."""
_CORNER = SQUARES[0]
_PAIR = ((0.3, 0.3), (0.7, 0.7))
_FOUR = ((0.26, 0.26), (0.74, 0.26), (0.26, 0.74), (0.74, 0.74))


def heat_chart(heat: Sequence[tuple[Square, int]]) -> SafeString:
    """Draw guesses on the board: the larger the disc, the more pieces; `heat` has most first."""
    size = svg.WIDTH / COLUMNS
    told = ", ".join(
        f"{square.name} ×{count}" if count > 1 else square.name for square, count in heat
    )
    told = _("Squares that were guessed, most often first: %(squares)s.") % {"squares": told or "–"}
    root = svg.svg("heat", (svg.WIDTH, size * ROWS + 26), _("Where everybody guessed"), told)
    svg.squares(root, SQUARES, _CORNER, size)
    for square, count in reversed(heat):
        _blob(root, _middle(square, size), count)
    most = heat[0][1] if heat else 1
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
    size = svg.WIDTH / COLUMNS
    played = [(r.number, r.target) for r in summary.rounds if r.target is not None]
    told = "; ".join(
        _("round %(number)s: %(target)s") % {"number": number, "target": color_of(target)}
        for number, target in played
    )
    told = _("The targets: %(targets)s.") % {"targets": told or "–"}
    root = svg.svg("targets", (svg.WIDTH, size * ROWS), _("All targets"), told)
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
    width, height = svg.WIDTH, svg.WIDTH / COLUMNS * ROWS
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
    size = (svg.WIDTH - left) / CROP_COLUMNS
    title = _("Round %(number)s") % {"number": played.number}
    root = svg.svg("crop", (svg.WIDTH, top + size * CROP_ROWS), title, _told(played, cast))
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
    """Return the pieces of a round that its crop does not show."""
    if played.target is None:
        return []
    shown = _window(played.target)[1]
    return [piece for piece in played.pieces if piece.square not in shown]


def _window(target: Square) -> tuple[Square, frozenset[Square]]:
    """Return the corner and the squares of the crop round a target, moved to be on the board."""
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


def _middle(square: Square, size: float) -> svg.Point:
    return (square.column + 0.5) * size, (square.row + 0.5) * size
