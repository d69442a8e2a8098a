"""What words look like: the list of things, the file made of it, and bots that go by it."""

import json
import math
import subprocess
import sys
from io import StringIO
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from colorclues.games import bots
from colorclues.lexicon import lexicon, things
from colorclues.lexicon.building import build
from colorclues.lexicon.things import LANGUAGES, contradictions, parse, read_things
from colorclues.palette import COLORS
from game_engine import Event, GiveClue, Phase, Rules, Setup, Square, opening, play
from game_engine.board import distance
from game_engine.bots import WORDS
from game_engine.clues import judge, words_of
from game_engine.house_rules import LANGUAGES as JUDGED
from game_engine.listener import Lexicon, Listener, oklab

ROOT = Path(__file__).parents[2]
PAINT = {
    Square.parse(name): tuple(bytes.fromhex(color.hex.removeprefix("#")))
    for name, color in COLORS.items()
}


@pytest.fixture(scope="module")
def listeners():
    return {language: Listener(lexicon(language), PAINT) for language in LANGUAGES}


@pytest.fixture(scope="module")
def spoken(listeners):
    """What a bot says for each square of the board, by language."""
    return {
        language: {square: listener.clue(square) for square in list(PAINT)[::7]}
        for language, listener in listeners.items()
    }


@pytest.fixture(scope="module")
def listed():
    return read_things()


# The list of things


def test_the_list_is_long_and_well_formed(listed):
    assert len(listed) >= 4000


def test_no_word_is_in_two_lines_that_disagree(listed):
    assert contradictions(listed) == []


def test_every_thing_has_a_word_in_every_language(listed):
    assert set(LANGUAGES) == set(JUDGED)
    for thing in listed:
        assert all(thing.words[language] for language in LANGUAGES), thing.place


@pytest.mark.parametrize(
    "line",
    [
        "cherry|cereza|b3122e",
        "cherry|cereza|cereja|",
        "cherry|cereza|cereja|b3122",
        "cherry|cereza|cereja|#b3122e",
        "cherry|cereza|cereja|b3122e:0",
        "cherry|cereza|cereja|111 222 333 444 555 666",
        "cherry|cereza|cereja|111:2 111:3",
        "cherry||cereja|b3122e",
        "cherry|cereza,|cereja|b3122e",
        "Cherry|cereza|cereja|b3122e",
        "cherry!|cereza|cereja|b3122e",
    ],
)
def test_a_line_that_is_not_well_formed_is_named(line):
    with pytest.raises(ValueError, match=r"^food\.txt:7: "):
        parse("food.txt:7", line)


def test_a_word_that_means_two_things_needs_a_mark_on_all_but_one():
    fruit = parse("a:1", "orange|naranja|laranja|f80")
    color = parse("a:2", "marmalade, orange|mermelada|marmelada|f08418")
    aside = parse("a:3", "marmalade, ~orange|mermelada|marmelada|f08418")
    same = parse("a:4", "orange fruit, orange|naranja|laranja|ff8800")
    assert len(contradictions([fruit, color])) == 1
    assert contradictions([fruit, aside]) == contradictions([fruit, same]) == []


# The file


def test_the_file_is_what_its_inputs_make():
    call_command("lexicon", "--check", stdout=StringIO())


def test_the_check_finds_a_file_that_is_not(monkeypatch, tmp_path):
    stale = tmp_path / "lexicon.json"
    stale.write_text("{}")
    monkeypatch.setattr("colorclues.management.commands.lexicon.build", lambda: "{}\n")
    monkeypatch.setattr("colorclues.management.commands.lexicon.FILE", stale)
    with pytest.raises(CommandError, match=r"lexicon\.json is not what its inputs make"):
        call_command("lexicon", "--check")
    assert stale.read_text() == "{}"


def test_the_command_names_the_line_that_is_wrong(monkeypatch, tmp_path):
    (tmp_path / "food.txt").write_text("# Food.\ncherry|cereza|cereja\n")
    monkeypatch.setattr(things, "FOLDER", tmp_path)
    with pytest.raises(CommandError, match=r"food\.txt:2"):
        call_command("lexicon")


