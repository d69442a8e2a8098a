"""Which language somebody reads, and which one the clue referee listens for."""

from django.utils import translation

from game_engine.house_rules import LANGUAGES


def clue_language() -> str:
    """Return the language that a table's clues are in unless its host chooses another."""
    language = (translation.get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"
