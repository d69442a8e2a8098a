"""The picture of a finished game that people share: who won, and every clue on its color."""

from collections.abc import Iterator
from io import BytesIO
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from colorclues.album.canvas import Box, Pen, Style
from colorclues.album.summary import places
from colorclues.palette import COLORS
from colorclues.phrases import Cast
from game_engine.awards import Summary
from game_engine.house_rules import Ties
from game_engine.played_rounds import PlayedRound

SIZE = WIDTH, HEIGHT = 1200, 630
"""Pixels, the size that link previews want."""
_SIDE = 430
"""Where the swatches begin."""
_LEFT, _RIGHT = 44, _SIDE - 36
_GROUND, _TEXT, _SOFT, _BLANK = "#1c1c1c", "#f6f6f6", "#b9b9b9", "#3a3a3a"


def share_picture(summary: Summary, cast: Cast, room_name: str) -> bytes:
    """Draw a game as PNG; the same game gives the same bytes. `cast` is `Game.cast`."""
    image = Image.new("RGB", SIZE, _GROUND)
    pen = Pen(image)
    names = [_name(pen, cast, seat) for seat in range(len(cast))]
    symbols = [
        player["symbol"] if pen.can_draw(player["symbol"]) else name[0]
        for player, name in zip(cast, names, strict=True)
    ]
    _head(pen, room_name)
    _winners(pen, summary, names, symbols)
    _ranking(pen, summary, names, symbols)
    for box, played in _layout(summary):
        _swatch(pen, box, played, symbols)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _name(pen: Pen, cast: Cast, seat: int) -> str:
    return pen.writable(cast[seat]["name"]) or _("Player %(number)s") % {"number": seat + 1}


def _head(pen: Pen, room_name: str) -> None:
    style = Style(22, _SOFT)
    pen.write((_LEFT, 70), "Color Clues", Style(34, _TEXT, 800))
    pen.write((_LEFT, 102), pen.fit(pen.writable(room_name), _RIGHT - _LEFT, style), style)


def _winners(pen: Pen, summary: Summary, names: list[str], symbols: list[str]) -> None:
    seats = summary.winners[:3]
    for n, seat in reversed(list(enumerate(seats))):
        pen.piece((_LEFT + 34 + 40 * n, 190), 34, symbols[seat])
    x = _LEFT + 86 + 40 * (len(seats) - 1)
    alone = len(summary.winners) == 1
    says = _("%(name)s wins") % {"name": names[seats[0]]} if alone else _("Shared win")
    style = pen.shrink(says, _RIGHT - x, Style(44, _TEXT, 800), 26)
    if pen.length(says, style) > _RIGHT - x:
        says = pen.fit(names[seats[0]], _RIGHT - x, style)
    pen.write((x, 190), says, style)
    score = summary.scores[seats[0]]
    points = ngettext("%(points)s point", "%(points)s points", score) % {"points": score}
    if summary.tie_break is Ties.LAST_GIVER:
        points = _("%(points)s, tied: last to give") % {"points": points}
    pen.write((x, 222), points, pen.shrink(points, _RIGHT - x, Style(24, _SOFT), 15))


def _ranking(pen: Pen, summary: Summary, names: list[str], symbols: list[str]) -> None:
    """List the players; few of them have more room."""
    count = len(names)
    row = min(54, 340 // count)
    size = min(27, row - 10)
    for n, (seat, place) in enumerate(zip(summary.ranking, places(summary), strict=True)):
        y = 278 + row * n
        style = Style(size, _TEXT, 750 if seat in summary.winners else 450)
        score = str(summary.scores[seat])
        room = _RIGHT - _LEFT - 90 - pen.length(score, style)
        base = y + size * 0.36
        pen.write((_LEFT + 22, base), str(place), Style(size - 2, _SOFT), end=True)
        pen.piece((_LEFT + 48, y), size * 0.57, symbols[seat])
        pen.write((_LEFT + 74, base), pen.fit(names[seat], room, style), style)
        pen.write((_RIGHT, base), score, style, end=True)
    if 278 + row * count < 570:
        pen.write((_LEFT, 592), _("Say one word. Find the color."), Style(20, _SOFT))


def _layout(summary: Summary) -> Iterator[tuple[Box, PlayedRound]]:
    """Fill the right side with a box for each round, in rows that are as even as can be."""
    count, width = len(summary.rounds), WIDTH - _SIDE
    rows = max(1, round(sqrt(count * HEIGHT / width * 1.4)))
    for row in range(rows):
        top, bottom = HEIGHT * row // rows, HEIGHT * (row + 1) // rows
        some = summary.rounds[count * row // rows : count * (row + 1) // rows]
        for n, played in enumerate(some):
            left, right = width * n // len(some), width * (n + 1) // len(some)
            yield (_SIDE + left, top, _SIDE + right, bottom), played


def _swatch(pen: Pen, box: Box, played: PlayedRound, symbols: list[str]) -> None:
    """Write a round's clues on the color of its target, with the pieces that hit it."""
    left, top, right, bottom = box
    height = bottom - top
    color = COLORS[played.target.name] if played.target else None
    ink, margin, size = color.ink if color else _SOFT, max(8, height // 10), max(12, height // 10)
    pen.block(box, color.hex if color else _BLANK)
    clues = [text for clue in played.clues if (text := pen.writable(clue))]
    if not clues and color and played.clues:
        clues = [color.label]
    y, room = float(top + margin), right - left - 2 * margin
    for text, share, weight in zip(clues, (0.27, 0.16), (780, 550), strict=False):
        most = Style(min(48, max(14, round(height * share))), ink, weight)
        style = pen.shrink(text, room, most, 14)
        y += style.size
        pen.write((left + margin, y), pen.fit(text, room, style), style)
        y += style.size * 0.2
    if color is None:
        return
    pen.write((left + margin, bottom - margin), color.square, Style(size, ink, 550))
    hits = [piece.seat for piece in played.pieces if piece.distance == 0]
    step = size * 1.9
    for n, seat in enumerate(hits[: max(0, int((room - 3 * size) / step))]):
        at = (right - margin - size * 0.8 - step * n, bottom - margin - size * 0.4)
        pen.piece(at, size * 0.8, symbols[seat])
