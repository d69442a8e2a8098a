"""The ASGI application: pages by Django, the table's socket by Channels."""

import os
import sys

import structlog
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, OriginValidator
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colorclues.settings")
pages = get_asgi_application()

from colorclues.ops import (  # noqa: E402  (the models must be ready first)
    header_limit,
    server_lock,
    tracing,
)
from colorclues.ops.python_version import known_hole  # noqa: E402
from colorclues.sockets.middleware import ReadSession  # noqa: E402
from colorclues.urls import sockets  # noqa: E402

if "daphne.server" in sys.modules:  # It is Daphne that serves this.
    from colorclues.sockets import daphne_protocol

    daphne_protocol.install()

tracing.start(settings.OTLP_ENDPOINT, settings.SENTRY_DSN)


def guarded(app: object) -> object:
    """Return an application whose sockets only our own pages may open.

    By full origin where the settings name some, else by host name.
    """
    if settings.ORIGINS:
        return OriginValidator(app, settings.ORIGINS)
    return AllowedHostsOriginValidator(app)


if hole := known_hole(sys.version_info[:3]):
    structlog.get_logger(__name__).warning(hole)
header_limit.install(settings.HEAD_SECONDS)
server_lock.hold(settings.DATABASES["default"])
application = ProtocolTypeRouter(
    {"http": pages, "websocket": guarded(CookieMiddleware(ReadSession(URLRouter(sockets))))}
)
