"""A seat that moves to another device: a link that works once, and for ten minutes."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from colorclues.models import Exclusion, Player, Room, Ticket
from colorclues.rooms import changes

MINUTES = 10
"""Time to fetch the other device; a link that lies in some history takes no seat the next day."""


def ticket(player: int) -> str:
    """Return a new ticket for a player's seat; the one that was made before it is void."""
    text = secrets.token_urlsafe(16)
    until = timezone.now() + timedelta(minutes=MINUTES)
    with transaction.atomic():
        owner = Player.objects.select_for_update().filter(pk=player).first()
        if owner is not None:  # Or else there is nothing left to take.
            made = {"digest": _digest(text), "until": until}
            Ticket.objects.update_or_create(player=owner, defaults=made)
    return text


def is_ticket(text: str) -> bool:
    """Return whether a ticket still takes somebody's seat."""
    return _read(text) is not None


def take(text: str, guest: str) -> str | None:
    """Give the seat to another browser and return the room's code; None for a ticket that is void.

    The old device keeps no part of it.
    """
    found = _read(text)
    if found is None:
        return None
    with transaction.atomic():
        room = changes.locked(found.player.room.code)
        # Only now is it certain that nobody moves or removes this player meanwhile.
        found = _read(text)
        if found is None or not _may_sit(room, guest, found.player):
            return None
        player, was_host = found.player, room.host_id == found.player.pk
        player.delete()
        # A new row: whatever the old device has open loses the seat as if it had been removed.
        player.pk, player.guest = None, guest
        player.save(force_insert=True)
        if was_host:
            room.host = player
            room.save(update_fields=["host"])
        changes.changed(room)
    return room.code


def _read(text: str) -> Ticket | None:
    """Return a ticket; None for one that never was, was used, or is too old."""
    tickets = Ticket.objects.filter(until__gte=timezone.now()).select_related("player__room")
    return tickets.filter(digest=_digest(text)).first()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _may_sit(room: Room, guest: str, player: Player) -> bool:
    """Return whether a browser may take this seat: it has no other here, and was not sent away."""
    others = Player.objects.filter(room=room, guest=guest).exclude(pk=player.pk)
    excluded = Exclusion.objects.filter(room=room, guest=guest)
    return room.is_open and not others.exists() and not excluded.exists()
