"""The ASGI application: pages by Django, the table's socket by Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, OriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colorclues.settings")
pages = get_asgi_application()

from colorclues.sockets.middleware import ReadSession  # noqa: E402  (the models must be ready first)
from colorclues.urls import sockets  # noqa: E402


def guarded(app: object) -> object:
    """Return an application whose sockets only our own pages may open.

    By full origin where the settings name some, else by host name.
    """
    if settings.ORIGINS:
        return OriginValidator(app, settings.ORIGINS)
    return AllowedHostsOriginValidator(app)


application = ProtocolTypeRouter(
    {"http": pages, "websocket": guarded(CookieMiddleware(ReadSession(URLRouter(sockets))))}
)
