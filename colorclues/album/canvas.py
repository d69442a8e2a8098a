"""A canvas for pictures: measured text in the site's typeface, and pieces with their symbols.

What the typeface lacks (emoji, scripts other than Latin) is never drawn as a box: `writable` leaves
it out, and the symbols of pieces are drawn as shapes.
"""

import unicodedata
from collections.abc import Callable
from math import cos, pi, sin
from typing import NamedTuple

import regex
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Box = tuple[int, int, int, int]
Shape = Callable[[ImageDraw.ImageDraw, float, float], None]
"""Draws on a pen round a middle (x = y), in units of half the disc's radius."""

_FONTS = ("atkinson-latin.woff2", "atkinson-latin-ext.woff2")
_NO_LETTER = "\U0010fffd"
"""A character that no font has."""
_SHARP = 4
"""How many times larger pieces are drawn before they are scaled down, for smooth edges."""


class Style(NamedTuple):
    """How text looks."""

    size: int
    color: str
    weight: int = 450


_PLAIN = Style(24, "#000")


class Pen:
    """Draws on one image. Sizes and places are pixels; text stands on its y."""

    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self._draw = ImageDraw.Draw(image)
        self._fonts: dict[tuple[int, int], list[ImageFont.FreeTypeFont]] = {}
        self._known: dict[str, int | None] = {}

    def block(self, box: Box, color: str) -> None:
        """Fill a box, its right and lower edge left out."""
        left, top, right, bottom = box
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=color)

    def write(self, at: Point, text: str, style: Style, *, end: bool = False) -> None:
        """Write a line that begins, or with `end` ends, at a point."""
        x, y = at
        if end:
            x -= self.length(text, style)
        fonts = self._at(style)
        for number, run in self._runs(text):
            self._draw.text((x, y), run, font=fonts[number], fill=style.color, anchor="ls")
            x += fonts[number].getlength(run)

    def length(self, text: str, style: Style) -> float:
        """Measure a line."""
        fonts = self._at(style)
        return sum(fonts[number].getlength(run) for number, run in self._runs(text))

    def fit(self, text: str, room: float, style: Style) -> str:
        """Cut a line to what fits, with an ellipsis."""
        if self.length(text, style) <= room:
            return text
        letters = regex.findall(r"\X", text)
        while letters and self.length("".join(letters) + "…", style) > room:
            letters.pop()
        return "".join(letters).rstrip() + "…"

    def shrink(self, text: str, room: float, style: Style, least: int) -> Style:
        """Reduce the size, down to the least, until a line fits."""
        while style.size > least and self.length(text, style) > room:
            style = style._replace(size=style.size - 1)
        return style

    def writable(self, text: str) -> str:
        """Leave out what the typeface lacks; a letter without its marks is better than none."""
        kept = ""
        for cluster in regex.findall(r"\X", unicodedata.normalize("NFC", text)):
            bare = "".join(
                c for c in unicodedata.normalize("NFKD", cluster) if not unicodedata.combining(c)
            )
            kept += next((c for c in (cluster, bare) if self._can_write(c)), "")
        kept = " ".join(kept.split())
        return kept if any(c.isalnum() for c in kept) else ""

    def can_draw(self, symbol: str) -> bool:
        """Return whether a piece can carry a symbol."""
        return symbol in _SHAPES or len(self.writable(symbol)) == 1

    def piece(self, at: Point, radius: float, symbol: str) -> None:
        """Draw a white disc with a black ring and a symbol round a point."""
        side = round(radius * 2 + 4) * _SHARP
        unit, middle = radius * _SHARP, side / 2
        mask = Image.new("L", (side, side))
        disc = Image.new("L", (side, side))
        _circle(ImageDraw.Draw(mask), (middle, middle), unit, 255)
        pen = ImageDraw.Draw(disc)
        _circle(pen, (middle, middle), unit * 0.86, 255)
        if symbol in _SHAPES:
            _SHAPES[symbol](pen, middle, unit * 0.5)
        small = (side // _SHARP, side // _SHARP)
        face = disc.resize(small, Image.Resampling.LANCZOS)
        place = (round(at[0] - small[0] / 2), round(at[1] - small[1] / 2))
        self._image.paste(face.convert("RGB"), place, mask.resize(small, Image.Resampling.LANCZOS))
        if symbol not in _SHAPES:
            letter, style = self.writable(symbol)[:1], Style(round(radius * 1.2), "#000", 800)
            x = at[0] - self.length(letter, style) / 2
            self.write((x, at[1] + style.size * 0.36), letter, style)

    def _can_write(self, cluster: str) -> bool:
        return bool(cluster) and all(self._font_of(c) is not None for c in cluster)

    def _runs(self, text: str) -> list[tuple[int, str]]:
        """Split a line where the font changes."""
        runs: list[tuple[int, str]] = []
        for character in text:
            number = self._font_of(character)
            if number is None:
                continue
            if runs and runs[-1][0] == number:
                runs[-1] = number, runs[-1][1] + character
            else:
                runs.append((number, character))
        return runs

    def _font_of(self, character: str) -> int | None:
        """Find the font that has a character: its picture is not that of a missing one."""
        if character not in self._known:
            fonts = self._at(_PLAIN)
            self._known[character] = next(
                (
                    number
                    for number, font in enumerate(fonts)
                    if character == " " or _looks(font, character) != _looks(font, _NO_LETTER)
                ),
                None,
            )
        return self._known[character]

    def _at(self, style: Style) -> list[ImageFont.FreeTypeFont]:
        key = style.size, style.weight
        if key not in self._fonts:
            self._fonts[key] = [_open(name, style) for name in _FONTS]
        return self._fonts[key]


def _open(name: str, style: Style) -> ImageFont.FreeTypeFont:
    path = settings.BASE_DIR / "static" / "fonts" / name
    font = ImageFont.truetype(path, style.size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([style.weight])
    return font


def _looks(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


def _circle(pen: ImageDraw.ImageDraw, middle: Point, radius: float, color: int) -> None:
    x, y = middle
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def _polygon(*points: Point) -> Shape:
    """Make a shape of points, given in units round the middle of the disc."""

    def shape(pen: ImageDraw.ImageDraw, middle: float, unit: float) -> None:
        pen.polygon([(middle + x * unit, middle + y * unit) for x, y in points], fill=0)

    return shape


def _circles(*circles: tuple[float, float, float]) -> Shape:
    """Make a shape of circles: x, y and radius in units; a negative radius is a hole."""

    def shape(pen: ImageDraw.ImageDraw, middle: float, unit: float) -> None:
        for x, y, radius in circles:
            at = (middle + x * unit, middle + y * unit)
            _circle(pen, at, abs(radius) * unit, 0 if radius > 0 else 255)

    return shape


def _all(*shapes: Shape) -> Shape:
    def shape(pen: ImageDraw.ImageDraw, middle: float, unit: float) -> None:
        for part in shapes:
            part(pen, middle, unit)

    return shape


def _round(count: int, radius: float, turn: float = 0) -> list[Point]:
    """Return points at even angles round the middle, the first one at the top."""
    angles = [2 * pi * (n + turn) / count for n in range(count)]
    return [(radius * sin(angle), -radius * cos(angle)) for angle in angles]


_STAR = [p for pair in zip(_round(5, 1.12), _round(5, 0.46, 0.5), strict=True) for p in pair]
_PLUS = [(-0.34, -1), (0.34, -1), (0.34, -0.34), (1, -0.34), (1, 0.34), (0.34, 0.34)]
_PLUS += [(0.34, 1), (-0.34, 1), (-0.34, 0.34), (-1, 0.34), (-1, -0.34), (-0.34, -0.34)]
_STEM = _polygon((0, 0.1), (0.42, 1), (-0.42, 1))
_SHAPES: dict[str, Shape] = {
    "▲": _polygon((0, -1.05), (1.05, 0.8), (-1.05, 0.8)),
    "▼": _polygon((0, 1.05), (1.05, -0.8), (-1.05, -0.8)),
    "■": _polygon((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    "●": _circles((0, 0, 0.9)),
    "◆": _polygon((0, -1.15), (0.95, 0), (0, 1.15), (-0.95, 0)),
    "★": _polygon(*_STAR),
    "✚": _polygon(*_PLUS),
    "♥": _all(
        _circles((-0.48, -0.36, 0.54), (0.48, -0.36, 0.54)),
        _polygon((-0.97, -0.12), (0, -0.55), (0.97, -0.12), (0, 1.05)),
    ),
    "♠": _all(
        _circles((-0.47, 0.2, 0.5), (0.47, 0.2, 0.5)),
        _polygon((-0.93, 0), (0, -1.1), (0.93, 0), (0, 0.5)),
        _STEM,
    ),
    "♣": _all(_circles((0, -0.5, 0.47), (-0.52, 0.24, 0.47), (0.52, 0.24, 0.47)), _STEM),
    "☾": _circles((0, 0, 0.98), (0.42, -0.2, -0.8)),
    "✿": _circles(*[(x, y, 0.43) for x, y in _round(5, 0.6)], (0, 0, -0.24)),
}
