"""A seat that moves to another device: a link that works once, and for ten minutes."""

import secrets

from django.core import signing
from django.core.cache import cache
from django.db import transaction

from colorclues import people
from colorclues.models import Player

MINUTES = 10
_SALT = "seat on the move"


def ticket(player: int) -> str:
    """Make a ticket for a player's seat; the one that was made before it is void."""
    once = secrets.token_urlsafe(12)
    cache.set(f"move:{player}", once, MINUTES * 60)
    return signing.dumps([player, once], salt=_SALT)


def take(text: str, guest: str) -> str | None:
    """Give the seat to another browser and say in which room; None for a ticket that is void.

    The old device keeps no part of it.
    """
    try:
        number, once = signing.loads(text, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    key = f"move:{number}"
    with transaction.atomic():
        player = Player.objects.select_related("room").filter(pk=number).first()
        if player is None or cache.get(key) != once or not cache.delete(key):
            return None
        room = people.locked(player.room.code)
        if Player.objects.filter(room=room, guest=guest).exclude(pk=number).exists():
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
