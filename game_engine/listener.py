"""What people mean by a word: a listener that hears clues, and that knows which clue to give.

It knows words and their colors from a lexicon, and a board by its colors; neither lives here.
A word's colors are spread over the squares by a metric in which hue counts most and lightness
little: people agree on the hue of a thing, and hardly on how light it is.
"""

import heapq
import math
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, islice
from random import Random
from typing import TypeVar

from game_engine.board import COLUMNS, ROWS, SQUARES, Square, distance, within
from game_engine.clues import judge, words_of
from game_engine.house_rules import Rules
from game_engine.wordlists import WORD_LISTS

Lab = tuple[float, float, float]
"""A color in OKLab: lightness from 0 to 1, green to red, blue to yellow."""
_Place = tuple[float, float, float, float]
"""A color where the listener's metric is Euclidean: lightness, chroma, and hue as two coordinates
on a circle. The circle shrinks with the chroma, so that grays have no hue."""

# These were fitted to where people look, all words at once: not one of them is about a word.
_LIGHTNESS, _CHROMA, _HUE = 0.3, 0.45, 0.2
_GRAYISH = 0.1
"""The chroma at which a hue counts half."""
_BANDWIDTH = 0.02
_UNIFORM = 0.05
"""How much of a clue is heard as anything at all."""
_SOFTENED = 0.7
"""The power of each word where several are heard: they are seldom independent."""

