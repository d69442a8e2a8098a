"""Phrases that tell of a game: a player by name, a color, how far a piece was from the target."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues.palette import COLORS
from game_engine.board import Square

Cast = Sequence[Mapping[str, str]]
"""By seat a name and a symbol, as in `Game.cast`."""


def away(squares: int) -> str:
    """Return how far a piece was from the target."""
    if squares == 0:
        return _("exact")
    return ngettext("%(squares)s away", "%(squares)s away", squares) % {"squares": squares}


def color_of(square: Square) -> str:
    """Return a square with the name of its color: "H10, mustard"."""
    return f"{square.name}, {COLORS[square.name].label}"


def name_of(cast: Cast, seat: int) -> str:
    """Return a name for the middle of a sentence, whatever direction it is written in."""
    return f"\u2068{cast[seat]['name']}\u2069"
