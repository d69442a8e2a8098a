"""The clue referee: what a machine can judge of a clue. The rest is left to the table.

When is a word built on a plain color? When the color, with or without an ending, is the end of it
(reddish, bluest, darkblue, seagreen, evergreen). "Red", "gray" and "grey" are the chance ending of
many words (hundred, scarred, stingray), so that these count only after a head that is known
(bloodred). A word that begins with a color and goes on to name a thing with a look of its own is a
clue like any other (blueberry, redwood, blackbird), unless the color is all that it says
(greenhouse). Letters alone prove nothing: reduce, shred and tangerine are fine.

Other languages go by the same pattern, as far as their lists fill it: in Spanish and Portuguese the
color comes first, and what follows makes it a color (verdoso) or a thing (verdura). The bare names
of plain colors count in all languages, unless they are another word in that of the table.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from game_engine.errors import Refusal
from game_engine.house_rules import Rules
from game_engine.wordlists import COLORS, WORD_LISTS, WordList

MAX_LENGTH = 40
"""Most characters of a clean clue: room for four words, the most that house rules allow."""
_MAX_RAW = 200
"""Most characters that are looked at, zero-width ones included: it bounds the work on a text.

A clue of 40 letters, each with three combining marks, has 160.
"""
_MAX_MARKS = 3
"""Most combining marks on a letter: a decomposed Greek vowel has three (breathing, accent, iota
subscript). More would climb out of the line."""


def judge(text: str, *, clue: int, earlier: Sequence[str], rules: Rules) -> Refusal | None:
    """Return why a clue may not be given, or None if it may.

    `clue` is 0 for the first clue of a round and 1 for the second; `earlier` holds all clues
    that were given in this game before, withdrawn ones too.
    """
    refusal = illegible(text)
    if refusal is not None:
        return refusal
    words, word_list = words_of(text), WORD_LISTS[rules.language]
    if len(words) > rules.words(clue):
        return Refusal.CLUE_TOO_MANY_WORDS
    if not rules.plain_colors and any(_is_plain_color(word, word_list) for word in words):
        return Refusal.CLUE_PLAIN_COLOR
    if _is_position(words, word_list):
        return Refusal.CLUE_POSITION
    if _is_repeat(words, earlier, word_list):
        return Refusal.CLUE_REPEAT
    if clue == 1 and not word_list.comparisons.isdisjoint(words):
        return Refusal.CLUE_COMPARISON
    return None


def illegible(text: str) -> Refusal | None:
    """Return why a text is no clue in any language, or None if it may be one."""
    if len(text) > _MAX_RAW:
        return Refusal.CLUE_TOO_LONG
    try:
        cleaned = clean(text)
    except ValueError:
        return Refusal.CLUE_UNREADABLE
    if not any(c.isalnum() for c in cleaned):
        return Refusal.CLUE_EMPTY
    return Refusal.CLUE_TOO_LONG if len(cleaned) > MAX_LENGTH else None


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
    r"[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]"
)
"""Zero-width characters, fillers and variation selectors: letters for Unicode, nothing to see.

All but the blank Braille pattern have Unicode's property Default_Ignorable_Code_Point. So do the
characters that turn the direction of a text, but those are refused, not removed.
"""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a clue, case-folded and without accents; () if it is unreadable.

    Hyphens, apostrophes and all else that is neither letter nor digit split words. Accents are
    the combining marks of NFKD, the decomposed form of the same annex.

    >>> words_of("Sky-blue CAFÉ")
    ('sky', 'blue', 'cafe')
    """
    return _words_of(text) if len(text) <= _MAX_RAW else ()


# Each clue is compared with all earlier ones of its game: this holds those of some hundred games.
@lru_cache(maxsize=2048)
def _words_of(text: str) -> tuple[str, ...]:
    try:
        folded = unicodedata.normalize("NFKD", clean(text).casefold())
    except ValueError:
        return ()
    plain = [c for c in folded if not unicodedata.combining(c)]
    return tuple("".join(c if _joins(c) else " " for c in plain).split())


def _joins(character: str) -> bool:
    # U+02B9 to U+02BF are letters for Unicode, and apostrophes to look at.
    return unicodedata.category(character)[0] in "LMN" and not "\u02b9" <= character <= "\u02bf"


def _is_plain_color(word: str, word_list: WordList) -> bool:
    if word in word_list.innocent:
        return False
    if word in COLORS or word in word_list.hollow:
        return True
    return _color_pattern(word_list).fullmatch(word) is not None


@cache
def _color_pattern(word_list: WordList) -> re.Pattern[str]:
    """Return a pattern for a color, bare or with an ending, after known heads or (mostly) any."""
    built = f"{_any_of(word_list.prefixes)}?{_any_of(word_list.stems)}{_any_of(word_list.endings)}"
    form = f"(?:{_any_of(word_list.colors)}|{built})"
    heads = f"{_any_of(word_list.heads | word_list.colors)}*"
    after_any = rf"\w+{_any_of(word_list.colors - word_list.hidden)}{_any_of(word_list.tails)}?"
    return re.compile(f"{heads}{form}|{after_any}")


def _any_of(entries: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(entries))})"


def _is_position(words: Sequence[str], word_list: WordList) -> bool:
    # Any digit will do: it may be half of a coordinate ("C14", "14 C"), as may a lone letter.
    if any(c.isnumeric() for word in words for c in word):
        return True
    if all(len(word) == 1 and word.isascii() for word in words):
        return True
    content = [word for word in words if word not in word_list.small]
    return any(w in word_list.positions or _number_pattern(word_list).fullmatch(w) for w in content)


@cache
def _number_pattern(word_list: WordList) -> re.Pattern[str]:
    """Return a pattern for number words, glued ones ("twentyone") and plurals too."""
    return re.compile(f"{_any_of(word_list.numbers)}+s?")


def _is_repeat(words: Sequence[str], earlier: Sequence[str], word_list: WordList) -> bool:
    content = _content(words, word_list)
    past = {_content(words_of(clue), word_list) for clue in earlier}
    return content in past or any((word,) in past for word in content)


def _content(words: Sequence[str], word_list: WordList) -> tuple[str, ...]:
    """Return the words that carry meaning, or all of them if none does."""
    return tuple(word for word in words if word not in word_list.small) or tuple(words)
