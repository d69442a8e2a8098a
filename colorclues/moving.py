"""A seat that moves to another device: a link that works once, and for ten minutes."""

import secrets

from django.core import signing
from django.core.cache import cache
from django.db import transaction

from colorclues import people
from colorclues.models import Exclusion, Player, Room

MINUTES = 10
_SALT = "seat on the move"


def ticket(player: int) -> str:
    """Make a ticket for a player's seat; the one that was made before it is void."""
    once = secrets.token_urlsafe(12)
    cache.set(f"move:{player}", once, MINUTES * 60)
    return signing.dumps([player, once], salt=_SALT)


def is_ticket(text: str) -> bool:
    """Say whether a ticket was made here and is not too old; it may have been used."""
    return _read(text) is not None


def take(text: str, guest: str) -> str | None:
    """Give the seat to another browser and say in which room; None for a ticket that is void.

    The old device keeps no part of it.
    """
    found = _read(text)
    if found is None:
        return None
    number, once = found
    key = f"move:{number}"
    code = Room.objects.filter(players=number).values_list("code", flat=True).first()
    if code is None:
        return None
    with transaction.atomic():
        room = people.locked(code)
        # Only now is it certain that the host does not remove this player meanwhile.
        player = Player.objects.filter(room=room, pk=number).first()
        if player is None or not _may_sit(room, guest, player):
            return None
        if cache.get(key) != once or not cache.delete(key):
            return None
        was_host = room.host_id == number
        player.delete()
        # Another row: whatever the old device has open loses the seat as if it was removed.
        player.pk, player.guest = None, guest
        player.save(force_insert=True)
        if was_host:
            room.host = player
            room.save(update_fields=["host"])
        people.changed(room)
    return room.code


def _read(text: str) -> tuple[int, str] | None:
    """Give the player and the secret of a ticket; None for what is none, or is too old."""
    try:
        number, once = signing.loads(text, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    return number, once


def _may_sit(room: Room, guest: str, player: Player) -> bool:
    """Say whether a browser may take this seat: it has no other here, and was not sent away."""
    others = Player.objects.filter(room=room, guest=guest).exclude(pk=player.pk)
    excluded = Exclusion.objects.filter(room=room, guest=guest)
    return room.ended_at is None and not others.exists() and not excluded.exists()
