"""Who is there, away, or skippable; and whether the clocks stand still."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import Count
from django.utils import timezone

from colorclues.models import Line, Player, Room

AWAY = 20
"""Seconds without a sign of life after which a player is shown as away."""
SKIPPABLE = 45
"""Seconds of absence after which any player may go on without another."""
LEASE = 45
"""Seconds after which a socket that its process says no more of does not count."""


def seen(player: int) -> None:
    """Take a sign of life of a player."""
    Player.objects.filter(pk=player).update(seen_at=timezone.now())


def count_spectators(rooms: Sequence[Room]) -> dict[int, int]:
    """Count the spectators of rooms, by the room's primary key, at all processes."""
    there = Line.objects.filter(room__in=rooms, player=None, until__gte=datetime.now(UTC))
    return dict(there.values_list("room").annotate(Count("pk")))


def is_paused(pauses: Sequence[Sequence[float | None]]) -> bool:
    """Say whether the last of the pauses has no end yet."""
    return bool(pauses) and pauses[-1][1] is None
