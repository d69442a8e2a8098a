"""Rate limits: how often one client may do what costs us something, or try to guess a code.

While Redis is away, nothing is counted and everything is allowed: people at their tables go first.
"""

import time
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Network, ip_address

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

PAUSE = 5.0
"""Seconds before a Redis that did not answer is asked again: not every page has to wait for it."""

log = structlog.get_logger(__name__)


def client_of(request: HttpRequest) -> str:
    """Return the client's address: from the proxy where there is one, else from the connection.

    With IPv6, everybody has a network of 2**64 addresses (a /64), so that is one client.
    """
    said = request.META.get("HTTP_X_REAL_IP" if settings.BEHIND_PROXY else "REMOTE_ADDR", "")
    try:
        address = ip_address(said)
    except ValueError:
        return str(said)
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def allow(what: str, client: str, *, most: int, seconds: int) -> bool:
    """Count one more; return whether there were no more than `most` in this span of time."""
    key = f"{what}:{client}"

    def count() -> bool:
        cache.add(key, 0, seconds)
        try:
            return cache.incr(key) <= most
        except ValueError:  # It has expired between the two calls.
            return True

    return _ask(count, without=True)


def spent(what: str, client: str, *, most: int) -> bool:
    """Return whether a client has used up what `allow` counts, without counting."""
    return _ask(lambda: int(cache.get(f"{what}:{client}", 0)) >= most, without=False)


_away = 0.0
"""When Redis last did not answer (by the monotonic clock); 0 once it has answered again."""


def _ask(question: Callable[[], bool], *, without: bool) -> bool:
    global _away  # noqa: PLW0603  (of the process)
    if _away and time.monotonic() - _away < PAUSE:
        return without
    try:
        answer = question()
    except RedisError as error:
        if not _away:  # Once in the log is enough.
            log.warning("nothing is throttled", error=type(error).__name__)
        _away = time.monotonic()
        return without
    _away = 0.0
    return answer
