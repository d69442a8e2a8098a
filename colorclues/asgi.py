"""The ASGI application: pages by Django, the table's socket by Channels."""

import os
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, OriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colorclues.settings")
pages = get_asgi_application()

from colorclues.urls import sockets  # noqa: E402  (the models must be ready first)


def guarded(app: object) -> object:
    """Let only our own pages open sockets: by full origin where the settings name them."""
    if settings.ORIGINS:
        return OriginValidator(app, settings.ORIGINS)
    return AllowedHostsOriginValidator(app)


class ReadSession:
    """Gives a socket its session, to read.

    The middleware of Channels also stands in the way of each message out, to save what changed;
    a socket changes nothing, and that was a twentieth of what an update costs.
    """

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.store = import_module(settings.SESSION_ENGINE).SessionStore

    async def __call__(self, scope: dict[str, Any], receive: object, send: object) -> None:
        """Read the session out of the cookie."""
        session = self.store(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
        await self.app(dict(scope, session=session), receive, send)


application = ProtocolTypeRouter(
    {"http": pages, "websocket": guarded(CookieMiddleware(ReadSession(URLRouter(sockets))))}
)
