"""Reads the lexicon that `manage.py lexicon` made. Needs no Django."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from game_engine.listener import Lexicon

FILE = Path(__file__).parent / "lexicon.json"
"""{language: {"colors": {word: colors}, "said": [words]}}, as `Lexicon` has them."""


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of a language of clues. Raises ValueError for a language without any.

    English words are understood everywhere, unless they are others in the language itself.
    """
    languages = _languages()
    if language not in languages:
        raise ValueError(f"there is no lexicon for {language!r}")
    own = languages[language]
    return Lexicon(language, languages["en"]["colors"] | own["colors"], tuple(own["said"]))


@cache
def _languages() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return loaded
