"""The open sockets of a room, at all processes: a lease each, renewed at the hub's tick.

Nothing here depends on being told that a socket was closed: its lease then ends by itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from colorclues.models import Connection
from colorclues.rooms.changes import locked
from colorclues.rooms.presence import LEASE, seen

PER_SEAT = 3
"""Sockets of one seat: a phone, a computer, and a tab that was forgotten. The oldest makes way for
the next."""
SPECTATORS: int = settings.SPECTATORS
"""Sockets without a seat in one room. By default as many as ten seats may have, so that those who
watch never cost more than those who play."""
FORGET_AFTER = timedelta(hours=1)
"""How long a lapsed lease is kept, for a process that may only have been held up: longer than a
laptop's nap or a database's repair."""


class Crowded(Exception):
    """As many watch this room as may."""


def take(code: str, name: str, player: int | None) -> list[str]:
    """Give a socket its place; return the names of those that had to make way for it.

    `player` is None for a spectator. Raises `Crowded` or `NoSuchRoom`.
    """
    with transaction.atomic():
        room = locked(code)  # Those who come at the same moment are counted one by one.
        others = _names(_others(room.pk, player).order_by("pk"))
        oldest = list[str]()
        if player is not None:
            oldest = others[: 1 - PER_SEAT]
            Connection.objects.filter(name__in=oldest).delete()
            seen(player)
        elif len(others) >= SPECTATORS:
            raise Crowded
        Connection.objects.create(room=room, name=name, player=player, until=_end())
    return oldest


def drop(names: Iterable[str]) -> None:
    """Forget sockets that were closed."""
    Connection.objects.filter(name__in=set(names)).delete()


def renew(names: Iterable[str]) -> set[str]:
    """Renew the leases of a process's sockets; return the names of those that still have one."""
    own, now = Connection.objects.filter(name__in=set(names)), timezone.now()
    own.live().update(until=_end())
    for late in own.filter(until__lt=now).select_related("room"):
        _renew_late(late)
    Connection.objects.filter(until__lt=now - FORGET_AFTER).delete()
    return set(_names(own))


def held(code: str) -> set[str]:
    """Return the names of the sockets that have a place in a room."""
    return set(_names(Connection.objects.filter(room__code=code)))


def _renew_late(connection: Connection) -> None:
    """Let a socket keep its place if nobody has taken it since its lease was over."""
    most = SPECTATORS if connection.player is None else PER_SEAT
    with transaction.atomic():
        locked(connection.room.code)
        own = Connection.objects.filter(pk=connection.pk)
        if _others(connection.room_id, connection.player).count() >= most:
            own.delete()
        else:
            own.update(until=_end())


def _others(room: int, player: int | None) -> QuerySet[Connection]:
    return Connection.objects.live().filter(room=room, player=player)


def _names(connections: QuerySet[Connection]) -> list[str]:
    return list(connections.values_list("name", flat=True))


def _end() -> datetime:
    return timezone.now() + timedelta(seconds=LEASE)