_CANDIDATES = 8
"""How many words are thought through before one is said: more are hardly ever better."""
_OBSCURE = 0.6
"""What the least known word loses: most people that hear it can only guess."""
_REPEATED = 0.2
"""What is left of a second clue that only says the first one again."""
_SAME_BEGINNING = 4
_REMEMBERED = 1024
"""Meanings that a listener keeps, 4 KB each."""
_ENDINGS: Mapping[str, Sequence[tuple[str, str]]] = {
    "en": [
        *(("ies", "y"), ("es", ""), ("s", ""), ("y", ""), ("y", "e"), ("ish", ""), ("ish", "e")),
        *(("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("en", ""), ("like", "")),
    ],
    "es": [
        *(("s", ""), ("es", ""), ("ces", "z"), ("as", "o"), ("a", "o"), ("o", "a")),
        *(("ito", "o"), ("ita", "a"), ("ito", "e"), ("itos", "o"), ("itas", "a")),
    ],
    "pt": [
        *(("s", ""), ("es", ""), ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el")),
        *(
            ("ns", "m"),
            ("as", "o"),
            ("a", "o"),
            ("o", "a"),
            ("inho", "o"),
            ("inha", "a"),
            ("inho", "e"),
        ),
    ],
}
"""Endings, accents aside, and what a word may have instead: plurals, adjectives, small ones."""
_Choice = TypeVar("_Choice")
_SHORTEST_STEM, _SHORTEST_PART, _SHORTEST_TYPO = 3, 3, 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language."""

    language: str
    colors: Mapping[str, str]
    """What a word or phrase means, as "hex:weight hex:weight"; words are as `words_of` has them,
    with a space between those of a phrase."""
    said: tuple[str, ...]
    """What a bot may say, as people write it, the best-known words first."""


class Listener:
    """Hears the clues of one language at one board."""

    def __init__(self, lexicon: Lexicon, colors: Mapping[Square, tuple[int, int, int]]) -> None:
        """Take a lexicon and the sRGB colors (0 to 255) of all squares.

        Raises KeyError if a square has no color.
        """
        self._lexicon = lexicon
        self._rules = Rules(language=lexicon.language)
        self._places = [_place(oklab(colors[square])) for square in SQUARES]
        self._meaning = lru_cache(maxsize=_REMEMBERED)(self._spread)
        self._known_by = {
            text: 1 - _OBSCURE * n / len(lexicon.said) for n, text in enumerate(lexicon.said)
        }
        self._sayable: Sequence[tuple[str, _Place, float]] = ()

    def expected_points(self, clues: Iterable[str]) -> Mapping[Square, float]:
        """Return the points that a piece on each square may expect, given the clues of a round.

        Words that nobody knows say nothing: then all squares may be the target.
        """
        return dict(zip(SQUARES, _points(self._heard(clues)), strict=True))

    def guess(
        self,
        clues: Iterable[str],
        taken: Collection[Square] = (),
        *,
        temperature: float = 0.0,
        chance: Random | None = None,
    ) -> Square:
        """Return the free square with the most expected points.

        With a temperature and a source of chance, it may be another one: the higher, the wilder.
        Raises ValueError if all squares are taken.
        """
        gone, expected = {_index(square) for square in taken}, _points(self._heard(clues))
        free = [(points, n) for n, points in enumerate(expected) if n not in gone]
        if not free:
            raise ValueError("all squares are taken")
        return SQUARES[next(_best_first(free, temperature, chance))]

    def clue(
        self,
        target: Square,
        earlier: Sequence[str] = (),
        *,
        given: Sequence[str] = (),
        rules: Rules | None = None,
        temperature: float = 0.0,
        chance: Random | None = None,
    ) -> str:
        """Return the fair word that makes this listener expect the most points on the target.

        `earlier` are all clues of the game, withdrawn ones too; `given` those for this target that
        stand. Raises LookupError if every fair word has been said.
        """
        house, heard = rules or self._rules, self._heard(given)
        said = {" ".join(words_of(text)) for text in earlier}
        new = (text for text in self._nearest_words(target) if _key(text) not in said)
        while batch := list(islice(new, _CANDIDATES)):
            same = {text for text in batch if self._repeats(text, given)}
            scored = [
                (self._points_at(target, heard, text) * (_REPEATED if text in same else 1), text)
                for text in batch
            ]
            for text in _best_first(scored, temperature, chance):
                if judge(text, clue=len(given), earlier=earlier, rules=house) is None:
                    return text
        raise LookupError("every fair word has been said")

    def _heard(self, clues: Iterable[str]) -> Sequence[float]:
        """Return how likely each square is the target."""
        known = [colors for clue in clues for colors in self._senses(clue)]
        return _together([self._meaning(colors) for colors in known])

    def _senses(self, clue: str) -> Iterator[str]:
        """Yield the colors of the words of a clue that are known."""
        words = words_of(clue)
        whole = self._lexicon.colors.get(" ".join(words))
        if whole is not None:
            yield whole
            return
        small = WORD_LISTS[self._lexicon.language].small
        for word in words:
            if word not in small or len(words) == 1:
                yield from self._known(word)

    def _known(self, word: str) -> Iterable[str]:
        """Return the colors of a word: of itself, its stem, its two halves, or what it is like."""
        colors = self._lexicon.colors
        for form in self._forms(word):
            if form in colors:
                return [colors[form]]
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            if word[:cut] in colors and word[cut:] in colors:
                return [colors[word[:cut]], colors[word[cut:]]]
        typos = _typos(word) if len(word) >= _SHORTEST_TYPO else ()
        return [colors[form] for form in typos if form in colors][:1]

    def _forms(self, word: str) -> Iterator[str]:
        yield word
        for ending, instead in _ENDINGS.get(self._lexicon.language, ()):
            stem = word.removesuffix(ending)
            if stem != word and len(stem) >= _SHORTEST_STEM:
                yield stem + instead
                if instead == "" and stem[-1] == stem[-2]:  # "muddy", "sunny"
                    yield stem[:-1]

    def _spread(self, colors: str) -> Sequence[float]:
        """Return how likely each square is for a word of these colors."""
        total = [_UNIFORM / len(SQUARES)] * len(SQUARES)
        shades = _shades(colors)
        certain = (1 - _UNIFORM) / sum(weight for _, weight in shades)
        for place, weight in shades:
            # Each color votes with its whole weight, for the nearest squares if the board lacks it.
            near = self._nearness(place)
            share = certain * weight / sum(near)
            total = [before + share * more for before, more in zip(total, near, strict=True)]
        return array("d", total)

    def _nearness(self, place: _Place) -> list[float]:
        apart = [math.dist(place, other) for other in self._places]
        least = min(apart)
        return [math.exp((least - d) * (least + d) / _SPREAD) for d in apart]

    def _nearest_words(self, target: Square) -> Iterator[str]:
        """Yield all words that may be said, those first whose main color is near the target."""
        if not self._sayable:
            self._sayable = [self._main(text) for text in self._lexicon.said]
        here = self._places[_index(target)]
        apart = [
            (math.dist(here, place) ** 2 + vague, n)
            for n, (_, place, vague) in enumerate(self._sayable)
        ]
        nearest = heapq.nsmallest(_CANDIDATES, apart)
        yield from (self._sayable[n][0] for _, n in nearest)
        yield from (self._sayable[n][0] for _, n in sorted(apart)[_CANDIDATES:])

    def _main(self, text: str) -> tuple[str, _Place, float]:
        """Return a word, its main color, and what speaks against it, as a squared distance."""
        shades = _shades(self._lexicon.colors[_key(text)])
        place, weight = max(shades, key=lambda shade: shade[1])
        share = weight / sum(weight for _, weight in shades)
        return text, place, -_SPREAD * math.log(share * self._known_by[text])

    def _repeats(self, text: str, given: Iterable[str]) -> bool:
        """Return whether a word says what was said: "peachy" after "peach", a synonym."""
        colors = self._lexicon.colors
        return any(
            _key(text)[:_SAME_BEGINNING] == _key(other)[:_SAME_BEGINNING]
            or colors[_key(text)] == colors.get(_key(other))
            for other in given
        )

    def _points_at(self, target: Square, heard: Sequence[float], text: str) -> float:
        """Return the points on the target, after what was heard before and this word."""
        meanings = [self._meaning(colors) for colors in self._senses(text)]
        likely = _together([heard, *meanings] if len(set(heard)) > 1 else meanings)
        near = ((likely[_index(s)], _worth(s, target)) for s in within(target, 2))
        return self._known_by[text] * sum(chance * points for chance, points in near)


_SPREAD = 2 * _BANDWIDTH**2


def oklab(rgb: Sequence[int]) -> Lab:
    """Return an sRGB color (0 to 255) in OKLab, Björn Ottosson's perceptual color space."""
    red, green, blue = (_LINEAR[value] for value in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


_LINEAR = tuple(v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256))


def _place(color: Lab) -> _Place:
    lightness, a, b = color
    chroma = math.hypot(a, b)
    hue = _HUE / (chroma + _GRAYISH)
    return _LIGHTNESS * lightness, _CHROMA * chroma, hue * a, hue * b


@lru_cache(maxsize=8192)
def _shades(colors: str) -> tuple[tuple[_Place, float], ...]:
    """Return the places and weights of "hex:weight hex:weight"."""
    pairs = (color.split(":") for color in colors.split())
    return tuple((_place(oklab(bytes.fromhex(value))), float(weight)) for value, weight in pairs)


def _together(meanings: Sequence[Sequence[float]]) -> Sequence[float]:
    """Return how likely each square is, given what several words mean."""
    if len(meanings) == 1:
        return meanings[0]
    product = [math.prod(chances) ** _SOFTENED for chances in zip(*meanings, strict=True)]
    product = product or [1.0] * len(SQUARES)
    total = sum(product)
    return [chance / total for chance in product]


def _points(likely: Sequence[float]) -> list[float]:
    """Return the points that a piece on each square may expect, by the official 3, 2 and 1.

    A square at distance 0 is in the 1x1, the 3x3 and the 5x5 around the piece, one at distance 1 in
    two of them, one at distance 2 in one.
    """
    blocks = (likely, _block_sums(likely, 1), _block_sums(likely, 2))
    return list(map(sum, zip(*blocks, strict=True)))


def _block_sums(values: Sequence[float], reach: int) -> list[float]:
    """Return, for each square, the sum over all squares at most `reach` away."""
    across = []
    edges = [(max(0, n - reach), min(COLUMNS, n + reach + 1)) for n in range(COLUMNS)]
    for row in range(ROWS):
        sums = list(accumulate(values[row * COLUMNS : (row + 1) * COLUMNS], initial=0.0))
        across.append([sums[end] - sums[start] for start, end in edges])
    down = (across[max(0, row - reach) : row + reach + 1] for row in range(ROWS))
    return list(chain.from_iterable(map(sum, zip(*rows, strict=True)) for rows in down))


def _worth(square: Square, target: Square) -> int:
    return 3 - distance(square, target)


def _key(text: str) -> str:
    """Return a word as the lexicon has it; most are written so."""
    return text if text.isascii() and text.isalpha() else " ".join(words_of(text))


def _index(square: Square) -> int:
    return square.row * COLUMNS + square.column


def _best_first(
    scored: Sequence[tuple[float, _Choice]], temperature: float, chance: Random | None
) -> Iterator[_Choice]:
    """Return what is scored, the best first; with a temperature in an order by chance.

    Then the first is one from the softmax of the scores, in which the best score counts as 1. So
    is the second from what is left, and so on (Gumbel's trick).
    """
    most = max((score for score, _ in scored), default=0.0)
    if temperature and chance is not None and most > 0:
        scale = temperature * most
        scored = [
            (score / scale - math.log(chance.expovariate(1.0)), choice) for score, choice in scored
        ]
    ranked = sorted(scored, key=lambda pair: -pair[0])
    return iter([choice for _, choice in ranked])


def _typos(word: str) -> Iterator[str]:
    """Yield what a word may have been meant to be: people seldom mistype its first letter."""
    cuts = [(word[:n], word[n:]) for n in range(1, len(word) + 1)]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1)
    yield from (head + tail[1:] for head, tail in cuts if tail)
    yield from (head + letter + tail for head, tail in cuts for letter in _LETTERS)
    yield from (head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS)
