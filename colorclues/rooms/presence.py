"""Who is there, away, or skippable; and how these times hang together.

A process renews what it knows of its sockets at each tick, every 10 s (`sockets.listener.TICK`).
Counted from the last renewal, for somebody whose sockets are gone:

- 20 s: shown as away. Two ticks fit in, so one that is late or fails marks nobody; a page that
  reloads or changes networks is back well before.
- 25 s: a page that has heard nothing for so long takes its connection for dead and opens another
  (static/js/net/socket.js), in time to be back before its player can be skipped.
- 45 s: skippable, and the lease of the socket is over. Four ticks fit in; those who wait have seen
  for 25 s whom they are waiting for.
- 60 s: an absent host's chair goes to another (`host_controls.HOST_AWAY`): later than all of these,
  for it does not come back by itself.
"""

from collections.abc import Iterable

from django.db.models import Count
from django.utils import timezone

from colorclues.models import Connection, Player

AWAY = 20
"""Seconds without a sign of life after which a player is shown as away."""
SKIPPABLE = 45
"""Seconds without a sign of life after which any player may pass for another."""
LEASE = 45
"""Seconds after which a socket that its process no longer renews does not count."""


def seen(player: int) -> None:
    """Record a sign of life of a player."""
    Player.objects.filter(pk=player).update(seen_at=timezone.now())


def count_spectators(rooms: Iterable[int]) -> dict[int, int]:
    """Return room -> spectators at all processes, by primary key; empty rooms are left out."""
    there = Connection.objects.live().filter(room__in=list(rooms), player=None)
    return dict(there.values_list("room").annotate(Count("pk")))
