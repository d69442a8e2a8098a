"""What people may call themselves and their tables, and say; when two names look the same.

Normal forms follow the Nickname profile of RFC 8266 (NFKC, spaces trimmed and made single), with
stricter limits. Which names look alike follows the skeletons of Unicode Technical Standard 39.
"""

import unicodedata
from functools import lru_cache

import regex
from confusable_homoglyphs.confusables import confusables_data
from django.utils.translation import gettext as _

MAX_GRAPHEMES = 20
"""Of a person's name: what fits on one line beside the board of a phone."""
MAX_TABLE_NAME = 40
"""Graphemes: twice a name, for tables are named after people."""
MAX_TEXT = 300
"""Graphemes of what is said at once at a table: a few sentences."""
POINTS = 4
"""Code points that a grapheme may take on average, for which columns have room: an emoji with a
skin tone takes two, most joined ones four or five, letters one or two."""


class BadName(ValueError):
    """A name, or a text, that cannot be used; the message is a sentence for its author."""


def clean(text: str, most: int = MAX_GRAPHEMES) -> str:
    """Return a name in its normal form; raises `BadName`, also for one without letter or digit."""
    name = clean_text(text, most)
    if not name:
        raise BadName(_("Please enter a name."))
    if not regex.search(r"[\p{L}\p{N}]", name):
        raise BadName(_("A name needs a letter or a digit."))
    return name


def clean_text(text: str, most: int) -> str:
    """Return what somebody typed in its normal form (NFKC, single spaces); it may be empty.

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
    """Return what the eye keeps of a name: two names with the same skeleton look the same.

    A skeleton of UTS 39, section 4, made coarser: compatibility forms, case, marks and everything
    but letters and digits are dropped, and so is what differs only on a second look. It is never
    shown, only compared.
    """
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
    # With many look-alikes, this is the letter that they look like.
    if len(alike) != 1:
        return character
    return min(character, alike[0], key=lambda c: (not c.isascii(), len(c), c))
