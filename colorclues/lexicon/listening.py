"""The listeners of this process: one for each language, at our board."""

from functools import cache

from colorclues.lexicon.reading import lexicon
from colorclues.palette import COLORS
from game_engine import Square
from game_engine.listener import Listener


@cache
def listener(language: str) -> Listener:
    """Return the one listener of a language; it remembers what words mean."""
    colors = {Square.parse(name): _rgb(color.hex) for name, color in COLORS.items()}
    return Listener(lexicon(language), colors)


def _rgb(value: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(value.removeprefix("#"))
    return red, green, blue
