"""Clues as text: made clean, taken apart into words, and each word read as the eye reads it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from game_engine.lookalikes import LOOKALIKES

MAX_RAW = 200
"""Most characters that are looked at, zero-width ones included: it bounds the work on a text.

A clue of 40 letters, each with three combining marks, has 160.
"""
_MAX_MARKS = 3
"""Most combining marks on a letter: a decomposed Greek vowel has three (breathing, accent, iota
subscript). More would climb out of the line."""


class Word(NamedTuple):
    """One word of a clue."""

    plain: str
    """Case-folded and without accents."""
    written: str
    """Case-folded, with its accents."""
    seen: str
    """`plain`, with letters that look like Latin ones taken for those."""
    readings: frozenset[str]
    """All that it may be read as: `plain`, `seen`, and what is seen with a second look only."""
    mixed: bool
    """Whether its letters are of scripts that nobody writes in one word."""


def clean(text: str) -> str:
    """Return a clue as it is kept: without zero-width characters, with single spaces, in NFKC.

    NFKC is a Unicode normalization form (Standard Annex 15): it turns what is merely a variant of
    a character, such as full-width letters and ligatures, into the plain one.

    Raises ValueError for what is not text to read: control characters, those that turn its
    direction, lone surrogates, symbols and pictures, letters under a heap of marks.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    # Once more: what stood on both sides of an invisible character may be one letter now.
    normal = unicodedata.normalize("NFKC", visible).strip(" \t\r\n")
    marks = 0
    for character in normal:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind[0] == "M" else 0
        if (kind[0] not in "LMNP" and kind != "Zs") or marks > _MAX_MARKS:
            raise ValueError("the clue has characters that cannot be shown")
    return " ".join(normal.split())


_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0100-\U000e01ef]"
)
"""Zero-width characters, fillers and variation selectors: letters for Unicode, nothing to see.

All but the blank Braille pattern have Unicode's property Default_Ignorable_Code_Point. So do the
characters that turn the direction of a text and the tags, but those are refused, not removed.
"""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a clue, case-folded and without accents; () if it is unreadable.

    Hyphens, apostrophes and all else that is neither letter nor digit split words. Accents are
    the combining marks of NFKD, the decomposed form of the same annex.

    >>> words_of("Sky-blue CAFÉ")
    ('sky', 'blue', 'cafe')
    """
    return tuple([word.plain for word in read(text)])


def read(text: str) -> tuple[Word, ...]:
    """Return the words of a clue as the referee looks at them; () if it is unreadable."""
    return _read(text) if len(text) <= MAX_RAW else ()


# Each clue is compared with all earlier ones of its game: this holds those of some hundred games.
@lru_cache(maxsize=2048)
def _read(text: str) -> tuple[Word, ...]:
    try:
        cleaned = clean(text)
    except ValueError:
        return ()
    words = "".join(c if _joins(c) else " " for c in _ACCENTS.sub("", cleaned)).split()
    return tuple([_word(word) for word in words if fold(word)])


def _joins(character: str) -> bool:
    # U+02B9 to U+02BF are letters for Unicode, and apostrophes to look at.
    return unicodedata.category(character)[0] in "LMN" and not "\u02b9" <= character <= "\u02bf"


_ACCENTS = re.compile("[\u02c0-\u02ff]")
"""Accents that stand alone, beside a letter: letters for Unicode."""


def _word(word: str) -> Word:
    written = unicodedata.normalize("NFC", word.casefold())
    plain, seen = fold(word), _seen(word)
    readings = frozenset([plain, *_readings(seen)])
    return Word(plain, written, fold(seen), readings, _is_mixed(word))


def fold(word: str) -> str:
    """Return a word case-folded and without accents, as word lists have it.

    >>> fold("Grün"), fold("ΜΠΛΕ")
    ('grun', 'μπλε')
    """
    return _bare(_bare(word).casefold())


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(
        [c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Me"]
    )


def _seen(word: str) -> str:
    """Return what a word looks like: its skeleton by UTS 39, but for the letters of ASCII."""
    return _bare(word).translate(LOOKALIKES).replace("'", "")


def _readings(seen: str) -> Iterator[str]:
    """Yield what a word may be taken for.

    In a skeleton all that look alike are one letter, so that "Illinois" is "lllinols", and "m" is
    "rn". Here each is tried for the other.
    """
    for one in (seen, seen.replace("I", "l"), seen.replace("l", "I")):
        plain = fold(one)
        yield plain
        yield plain.replace("rn", "m")
        yield plain.replace("vv", "w")


def _is_mixed(word: str) -> bool:
    """Return whether a word is not of one script, by and large as UTS 39 is highly restrictive.

    The scripts of East Asia are written together, and with Latin letters among them (Tシャツ).
    """
    scripts = {script for script in map(_script, _bare(word)) if script}
    return len(scripts) > 1 and not scripts <= {"LATIN", *_EAST_ASIAN}


def _script(character: str) -> str | None:
    """Return the first word of a letter's name, which is its script; None for what has none."""
    if unicodedata.category(character)[0] not in "LM":
        return None
    name = unicodedata.name(character, "").split(" ")[0]
    return None if name in {"", "COMBINING", "MODIFIER"} else name


_EAST_ASIAN = frozenset(
    {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
)
