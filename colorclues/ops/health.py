"""Health checks and metrics over HTTP: is the process alive, is it ready, what does it count.

They answer before host names and redirects are checked, since probes come by address.
"""

import asyncio
import secrets
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from colorclues.ops.event_loop import OnePerLoop

ROUND_TRIP = 2.0
"""Seconds in which the channel layer must bring a message back: milliseconds when it is well, and
less than probes wait for us."""


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a middleware, to be the first, that answers the paths below."""

    def answer(request: HttpRequest) -> HttpResponse:
        view = PATHS.get(request.path)
        return view(request) if view else get_response(request)

    return answer


def healthz(_: HttpRequest) -> HttpResponse:
    """Return that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_: HttpRequest) -> HttpResponse:
    """Return the state of database (and migrations) and channel layer; 503 unless both are ok."""
    found = {"database": _database(), "channel_layer": async_to_sync(_layer)()}
    ready = all(state == "ok" for state in found.values())
    return JsonResponse(found, status=200 if ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Return this process's numbers to whoever has the token; without one to nobody."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


PATHS = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return type(error).__name__
    return "migrations are missing" if missing else "ok"


class _Probe:
    """The one channel by which a process sends messages to itself.

    Only one, because each costs a subscription, which Redis keeps for as long as the process lives.
    """

    def __init__(self) -> None:
        self._channel: str | None = None
        self._one_by_one = asyncio.Lock()

    async def round_trip(self) -> None:
        """Send a message and receive it again; raises whatever goes wrong."""
        layer, said = get_channel_layer(), secrets.token_hex(8)
        async with self._one_by_one:
            if self._channel is None:
                self._channel = await layer.new_channel()
            await layer.send(self._channel, {"type": "probe", "said": said})
            try:
                # What an earlier probe did not wait for may come first.
                while (await layer.receive(self._channel))["said"] != said:
                    pass
            except BaseException:
                # The layer gives up a channel whose reader does.
                self._channel = None
                raise


_probe = OnePerLoop(_Probe)


async def _layer() -> str:
    try:
        async with asyncio.timeout(ROUND_TRIP):
            await _probe().round_trip()
    except Exception as error:
        return type(error).__name__
    return "ok"
