"""The clue referee: what a machine can judge of a clue. The rest is left to the table."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from game_engine.errors import Refusal
from game_engine.house import Rules

MAX_LENGTH = 40
"""Characters of the longest clue."""


@dataclass(frozen=True, slots=True)
class WordList:
    """What the referee needs to know of one language, all of it case-folded."""

    colors: frozenset[str]
    color_endings: tuple[str, ...]
    """What may follow a color without making it another word: reddish, bluest, greens."""
    shades: frozenset[str]
    """What may stand glued to a color: darkblue, offwhite."""
    positions: frozenset[str]
    numbers: frozenset[str]
    comparisons: frozenset[str]
    small: frozenset[str]
    """Words without content, which may come again."""


_EN = WordList(
    colors=frozenset(
        "purple blue green red pink yellow orange brown white black gray grey".split()
    ),
    color_endings=(
        "s",
        "y",
        "ish",
        "er",
        "est",
        "ier",
        "iest",
        "ness",
        "ishness",
        "ed",
        "en",
        "ened",
        "ening",
        "ens",
        "ly",
        "tone",
        "toned",
    ),
    shades=frozenset(
        "dark light deep pale bright off dull hot neon pastel soft baby dusty dirty warm cool cold "
        "mid medium very super ultra vivid electric infra".split()
    ),
    positions=frozenset(
        "left right top bottom corner corners edge edges middle row rows column columns "
        "leftmost rightmost topmost".split()
    ),
    numbers=frozenset(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand million first second third fourth fifth sixth seventh "
        "eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth thirtieth".split()
    ),
    comparisons=frozenset(
        "lighter darker warmer cooler colder hotter more less brighter paler deeper softer duller "
        "stronger weaker richer fainter lightest darkest warmest coolest brightest palest deepest "
        "most least than milder dimmer bolder muddier dirtier cleaner lower higher".split()
    ),
    small=frozenset("a an the of in on at and or to with for from by my your its it is".split()),
)
WORDS = {"en": _EN}
"""The referee's word lists by language."""

_SPACES = str.maketrans(dict.fromkeys("-‐‑‒–—―−_/’'‘ʼ`´.,;:!?\"“”()&+", " "))


def clean(text: str) -> str:
    """Give a clue as it is kept: NFKC, without zero-width characters, single spaces.

    Raises ValueError for what cannot be shown safely: lone surrogates, control characters,
    characters that turn the direction of text, and private or unassigned ones.
    """
    normal = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in normal if c not in _ZERO_WIDTH)
    joined = " ".join(visible.split())
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} for c in joined):
        raise ValueError("the clue has characters that cannot be shown")
    return joined


_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\ufe0e\ufe0f")


def words_of(text: str) -> list[str]:
    """Split a clue into its words, folded; hyphen and apostrophe do not join."""
    try:
        cleaned = clean(text)
    except ValueError:
        return []
    return cleaned.casefold().translate(_SPACES).split()


def judge(text: str, *, clue: int, earlier: Sequence[str], rules: Rules) -> Refusal | None:
    """Say why a clue may not be given, or None if it may.

    `clue` is 0 for the first clue of a round and 1 for the second; `earlier` holds all clues
    that were given in this game before, withdrawn ones too.
    """
    try:
        cleaned = clean(text)
    except ValueError:
        return Refusal.CLUE_UNREADABLE
    words = words_of(cleaned)
    plain = [_without_accents(word) for word in words]
    lists = WORDS[rules.language]
    checks = (
        (Refusal.CLUE_EMPTY, not any(c.isalnum() for c in cleaned)),
        (Refusal.CLUE_TOO_LONG, len(cleaned) > MAX_LENGTH),
        (Refusal.CLUE_TOO_MANY_WORDS, len(words) > rules.words(clue)),
        (
            Refusal.CLUE_PLAIN_COLOR,
            not rules.plain_colors and any(_is_plain_color(word, lists) for word in plain),
        ),
        (Refusal.CLUE_POSITION, _is_position(plain, lists)),
        (Refusal.CLUE_REPEAT, _is_repeat(words, earlier, lists)),
        (Refusal.CLUE_COMPARISON, clue == 1 and not lists.comparisons.isdisjoint(plain)),
    )
    return next((refusal for refusal, applies in checks if applies), None)


def _is_position(words: Sequence[str], lists: WordList) -> bool:
    # Any digit will do: it may be half of a coordinate ("C14", "14 C").
    numeric = any(c.isnumeric() for word in words for c in word)
    return numeric or not (lists.positions | lists.numbers).isdisjoint(words)


def _is_plain_color(word: str, lists: WordList) -> bool:
    """Find a color, one with an ending, or colors and shades glued together.

    The whole word must be made of these parts: "hundred", "shred" and "tired" only end in the
    letters of a color, and "blueberry" or "redwood" name a thing, so all of them are fine.
    """
    forms = _forms(lists)
    for start in range(len(word)):
        head, tail = word[:start], word[start:]
        if head and not _is_glue(head, lists):
            continue
        if tail in forms:
            return True
    return False


@cache
def _forms(lists: WordList) -> frozenset[str]:
    """Give every color, alone and with each ending."""
    doubled = (c + c[-1] for c in lists.colors)  # redd-ish
    silent = (c[:-1] for c in lists.colors if c.endswith("e"))  # blu-ish
    stems = (*lists.colors, *doubled, *silent)
    return lists.colors.union(s + ending for s in stems for ending in lists.color_endings)


def _is_glue(head: str, lists: WordList) -> bool:
    parts = lists.shades | lists.colors | _SKY
    return head in parts or any(
        head.startswith(part) and _is_glue(head[len(part) :], lists) for part in parts
    )


_SKY = frozenset(
    {"sky", "navy", "royal", "sea", "grass", "lime", "blood", "snow", "jet", "midnight"}
)
"""Things that are glued to a color so often that the color is all that is left of them."""


def _is_repeat(words: Sequence[str], earlier: Sequence[str], lists: WordList) -> bool:
    past = [words_of(clue) for clue in earlier]
    whole = {tuple(clue) for clue in past}
    single = {clue[0] for clue in past if len(clue) == 1} - lists.small
    return tuple(words) in whole or not single.isdisjoint(words)


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
