"""Makes the lexicon: our own things, names of colors, and emoji as a dictionary between languages.

The order of trust: what our own list says of a word; if nothing, what the names of colors do (the
xkcd survey's and those that people collected); if nothing, what its emoji is called in English.
"""

import json
import lzma
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from colorclues.lexicon.things import LANGUAGES, MOST_COLORS, Thing, read_things
from game_engine.clues import words_of
from game_engine.listener import Lab, oklab
from game_engine.wordlists import WORD_LISTS

SOURCES = Path(__file__).parent / "sources"
Votes = dict[str, list[tuple[str, float]]]
"""By word, as clues are compared: colors (hex) and how much speaks for each."""

_SURVEYED, _WELL_KNOWN = 3.0, 2.0
"""What a name of the survey, and one of the list's "best of", counts; any other counts 1."""
_ALONE, _MODIFIER, _ONE_OF_TWO, _ONE_OF_THREE = 4.0, 3.0, 1.0, 0.3
"""What a word gets of a name: that is all of it, that tells which red, that is a part of it."""
_ASIDE = 0.5
"""What a line of things counts for a word that means something else first."""
_WORDS = re.compile("[a-z0-9]+")
"""What `words_of` finds in ASCII, only faster."""
_ALIKE = 0.05
"""How far apart (OKLab) colors become one: two neighbors on the board are 0.037 apart."""


def build(*, with_names: bool = True, with_things: bool = True) -> str:
    """Return the lexicon as JSON text, the same for the same inputs.

    Without names, or without our own things, it is half a lexicon: for tests in which the one who
    speaks and the one who listens have learned from different people.
    """
    things = read_things() if with_things else []
    names = _names() if with_names else {}
    own = {language: _votes_of(things, language) for language in LANGUAGES}
    emoji = list(_emoji())
    whole = {}
    for language in LANGUAGES:
        votes = (names if language == "en" else {}) | own[language]
        for translated, english in _translations(emoji, language):
            if translated not in votes and english in own["en"]:
                votes[translated] = own["en"][english]
        whole[language] = {
            "colors": {word: _packed(votes[word]) for word in sorted(votes)},
            "said": _said(things, language, names, emoji),
        }
    return json.dumps(whole, ensure_ascii=False, indent=0) + "\n"


def _votes_of(things: Iterable[Thing], language: str) -> Votes:
    votes: Votes = defaultdict(list)
    for thing in things:
        total = sum(weight for _, weight in thing.colors)
        for word in thing.words[language]:
            share = (_ASIDE if word.aside else 1.0) / total
            votes[word.key].extend((value, weight * share) for value, weight in thing.colors)
    return votes


def _names() -> Votes:
    """Return the votes of the English names of colors."""
    votes: Votes = defaultdict(list)
    small, basic = WORD_LISTS["en"].small, WORD_LISTS["en"].colors
    for name, value, worth in _color_names():
        words = _WORDS.findall(name.casefold()) if name.isascii() else words_of(name)
        match [word for word in words if word not in small and len(word) > 2]:
            case [word]:
                votes[word].append((value, worth * _ALONE))
            case [word, head] if head in basic:
                votes[word].append((value, worth * _MODIFIER))
            case [_, _] as pair:
                for word in pair:
                    votes[word].append((value, worth * _ONE_OF_TWO))
            case [_, _, _] as three:
                for word in three:
                    votes[word].append((value, worth * _ONE_OF_THREE))
        if len(words) in {2, 3} and worth > 1:
            votes[" ".join(words)].append((value, worth))
    return {word: found for word, found in votes.items() if _is_attested(word, found)}


def _is_attested(word: str, found: Iterable[tuple[str, float]]) -> bool:
    return word.replace(" ", "").isalpha() and sum(weight for _, weight in found) >= 1


def _color_names() -> Iterator[tuple[str, str, float]]:
    """Yield names, their colors and what each counts."""
    for line in (SOURCES / "xkcd.tsv").read_text("utf-8").splitlines():
        name, value = line.split("\t")
        yield name, value, _SURVEYED
    with lzma.open(SOURCES / "color_names.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            name, value, best = line.rstrip("\n").split("\t")
            yield name, value, _WELL_KNOWN if best else 1.0


def _emoji() -> Iterator[dict[str, str]]:
    """Yield the names of each emoji by language, as clues are compared."""
    for line in (SOURCES / "emoji_names.tsv").read_text("utf-8").splitlines():
        _, *names = line.split("\t")
        yield {
            language: " ".join(words_of(name))
            for language, name in zip(LANGUAGES, names, strict=True)
        }


def _translations(emoji: Iterable[Mapping[str, str]], language: str) -> Iterator[tuple[str, str]]:
    """Yield short names of emoji in a language, and in English."""
    for names in emoji:
        if names[language].count(" ") < 2:
            yield names[language], names["en"]


def _packed(votes: Iterable[tuple[str, float]]) -> str:
    """Return up to five colors that stand for all, as "hex:weight ..."; weights are 1 to 9."""
    clusters: list[tuple[Lab, float]] = []
    for value, weight in sorted(votes, key=lambda vote: (-vote[1], vote[0])):
        color = _lab(value)
        near = min(
            range(len(clusters)), key=lambda n: math.dist(clusters[n][0], color), default=None
        )
        if near is None or math.dist(clusters[near][0], color) > _ALIKE:
            clusters.append((color, weight))
        else:
            clusters[near] = _merged(clusters[near], (color, weight))
    clusters.sort(key=lambda cluster: -cluster[1])
    most = clusters[0][1]
    weights = [(color, round(9 * weight / most)) for color, weight in clusters[:MOST_COLORS]]
    return " ".join(f"{_hex(color)}:{weight}" for color, weight in weights if weight)


@cache
def _lab(value: str) -> Lab:
    return oklab(bytes.fromhex(value))


def _merged(one: tuple[Lab, float], other: tuple[Lab, float]) -> tuple[Lab, float]:
    (a, weight_a), (b, weight_b) = one, other
    total = weight_a + weight_b
    lightness, green_red, blue_yellow = (
        (x * weight_a + y * weight_b) / total for x, y in zip(a, b, strict=True)
    )
    return (lightness, green_red, blue_yellow), total


def _hex(color: Lab) -> str:
    """Return the sRGB color, clipped. The matrices are those of `game_engine.listener.oklab`."""
    light, a, b = color
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    clipped = (min(1.0, max(0.0, value)) for value in linear)
    return bytes(
        round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055))
        for c in clipped
    ).hex()


def _said(
    things: Iterable[Thing], language: str, names: Votes, emoji: Iterable[Mapping[str, str]]
) -> list[str]:
    """Return the single words that a bot may say, as written, the well-attested ones first."""
    drawn = {name["en"] for name in emoji}
    never = {
        word.key
        for thing in things
        for word in thing.words[language]
        if word.aside or not thing.said
    }
    ranked: dict[str, float] = {}
    for thing in things:
        keys = {word.key for word in thing.words["en"]}
        attested = sum(weight for key in keys for _, weight in names.get(key, ()))
        rank = attested + (100 if keys & drawn else 0)
        for word in thing.words[language]:
            if len(words_of(word.text)) == 1 and word.key not in never:
                ranked.setdefault(word.text, rank)
    return sorted(ranked, key=lambda text: (-ranked[text], text))
