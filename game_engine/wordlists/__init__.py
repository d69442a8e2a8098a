"""The word lists of the clue referee: one module for each language."""

from collections.abc import Mapping
from types import MappingProxyType

from game_engine.wordlists import en, es, pt
from game_engine.wordlists.colors import ELSEWHERE
from game_engine.wordlists.wordlist import WordList

__all__ = ["COLORS", "WORD_LISTS", "WordList"]

WORD_LISTS: Mapping[str, WordList] = MappingProxyType({"en": en.LIST, "es": es.LIST, "pt": pt.LIST})
"""By language code; a new language is one more module, and one more entry here."""

COLORS = ELSEWHERE.union(*(word_list.colors for word_list in WORD_LISTS.values()))
"""The bare names of the plain colors in all languages: everybody at any table knows "azul"."""