def test_it_is_read_without_django_and_without_anything_from_outside():
    code = (
        "import sys; from colorclues.lexicon import lexicon; lexicon('es');"
        "print(sorted({'django', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_there_is_no_lexicon_for_a_language_without_one():
    with pytest.raises(ValueError, match="xx"):
        lexicon("xx")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_kept_as_clues_are_compared(language):
    for word in lexicon(language).colors:
        assert " ".join(words_of(word)) == word


@pytest.mark.parametrize("language", ["es", "pt"])
def test_english_words_are_understood_everywhere_unless_they_are_others(language):
    assert lexicon(language).colors["blueberry"] == lexicon("en").colors["blueberry"]
    assert lexicon("es").colors["pan"] != lexicon("en").colors["pan"]


# What is heard


def chroma_and_hue(listener, clue):
    """Return the chroma, and the hue (in turns), of the square that is guessed."""
    _, a, b = oklab(PAINT[listener.guess([clue])])
    return math.hypot(a, b), math.atan2(b, a) / math.tau % 1


@pytest.mark.parametrize(
    ("clue", "least", "most"),
    [
        ("blood", 0.0, 0.1),
        ("cherry", 0.0, 0.1),
        ("pumpkin", 0.1, 0.2),
        ("banana", 0.23, 0.33),
        ("grass", 0.33, 0.42),
        ("lagoon", 0.45, 0.62),
        ("denim", 0.65, 0.8),
        ("lavender", 0.75, 0.9),
        ("bubblegum", 0.9, 1.0),
    ],
)
def test_a_guess_has_the_hue_that_people_mean(listeners, clue, least, most):
    chroma, hue = chroma_and_hue(listeners["en"], clue)
    assert chroma > 0.04
    assert least <= hue <= most


@pytest.mark.parametrize("words", [("snow", "nieve", "neve"), ("banana", "plátano", "banana")])
def test_a_word_means_the_same_in_every_language(listeners, words):
    guesses = {
        listeners[language].guess([word]) for language, word in zip(LANGUAGES, words, strict=True)
    }
    assert len(guesses) == 1


# What is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_can_hurt_is_ever_said(listed, language):
    said = {" ".join(words_of(text)) for text in lexicon(language).said}
    for thing in listed:
        for word in thing.words[language]:
            if word.aside or not thing.said:
                assert word.key not in said, thing.place


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_reviewed_words_of_the_language_are_said(listed, language):
    words = {word.text for thing in listed for word in thing.words[language]}
    assert set(lexicon(language).said) <= words
    assert len(lexicon(language).said) >= 2000


def test_accents_are_said_as_they_are_written():
    assert {"melocotón", "niebla"} <= set(lexicon("es").said)
    assert "pêssego" in lexicon("pt").said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clue_is_fair_and_one_that_a_person_could_give(spoken, language):
    rules = Rules(language=language)
    for clue in spoken[language].values():
        assert judge(clue, clue=0, earlier=[], rules=rules) is None
        assert clue in lexicon(language).said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_one_who_speaks_is_understood_by_the_one_who_listens(listeners, spoken, language):
    points = [
        3 - away
        for square, clue in spoken[language].items()
        if (away := distance(listeners[language].guess([clue]), square)) < 3
    ]
    assert sum(points) / len(spoken[language]) > 1


def test_a_listener_who_learned_from_others_understands_what_is_said():
    """Self-play flatters: here one has our own list, and the other only names of colors."""
    ours = json.loads(build(with_names=False))["en"]
    theirs = json.loads(build(with_things=False))["en"]
    speaker = Listener(Lexicon("en", ours["colors"], tuple(lexicon("en").said)), PAINT)
    listener = Listener(Lexicon("en", theirs["colors"], ()), PAINT)
    squares = list(PAINT)[::7]
    got = [
        max(0, 3 - distance(listener.guess([speaker.clue(square)]), square)) for square in squares
    ]
    # A guess by chance earns 0.06.
    assert sum(got) / len(got) > 0.4


# The bots of a table


def table(language):
    """Return what `colorclues.games.bots` reads of a snapshot, for a table of bots."""
    rules = Rules(language=language, second_clue="required")
    state = opening(Setup.deal(4, seed=3, rules=rules))
    people = SimpleNamespace(players=[SimpleNamespace(seat=seat, bot=True) for seat in range(4)])
    return SimpleNamespace(play=SimpleNamespace(state=state), people=people)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bots_play_a_game_in_the_language_of_their_table(language):
    seen, clues, events = table(language), [], list[Event]()
    while (seat := bots.turn_of(seen)) is not None or seen.play.state.phase is Phase.SCORED:
        if seat is None:
            seat = seen.play.state.giver
        command = bots.command(seen, seat)
        if isinstance(command, GiveClue):
            clues.append(command.text)
        seen.play.state, happened = play(seen.play.state, command)
        events.extend(happened)
    assert seen.play.state.phase is Phase.OVER
    assert len(set(clues)) == len(clues) == 16
    assert set(clues) <= set(lexicon(language).said)
    assert set(clues).isdisjoint(WORDS)


def test_the_harder_the_level_the_more_points():
    chance = Random(4)
    listener = Listener(lexicon("en"), PAINT)
    clues = chance.sample(lexicon("en").said, 60)
    means = [
        sum(
            listener.expected_points([clue])[
                listener.guess([clue], temperature=temperature, chance=chance)
            ]
            for clue in clues
        )
        for temperature in (0.0, 0.14, 0.2)
    ]
    assert means[0] > means[1] > means[2]
