"""Who is there, away, or skippable."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils import timezone

from colorclues.models import Connection, Player

AWAY = 20
"""Seconds without a sign of life after which a player is shown as away."""
SKIPPABLE = 45
"""Seconds of absence after which any player may go on without another."""
LEASE = 45
"""Seconds after which a socket that its process says no more of does not count."""


def seen(player: int) -> None:
    """Take a sign of life of a player."""
    Player.objects.filter(pk=player).update(seen_at=timezone.now())


def count_spectators(rooms: Iterable[int]) -> dict[int, int]:
    """Count the spectators at all processes, of each room by its primary key."""
    there = Connection.objects.live().filter(room__in=list(rooms), player=None)
    return dict(there.values_list("room").annotate(Count("pk")))
