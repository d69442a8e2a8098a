"""480 colors and their names: the engine has no paint.

The colors are even in OKLab: neighbours are equally far apart everywhere on the board. The names
are the nearest ones of the xkcd color survey (CC0), in American spelling; what people there wrote
in several ways is written in one. No more than two squares share a label: where more have a name,
words for their place tell them apart, and no clue may hold those.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext, pgettext


@dataclass(frozen=True, slots=True)
class Color:
    """The color of one square."""

    square: str
    """The square's name: "C14"."""
    hex: str
    """sRGB, as in "#a89500"."""
    ink: str
    """Black or white: what is readable on it."""
    name: str
    """In English; `label` is for people."""
    place: str = ""
    """"upper" or "lower" among the squares with this name, where that is needed."""

    @property
    def label(self) -> str:
        """The color's name in the reader's language, with its place if it has one."""
        color = pgettext("color", self.name)
        if self.place == "upper":
            return gettext("upper %(color)s") % {"color": color}
        if self.place == "lower":
            return gettext("lower %(color)s") % {"color": color}
        return color


SHARED = 2
"""Squares that may have one label: neighbors, mostly, which nobody could tell apart by words."""


def _load() -> dict[str, Color]:
    rows = json.loads((Path(__file__).parent / "data" / "palette.json").read_text("utf-8"))
    places = _places([name for *_, name in rows])
    return {
        square: Color(square, color, ink, name, place)
        for (square, color, ink, name), place in zip(rows, places, strict=True)
    }


def _places(names: Sequence[str]) -> list[str]:
    """Return a place, or "", for each of the board's names, which go from its top to its foot."""
    counts, seen, places = Counter(names), Counter[str](), []
    for name in names:
        count, before = counts[name], seen[name]
        seen[name] += 1
        if count <= SHARED:
            places.append("")
        elif before < SHARED:
            places.append("upper")
        else:
            places.append("lower" if before >= count - SHARED else "")
    return places


COLORS: Mapping[str, Color] = _load()
"""By the square's name, row by row from A1 to P30."""


def stylesheet() -> str:
    """Return static/palette.css, a class for each square (`manage.py palette` writes it)."""
    rules = (f".c-{c.square}{{background-color:{c.hex};fill:{c.hex}}}" for c in COLORS.values())
    return "\n".join(
        ["/* Made by manage.py palette from colorclues/data/palette.json. */", *rules, ""]
    )
