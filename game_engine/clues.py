"""The clue referee: what a machine can judge of a clue. The rest is left to the table.

When is a word built on a plain color? When it says the color and no thing: when an ending bends it
(reddish, bluest, greenery), when it is a kind of it (darkblue, seagreen, bluegreen), or when it
means it (orangeade, grayscale). What names a thing of another kind is a word of its own, however
much of the color is in it: a compound is what its last part is, a head, a tooth, a house or a wash
(redhead, bluetooth, greenhouse, whitewash), and so those that end in a color are refused, but for
the few that are a plant, a bird or a ray (evergreen, bobwhite, infrared: `innocent`). "Red", "gray"
and "grey" are the chance ending of many words (hundred, stingray), so that these count only after a
head that is known (bloodred). Letters alone prove nothing: reduce, shred and tangerine are fine.

Other languages go by the same rule, as far as their lists fill it: in Spanish and Portuguese the
color comes first, and what follows makes it a color (verdoso, azulmarino) or a thing (verdugo). The
bare names of plain colors count in all languages, unless they are a common word in the table's own.

Letters that look like others are judged as those; letters.py says how a word may be read.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from game_engine.errors import Refusal
from game_engine.house_rules import Rules
from game_engine.letters import MAX_RAW, Word, clean, read, words_of
from game_engine.wordlists import COLORS, WORD_LISTS, WordList
from game_engine.wordlists.colors import WRITTEN

__all__ = ["MAX_LENGTH", "clean", "illegible", "judge", "places", "words_of"]

MAX_LENGTH = 40
"""Most characters of a clean clue: room for four words, the most that house rules allow."""


def judge(text: str, *, clue: int, earlier: Sequence[str], rules: Rules) -> Refusal | None:
    """Return why a clue may not be given, or None if it may.

    `clue` is 0 for the first clue of a round and 1 for the second; `earlier` holds all clues
    that were given in this game before, withdrawn ones too.
    """
    refusal = illegible(text)
    if refusal is not None:
        return refusal
    words, word_list = read(text), WORD_LISTS[rules.language]
    if len(words) > rules.words(clue):
        return Refusal.CLUE_TOO_MANY_WORDS
    if not rules.plain_colors and _has_plain_color(words, word_list):
        return Refusal.CLUE_PLAIN_COLOR
    if _is_position(text, words, word_list):
        return Refusal.CLUE_POSITION
    if any(word.mixed for word in words):
        return Refusal.CLUE_MIXED_SCRIPTS
    if _is_repeat(words, earlier, word_list):
        return Refusal.CLUE_REPEAT
    if clue == 1 and any(_reads(word, word_list.comparisons.__contains__) for word in words):
        return Refusal.CLUE_COMPARISON
    return None


def places(language: str) -> str:
    """Return words that name a place and are refused at a table of this language, one of each kind.

    >>> places("en")
    'C14, 7, seven, half, first, left, top, side, above, corner, edge, middle, row, north'
    """
    return WORD_LISTS[language].places


def illegible(text: str) -> Refusal | None:
    """Return why a text is no clue in any language, or None if it may be one."""
    if len(text) > MAX_RAW:
        return Refusal.CLUE_TOO_LONG
    try:
        cleaned = clean(text)
    except ValueError:
        return Refusal.CLUE_UNREADABLE
    if not any(c.isalnum() for c in cleaned):
        return Refusal.CLUE_EMPTY
    return Refusal.CLUE_TOO_LONG if len(cleaned) > MAX_LENGTH else None


def _reads(word: Word, refused: Callable[[str], object]) -> bool:
    """Return whether a word, however it may be read, is refused."""
    return any(refused(reading) for reading in word.readings)


def _has_plain_color(words: Sequence[Word], word_list: WordList) -> bool:
    if any(_is_plain_color(word, word_list) for word in words):
        return True
    joined = "".join(word.seen for word in words)  # "bl-ue", "r.e.d"
    return joined in COLORS and joined not in word_list.common


def _is_plain_color(word: Word, word_list: WordList) -> bool:
    if word.plain in word_list.innocent:
        return False
    if _reads(word, word_list.hollow.__contains__):
        return True
    if _reads(word, _color_pattern(word_list).fullmatch):
        return True
    elsewhere = word.written in WRITTEN or _reads(word, COLORS.__contains__)
    return elsewhere and word.written not in word_list.common


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


def _is_position(text: str, words: Sequence[Word], word_list: WordList) -> bool:
    # Any digit will do: it may be half of a coordinate ("C14", "14 C"), as may a lone letter.
    if any(unicodedata.category(c)[0] == "N" for c in text):
        return True
    if all(len(word.plain) == 1 and word.plain.isascii() for word in words):
        return True
    content = [word for word in words if word.plain not in word_list.small]
    return any(_reads(word, lambda reading: _names_a_place(reading, word_list)) for word in content)


def _names_a_place(reading: str, word_list: WordList) -> bool:
    # In Chinese characters too: "三" is a number, "三日月" a crescent moon.
    if reading and all(c.isnumeric() for c in reading):
        return True
    return _place_pattern(word_list).fullmatch(reading) is not None


@cache
def _place_pattern(word_list: WordList) -> re.Pattern[str]:
    """Return a pattern for number words and positions, glued ones ("twentyone", "topleft") too."""
    number = f"{_any_of(word_list.numbers)}s?"
    return re.compile(f"(?:{number}|{_any_of(frozenset().union(*word_list.positions))})+")


def _is_repeat(words: Sequence[Word], earlier: Sequence[str], word_list: WordList) -> bool:
    content = _content(words, word_list)
    past = {_content(read(clue), word_list) for clue in earlier}
    return content in past or any((word,) in past for word in content)


def _content(words: Sequence[Word], word_list: WordList) -> tuple[str, ...]:
    """Return the words that carry meaning, or all of them if none does, as what they look like."""
    content = [word for word in words if word.plain not in word_list.small] or words
    return tuple([word.seen for word in content])
