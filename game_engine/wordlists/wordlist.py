"""What the clue referee needs to know of a language, and how to write that down in short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one language, as words_of returns them: case-folded, without accents."""

    colors: frozenset[str]
    """The bare names of the plain colors. They are refused at the tables of all languages."""
    stems: frozenset[str]
    """What stands before an ending: redd-, blu-; verd-, blanqu-."""
    endings: frozenset[str]
    """What makes of a stem no other word: reddish, bluest, greens; verdoso, rojizo."""
    prefixes: frozenset[str]
    """What may stand before a stem that has an ending: avermelhado, enrojecer."""
    heads: frozenset[str]
    """What may be glued to the front of any color: darkblue, bloodred; infrarrojo."""
    hidden: frozenset[str]
    """Colors that many a word ends in by chance (hundred, generosa): these need a known head."""
    tails: frozenset[str]
    """What may follow a color that has something unknown in front: seagreenish."""
    hollow: frozenset[str]
    """Other words that say a color and nothing else about how a thing looks: greenhouse."""
    innocent: frozenset[str]
    """Words of their own that are built like a color: evergreen, bobwhite."""
    common: frozenset[str]
    """Everyday words, with their accents, that are a color elsewhere: rot, sort; es "red"."""
    positions: tuple[frozenset[str], ...]
    """Where on the board a square is, kind by kind: left, corner, row."""
    numbers: frozenset[str]
    """Number words, which may be half of a coordinate."""
    places: str
    """What to tell somebody who named a place: a coordinate, a digit, number words, and a word of
    each kind of `positions`. All of these are refused."""
    comparisons: frozenset[str]
    """What a second clue may not say: lighter, more."""
    small: frozenset[str]
    """Words without content, which may come again."""


def entries(text: str) -> frozenset[str]:
    """Return the entries of a list that is separated by spaces."""
    return frozenset(text.split())


def kinds(text: str) -> tuple[frozenset[str], ...]:
    """Return the entries of each part of a list; ";" ends a part."""
    return tuple([entries(part) for part in text.split(";")])


def inflected(text: str) -> frozenset[str]:
    """Return each stem with the four Romance endings: roj -> rojo, roja, rojos, rojas."""
    return frozenset(stem + ending for stem in text.split() for ending in ("o", "a", "os", "as"))
