"""The sentences for what is refused."""

import pytest
from django.utils import translation

from colorclues.games import refusals
from game_engine import GiveClue, Refusal, Rules
from game_engine.clues import judge, places


@pytest.mark.parametrize("reader", ["en", "es", "pt", "en-gb", "fr"])
@pytest.mark.parametrize("language", ["en", "es", "pt"])
def test_the_sentence_about_places_names_words_that_the_referee_refuses_at_this_table(
    reader, language
):
    rules = Rules(language=language)
    with translation.override(reader):
        hint = refusals.of_clue(Refusal.CLUE_POSITION, rules, 0)
        assert hint == refusals.reason(Refusal.CLUE_POSITION, GiveClue(0, "x"), rules)
    assert places(language) in hint
    for word in places(language).split(", "):
        assert judge(word, clue=0, earlier=(), rules=rules) is Refusal.CLUE_POSITION


def test_without_the_rules_at_hand_the_words_are_the_readers():
    with translation.override("es"):
        assert places("es") in refusals.reason(Refusal.CLUE_POSITION, GiveClue(0, "x"))


def test_no_sentence_is_left_with_a_gap():
    for refusal in Refusal:
        assert "{" not in refusals.reason(refusal, GiveClue(0, "x"))
        if refusal.startswith("clue_"):
            assert "{" not in refusals.of_clue(refusal, Rules(), 0)
