"""Which language somebody reads, and which one the referee judges clues in."""

from typing import Any

from django.utils import translation
from django.views.i18n import JavaScriptCatalog

from game_engine.house_rules import LANGUAGES


def clue_language() -> str:
    """Return the language that a table's clues are in unless its host chooses another."""
    language = (translation.get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


class ScriptTexts(JavaScriptCatalog):
    """The texts of the scripts, without the formats of dates and numbers, which no script asks for.

    Each page waits for this file, and the formats would be a tenth of it.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return {"catalog": texts, "plural": how the language forms plurals, "formats": {}}."""
        return super().get_context_data(**kwargs) | {"formats": {}}
