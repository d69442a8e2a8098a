"""What people may call themselves and their tables, and say; when two names look the same."""

import unicodedata
from functools import lru_cache

import regex
from confusable_homoglyphs.confusables import confusables_data
from django.utils.translation import gettext as _

MAX_GRAPHEMES = 20
MAX_TABLE_NAME = 40
MAX_TEXT = 300
"""Of what is said at a table."""
POINTS = 4
"""Code points that a grapheme may take, on average: what columns have room for."""


class BadName(ValueError):
    """A name, or a text, that cannot be used; the sentence says why, to its author."""


def clean(text: str, most: int = MAX_GRAPHEMES) -> str:
    """Bring a name into its normal form; raises `BadName` also if it has no letter or digit."""
    name = clean_text(text, most)
    if not name:
        raise BadName(_("Please enter a name."))
    if not regex.search(r"[\p{L}\p{N}]", name):
        raise BadName(_("A name needs a letter or a digit."))
    return name


def clean_text(text: str, most: int) -> str:
    """Bring what somebody typed into its normal form (NFKC, single spaces); it may be empty.

    Raises `BadName` if it has more than `most` graphemes (what people count as letters), or
    holds characters that hide, reorder or break text.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    graphemes = regex.findall(r"\X", plain)
    if len(graphemes) > most:
        raise BadName(_("That is too long: %(most)d characters at most.") % {"most": most})
    if len(plain) > most * POINTS:
        raise BadName(_("That is too long. Please use fewer marks or emoji."))
    # Cc control, Cf format (bidi, zero-width), Cs surrogate, Co private, Cn unassigned.
    joined = regex.sub(r"(?<=\p{Emoji})\u200d(?=\p{Emoji})", "", plain)
    if regex.search(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]", joined):
        raise BadName(_("Some of these characters cannot be shown. Please leave them out."))
    if any(len(grapheme) > 12 for grapheme in graphemes):
        raise BadName(_("Please use fewer marks on one letter."))
    return plain


def skeleton(name: str) -> str:
    """Reduce a name to what the eye keeps of it: two with one skeleton look the same."""
    plain = unicodedata.normalize("NFKD", name)
    letters = [_seen(c) for c in plain if unicodedata.category(c)[0] in "LN"]
    return "".join(letters).translate(AT_A_GLANCE).replace("rn", "m")


AT_A_GLANCE = str.maketrans("0135l", "oiesi")
"""Digits and letters that are taken for one another when nobody looks twice."""


@lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    """Return the plain letter that a character looks like in either case, by Unicode's tables."""
    return _plainest(_plainest(character).casefold())


def _plainest(character: str) -> str:
    alike: list[str] = [found["c"] for found in confusables_data.get(character, ())]
    # Many look-alikes: this is the letter that they look like.
    if len(alike) != 1:
        return character
    return min(character, alike[0], key=lambda c: (not c.isascii(), len(c), c))
