"""What every socket knows of its browser: the session and the language."""

from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


class ReadSession:
    """Gives a socket its session, to read only.

    The middleware of Channels also wraps each message that goes out, to save what changed. A socket
    changes nothing, and that was a twentieth of what an update costs.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.store = import_module(settings.SESSION_ENGINE).SessionStore

    async def __call__(self, scope: dict[str, Any], receive: object, send: object) -> None:
        """Read the session out of the cookie."""
        session = self.store(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
        await self.app(dict(scope, session=session), receive, send)


def language_of(scope: MutableMapping[str, Any]) -> str:
    """Return a socket's language as the pages find it: by cookie, else by Accept-Language."""
    request = HttpRequest()
    request.COOKIES = dict(scope.get("cookies", {}))
    headers = dict(scope.get("headers", []))
    request.META["HTTP_ACCEPT_LANGUAGE"] = headers.get(b"accept-language", b"").decode("latin-1")
    return translation.get_language_from_request(request)
