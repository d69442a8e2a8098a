"""Which language somebody reads, and which one the referee judges clues in."""

import hashlib
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET
from django.views.i18n import JavaScriptCatalog

from game_engine.house_rules import LANGUAGES


def clue_language() -> str:
    """Return the language that a table's clues are in unless its host chooses another."""
    language = (translation.get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"


YEAR = 365 * 24 * 3600
"""Seconds for which a browser keeps what never changes."""


@require_GET
def script_texts(request: HttpRequest) -> HttpResponse:
    """Return the texts of the scripts, in the reader's language.

    A browser keeps them if it has asked for this very version, as our pages do: `?VERSION`.
    """
    script, version = _script_texts(translation.get_language())
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    if request.META["QUERY_STRING"] == version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


def texts_version(_request: HttpRequest) -> dict[str, str]:
    """Return what templates need to ask for the texts of the scripts: {"texts_version": hash}."""
    return {"texts_version": _script_texts(translation.get_language())[1]}


@cache
def _script_texts(language: str | None) -> tuple[bytes, str]:
    """Return (script, hash of it); the language is the active one, and here only a key."""
    del language
    script = _ScriptTexts(packages=["colorclues"]).get(HttpRequest()).content
    return script, hashlib.sha256(script).hexdigest()[:12]


class _ScriptTexts(JavaScriptCatalog):
    """The texts of the scripts, without the formats of dates and numbers, which no script asks for.

    Each page waits for this file, and the formats would be a tenth of it.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return {"catalog": texts, "plural": how the language forms plurals, "formats": {}}."""
        return super().get_context_data(**kwargs) | {"formats": {}}
