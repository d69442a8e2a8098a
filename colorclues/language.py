"""Which language somebody reads, and which one the clue referee listens for."""

from collections.abc import MutableMapping
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from game_engine.house import LANGUAGES


def language_of(scope: MutableMapping[str, Any]) -> str:
    """Give the language of a socket: as the pages do, by the cookie, else by what is accepted."""
    request = HttpRequest()
    request.COOKIES = dict(scope.get("cookies", {}))
    headers = dict(scope.get("headers", []))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return translation.get_language_from_request(request)


def clue_language() -> str:
    """Give the language that a table's clues are in unless its host chooses another."""
    language = (translation.get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"
