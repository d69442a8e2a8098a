"""What people may call themselves and their tables, and when two names look the same."""

import unicodedata

import regex

MAX_GRAPHEMES = 20
MAX_TABLE_NAME = 40


class BadName(ValueError):
    """A name that cannot be used; the text says why, to its author."""


def clean(text: str, most: int = MAX_GRAPHEMES) -> str:
    """Bring a name into its normal form (NFKC, single spaces).

    Raises `BadName` if it is empty, has more than `most` graphemes (what people count as
    letters), has no letter or digit, or holds characters that hide, reorder or break text.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not name:
        raise BadName("Please enter a name.")
    graphemes = regex.findall(r"\X", name)
    if len(graphemes) > most:
        raise BadName(f"That is too long: {most} characters at most.")
    # Cc control, Cf format (bidi, zero-width), Cs surrogate, Co private, Cn unassigned.
    joined = regex.sub(r"(?<=\p{Emoji})\u200d(?=\p{Emoji})", "", name)
    if regex.search(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]", joined):
        raise BadName("Some of these characters cannot be shown. Please leave them out.")
    if any(len(grapheme) > 12 for grapheme in graphemes):
        raise BadName("Please use fewer marks on one letter.")
    if not regex.search(r"[\p{L}\p{N}]", name):
        raise BadName("A name needs a letter or a digit.")
    return name


def skeleton(name: str) -> str:
    """Reduce a name to what the eye keeps of it: two with one skeleton look the same."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    return letters.translate(LOOK_ALIKE)


# Letters of other scripts, and digits, that look like Latin letters at a glance.
LOOK_ALIKE = str.maketrans(
    "0135|аеорсухіјѕԁԛԝαεικνορτυχωβ",
    "oiesiaeopcyxijsdqwaeikvoptuxwb",
)
