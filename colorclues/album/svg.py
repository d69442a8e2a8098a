"""SVG for charts: elements with presentation attributes only, as our content policy demands.

Text has the color of the page around it. Of the game, only the board's squares are known here.
"""

import re
from collections.abc import Iterable, Sequence
from statistics import fmean
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

import regex
from django.utils.safestring import SafeString, mark_safe

from colorclues.palette import COLORS
from game_engine.board import Square

Point = tuple[float, float]
Value = str | float | None

WIDTH = 320.0
"""Of all charts, in units that are about a pixel on a small phone."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("ijlItfr.,:;'’|!() -")


def svg(kind: str, size: Point, title: str, description: str) -> ET.Element:
    """Begin a drawing; title and description are what a screen reader says."""
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
    root.set("class", f"chart {kind}")
    root.set("viewBox", f"0 0 {_plain(size[0])} {_plain(size[1])}")
    root.set("fill", "currentColor")
    add(root, "title", title)
    add(root, "desc", description)
    return root


def done(root: ET.Element) -> SafeString:
    """Return a drawing as escaped, well-formed markup."""
    return mark_safe(ET.tostring(root, encoding="unicode"))


def add(
    parent: ET.Element, tag: str, text: str | None = None, /, **attributes: Value
) -> ET.Element:
    """Add an element; underscores in attributes stand for hyphens, None leaves one out."""
    element = ET.SubElement(parent, tag)
    for name, value in attributes.items():
        if value is not None:
            element.set(name.rstrip("_").replace("_", "-"), _plain(value))
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element


def words(parent: ET.Element, at: Point, text: str, size: float, **attributes: Value) -> None:
    """Write text whose middle line goes through a point."""
    x, y = at
    more = {"dominant_baseline": "central", **attributes}
    add(parent, "text", text, x=x, y=y, font_size=size, **more)


def disc(parent: ET.Element, at: Point, radius: float, symbol: str) -> None:
    """Draw a piece: a white disc with a black ring and its player's symbol."""
    x, y = at
    add(parent, "circle", cx=x, cy=y, r=radius, fill="#fff", stroke="#000", stroke_width=radius / 6)
    size = radius * (1.15 if len(regex.findall(r"\X", symbol)) == 1 else 0.8)
    more: dict[str, Value] = {"text_anchor": "middle", "fill": "#000", "font_weight": 700}
    words(parent, at, symbol, size, **more)


def squares(parent: ET.Element, shown: Iterable[Square], corner: Square, size: float) -> None:
    """Paint squares of the board, so that `corner` comes to the origin of `parent`."""
    group = add(parent, "g", transform=f"scale({_plain(size)})", shape_rendering="crispEdges")
    for square in shown:
        x, y = square.column - corner.column, square.row - corner.row
        add(group, "path", fill=COLORS[square.name].hex, d=f"M{x} {y}h1v1h-1z")


def path(points: Sequence[Point]) -> str:
    """Return the path from point to point."""
    return "M" + "L".join(f"{_plain(x)} {_plain(y)}" for x, y in points)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places that are at least `gap` apart, each near where it is wanted.

    They keep their order, and stay between low and high as far as there is room; places that were
    pushed apart have the middle that was wanted for them.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    heaps: list[list[float]] = []
    for number, index in enumerate(order):
        heaps.append([wanted[index] - number * gap])
        while len(heaps) > 1 and fmean(heaps[-2]) > fmean(heaps[-1]):
            heaps[-2:] = [heaps[-2] + heaps[-1]]
    highest = max(low, high - (len(wanted) - 1) * gap)
    starts = [min(max(low, fmean(heap)), highest) for heap in heaps for _ in heap]
    placed = {index: starts[n] + n * gap for n, index in enumerate(order)}
    return [placed[index] for index in range(len(wanted))]


def shorten(text: str, width: float, size: float) -> str:
    """Return a text cut to a width, by an estimate: there is no font to measure with here."""
    letters = regex.findall(r"\X", text)
    room = width - size * 0.7
    if sum(map(_ems, letters)) * size <= width:
        return text
    kept = ""
    for letter in letters:
        room -= _ems(letter) * size
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + "…"


def _ems(letter: str) -> float:
    if east_asian_width(letter[0]) in "WF":
        return 1.1
    if letter in _NARROW:
        return 0.36
    return 0.74 if letter.isupper() or letter in "mw" else 0.57


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
