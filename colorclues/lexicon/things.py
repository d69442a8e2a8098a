"""Our own list of things: a line for each, in things/*.txt, one file a subject.

    english, synonym|spanish|portuguese|hex:weight hex:weight

The colors are those that people mean (blood is bright red), at most five, hex as in CSS with three
or six digits; a weight left out is 1. A line that begins with "!" is heard and never said: persons,
brands, religion, politics, the body, whatever can hurt. So is a word that begins with "~": it
means something else first, or sounds like it. Lines that begin with "#" are comments.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from game_engine.clues import words_of

FOLDER = Path(__file__).parent / "things"
LANGUAGES = ("en", "es", "pt")
"""In the order of a line's fields."""
MOST_COLORS = 5
_COLOR = re.compile(r"(?P<hex>[0-9a-f]{3}|[0-9a-f]{6})(?::(?P<weight>[1-9]))?")
_WORD = re.compile(r"[^\W_]+(?:[ '’&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase as people write it."""

    text: str
    key: str
    """How clues are compared: without case, accents and hyphens."""
    aside: bool
    """Whether it means something else first ("~")."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of the list."""

    place: str
    """File and line, for messages: "animals.txt:12"."""
    said: bool
    """Whether a bot may say it."""
    words: Mapping[str, tuple[Word, ...]]
    """By language."""
    colors: tuple[tuple[str, int], ...]
    """Hex of six digits, and weight."""


def read_things() -> list[Thing]:
    """Return all lines, file by file. Raises ValueError for the first that is not well formed."""
    return [parse(place, line) for place, line in _lines()]


def parse(place: str, line: str) -> Thing:
    """Return what a line says. Raises ValueError, which begins with `place`, for a bad one.

    >>> parse("food.txt:1", "cherry|~guinda|cereja|b3122e:5 d02").colors
    (('b3122e', 5), ('dd0022', 1))
    """
    fields = line.removeprefix("!").split("|")
    if len(fields) != len(LANGUAGES) + 1:
        raise ValueError(f"{place}: not english|spanish|portuguese|colors")
    words = {
        language: tuple(_word(place, text) for text in field.split(","))
        for language, field in zip(LANGUAGES, fields, strict=False)
    }
    colors = tuple(_color(place, text) for text in fields[-1].split())
    if not 1 <= len(colors) <= MOST_COLORS or len({value for value, _ in colors}) < len(colors):
        raise ValueError(f"{place}: not one to {MOST_COLORS} different colors")
    return Thing(place, not line.startswith("!"), words, colors)


def contradictions(things: list[Thing]) -> list[str]:
    """Return a sentence for each word that stands in two lines of different colors.

    All but one of them should have a "~": then the word means both, the other one first.
    """
    first: dict[tuple[str, str], Thing] = {}
    found = []
    for thing in things:
        for language, words in thing.words.items():
            for word in words:
                known = thing if word.aside else first.setdefault((language, word.key), thing)
                if known.colors != thing.colors:
                    found.append(f"{thing.place}: {word.text} ({language}) is in {known.place} too")
    return found


def _lines() -> Iterator[tuple[str, str]]:
    for file in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.startswith("#"):
                yield f"{file.name}:{number}", line


def _word(place: str, text: str) -> Word:
    bare = text.strip().removeprefix("~")
    if not _WORD.fullmatch(bare) or bare != bare.casefold():
        raise ValueError(f"{place}: not a word in lower case: {text!r}")
    return Word(bare, " ".join(words_of(bare)), text.strip().startswith("~"))


def _color(place: str, text: str) -> tuple[str, int]:
    match = _COLOR.fullmatch(text)
    if match is None:
        raise ValueError(f"{place}: not a color: {text!r}")
    short = match["hex"]
    value = short if len(short) == 6 else "".join(digit * 2 for digit in short)
    return value, int(match["weight"] or 1)
