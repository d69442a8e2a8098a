"""The listener: what it makes of clues, and which ones it gives."""

import colorsys
from collections import Counter
from random import Random

import pytest

from game_engine import GiveClue, Phase, Rules, Setup, opening, play, view_for
from game_engine.board import COLUMNS, ROWS, SQUARES, Square, distance
from game_engine.bots import WORDS, Level, listening_bot
from game_engine.clues import judge
from game_engine.listener import Lexicon, Listener, oklab
from tests.engine.table import play_to_the_end


def rgb(square: Square) -> tuple[int, int, int]:
    """Color a board by hue from left to right, by lightness from top to bottom."""
    lightness = 0.85 - 0.7 * square.row / (ROWS - 1)
    red, green, blue = colorsys.hls_to_rgb(square.column / COLUMNS, lightness, 0.9)
    return round(255 * red), round(255 * green), round(255 * blue)


COLORS = {square: rgb(square) for square in SQUARES}
"""Red is on the left, yellow from column 5 on, green around 10, blue around 20."""
MEANINGS = {
    "cherry": "d0102a:1",
    "sun": "ffdd10:1",
    "leaf": "2fa02f:1",
    "ocean": "1030c0:1",
    "blood orange": "f04010:1",
    "orange": "ff9010:1",
    "blood": "c00010:1",
    "mud": "6a4a2a:1",
    "flower": "e02030:3 f8e020:1",
    "cafe": "6a4a2a:1",
    "tomate": "e02030:1",
    "limon": "f0e020:1",
    "limao": "f0e020:1",
}
SAID = ("cherry", "sun", "leaf", "ocean", "café")


def listener(language: str = "en", said: tuple[str, ...] = SAID) -> Listener:
    return Listener(Lexicon(language, MEANINGS, said), COLORS)


def hue(square: Square) -> float:
    """Return how far around the color wheel a square is, from 0 to 1; red is 0."""
    return square.column / COLUMNS


def test_oklab_is_as_its_author_gives_it() -> None:
    assert oklab((255, 255, 255)) == pytest.approx((1, 0, 0), abs=1e-4)
    assert oklab((0, 0, 0)) == pytest.approx((0, 0, 0), abs=1e-4)
    assert oklab((255, 0, 0)) == pytest.approx((0.6280, 0.2249, 0.1258), abs=1e-3)
    assert oklab((0, 0, 255)) == pytest.approx((0.4520, -0.0325, -0.3115), abs=1e-3)


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [("sun", 0.1, 0.2), ("leaf", 0.25, 0.42), ("ocean", 0.58, 0.72)],
)
def test_a_guess_has_the_hue_of_the_word(word: str, least: float, most: float) -> None:
    assert least <= hue(listener().guess([word])) <= most


def test_a_guess_is_the_free_square_with_most_expected_points() -> None:
    hears, taken = listener(), set[Square]()
    for _ in range(5):
        expected = hears.expected_points(["ocean"])
        guess = hears.guess(["ocean"], taken)
        assert expected[guess] == max(expected[s] for s in SQUARES if s not in taken)
        taken.add(guess)


def test_expected_points_are_those_of_the_official_scoring() -> None:
    expected = listener().expected_points(["qqqqqqq"])
    # All squares are as likely as any other: 3 + 8 * 2 + 16 * 1 of 480 in the middle.
    assert expected[Square.parse("H15")] == pytest.approx(35 / 480)
    assert expected[Square.parse("A1")] == pytest.approx((3 + 3 * 2 + 5) / 480)
    assert set(expected) == set(SQUARES)


@pytest.mark.parametrize("clues", [[], ["qqqqqqq"], [""], ["the"], ["🙂"], ["x" * 5000]])
def test_a_clue_that_nobody_knows_is_answered_all_the_same(clues: list[str]) -> None:
    hears = listener()
    first = hears.guess(clues)
    assert hears.guess(clues, {first}) not in {first}


def test_when_all_squares_are_taken_there_is_no_guess() -> None:
    with pytest.raises(ValueError, match="taken"):
        listener().guess(["sun"], SQUARES)


@pytest.mark.parametrize(
    ("language", "heard", "known"),
    [
        ("en", "cherries", "cherry"),
        ("en", "muddy", "mud"),
        ("en", "leafy", "leaf"),
        ("en", "the ocean", "ocean"),
        ("en", "OCEAN", "ocean"),
        ("en", "ocaen", "ocean"),
        ("en", "cherrry", "cherry"),
        ("en", "chery", "cherry"),
        ("en", "Café", "cafe"),
        ("es", "tomates", "tomate"),
        ("es", "limones", "limon"),
        ("es", "tomatito", "tomate"),
        ("pt", "limões", "limao"),
        ("pt", "tomatinho", "tomate"),
    ],
)
def test_plurals_endings_small_words_and_a_typo_do_not_matter(
    language: str, heard: str, known: str
) -> None:
    hears = listener(language)
    assert hears.expected_points([heard]) == hears.expected_points([known])


