"""480 colors and their names: the engine has no paint.

The colors are even in OKLab: neighbours are equally far apart everywhere on the board. The names
are the nearest ones of the xkcd color survey (CC0), in American spelling.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import pgettext


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

    @property
    def label(self) -> str:
        """The color's name in the reader's language."""
        return pgettext("color", self.name)


def _load() -> dict[str, Color]:
    rows = json.loads((Path(__file__).parent / "data" / "palette.json").read_text("utf-8"))
    return {square: Color(square, *rest) for square, *rest in rows}


COLORS: Mapping[str, Color] = _load()
"""By the square's name, row by row from A1 to P30."""


def stylesheet() -> str:
    """Return static/palette.css, a class for each square (`manage.py palette` writes it)."""
    rules = (f".c-{c.square}{{background-color:{c.hex};fill:{c.hex}}}" for c in COLORS.values())
    return "\n".join(
        ["/* Made by manage.py palette from colorclues/data/palette.json. */", *rules, ""]
    )