def test_a_phrase_is_more_than_its_words() -> None:
    hears = listener()
    whole, parts = hears.expected_points(["blood orange"]), hears.expected_points(["orange blood"])
    assert whole != parts


def test_a_word_of_two_known_halves_is_both() -> None:
    hears = listener()
    assert hears.expected_points(["oceanleaf"]) == hears.expected_points(["ocean leaf"])


def test_the_second_clue_moves_the_guess_towards_it() -> None:
    hears = listener()
    first, both = hears.guess(["flower"]), hears.guess(["flower", "sun"])
    sun = hears.guess(["sun"])
    assert distance(both, sun) < distance(first, sun)


def test_a_color_that_the_board_lacks_votes_for_the_nearest_squares() -> None:
    pale = {square: (250, 200 + square.column, 200) for square in SQUARES}
    hears = Listener(Lexicon("en", {"ink": "000020:1", "leaf": "106010:1"}, ()), pale)
    flat = hears.expected_points(["qqqqqqq"])
    assert max(hears.expected_points(["leaf"]).values()) > 1.2 * max(flat.values())


def test_the_clue_is_the_word_whose_color_is_nearest() -> None:
    speaks = listener()
    for word in ("sun", "leaf", "ocean"):
        assert speaks.clue(speaks.guess([word])) == word


def test_a_clue_keeps_its_accents() -> None:
    assert listener(said=("café",)).clue(SQUARES[0]) == "café"


def test_no_clue_is_said_twice_in_a_game() -> None:
    speaks, earlier = listener(), list[str]()
    for _ in SAID:
        earlier.append(speaks.clue(SQUARES[100], earlier))
    assert Counter(earlier) == Counter(SAID)
    with pytest.raises(LookupError):
        speaks.clue(SQUARES[100], earlier)


def test_a_word_far_off_is_said_rather_than_none() -> None:
    many = [f"{letter}oceany" for letter in "abcdfghijklmnpqrstuvwxyz"]
    meanings = dict.fromkeys(many, "1030c0:1") | {"sun": "ffdd10:1"}
    speaks = Listener(Lexicon("en", meanings, (*many, "sun")), COLORS)
    blue = speaks.guess([many[0]])
    assert speaks.clue(blue, many) == "sun"


def test_no_clue_is_given_that_the_referee_of_the_language_refuses() -> None:
    speaks = listener(said=("orange", "sun"))
    orange = speaks.guess(["orange"])
    assert speaks.clue(orange) == "sun"
    assert speaks.clue(orange, rules=Rules(plain_colors=True)) == "orange"


def test_the_second_clue_is_the_one_that_helps_beside_the_first() -> None:
    speaks = listener(said=("flower", "sun", "cherry"))
    yellow = speaks.guess(["sun"])
    assert speaks.clue(yellow, ["flower"], given=["flower"]) == "sun"


def test_the_second_clue_does_not_say_the_first_again() -> None:
    meanings = MEANINGS | {
        "ocean": "1030c0:1",
        "navy": "1030c0:1",
        "sea": "1438b8:1",
        "oceanic": "1030c4:1",
    }
    speaks = Listener(Lexicon("en", meanings, ("ocean", "oceanic", "navy", "sea")), COLORS)
    blue = speaks.guess(["ocean"])
    assert speaks.clue(blue, ["ocean"], given=["ocean"]) == "sea"
    # But rather so than with a word that means nothing.
    assert speaks.clue(blue, ["ocean", "sea"], given=["ocean"]) in {"navy", "oceanic"}


def test_the_warmer_the_wilder_and_without_warmth_always_the_same() -> None:
    hears = listener()
    best = hears.guess(["ocean"])
    expected = hears.expected_points(["ocean"])
    means = []
    for temperature in (0.0, 0.14, 0.2):
        guesses = [
            hears.guess(["ocean"], temperature=temperature, chance=Random(seed))
            for seed in range(60)
        ]
        means.append(sum(expected[guess] for guess in guesses) / len(guesses))
    assert means[0] == pytest.approx(expected[best])
    assert means[0] > means[1] > means[2] > sum(expected.values()) / len(SQUARES)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_a_game_between_listening_bots_ends(language: str, level: Level) -> None:
    rules = Rules(language=language, second_clue="required")
    setup = Setup.deal(4, seed=3, rules=rules)
    play_to_the_end(setup, listening_bot(listener(language), rules, level))


def test_a_bot_makes_a_word_up_only_when_every_fair_word_has_been_said() -> None:
    rules = Rules(second_clue="required")
    state = opening(Setup.deal(3, seed=1, rules=rules))
    bot, chance, clues = listening_bot(listener(), rules), Random(1), list[str]()
    while state.phase is not Phase.OVER:
        command = bot(view_for(state, state.to_act[0]), chance)
        if isinstance(command, GiveClue):
            assert judge(command.text, clue=1, earlier=clues, rules=rules) is None
            clues.append(command.text)
        state, _ = play(state, command)
    assert set(clues[: len(SAID)]) == set(SAID)
    assert set(clues[len(SAID) :]) <= set(WORDS)
