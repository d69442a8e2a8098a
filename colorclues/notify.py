"""The bell: tells every process that something changed in a room, and nothing else.

It names room, game and version and carries no content, so it cannot leak; late or double it is
harmless; a lost one is healed by the next, or by the hub's tick.
"""

import asyncio
import contextvars

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

PUBLISH_TIMEOUT = 2.0
"""Seconds that a bell may take: a channel layer that hangs must not hold up anybody."""

log = structlog.get_logger(__name__)
_ringing = set[asyncio.Task[None]]()


def group(code: str) -> str:
    """Name the channel-layer group of a room."""
    return f"room.{code}"


def words_group(code: str) -> str:
    """Name the channel-layer group of a room's house words."""
    return f"words.{code}"


async def ring(code: str, game: int | None, version: int) -> None:
    """Ring for a new version of a game, or, with game None, a new revision of the room.

    Never raises: what is committed is true even when nobody can be told.
    """
    message = {"type": "bell", "room": code, "game": game, "version": version}
    try:
        async with asyncio.timeout(PUBLISH_TIMEOUT):
            name = words_group(code) if game == WORDS else group(code)
            await get_channel_layer().group_send(name, message)
    except Exception as error:
        log.warning("the bell did not ring", room=code, error=type(error).__name__)


def ring_soon(code: str, game: int | None, version: int) -> None:
    """Ring without making anybody wait for it."""
    loop, context = asyncio.get_running_loop(), contextvars.Context()
    task = loop.create_task(ring(code, game, version), context=context)
    _ringing.add(task)
    task.add_done_callback(_ringing.discard)


CHAT, TYPING, AIMING, LINES, WORDS = -1, -2, -3, -4, -6
"""Stand for the game in bells that are not of one: with the number of the room's newest message,
or with the primary key of the player who types, who aims (never where), or who has too many
sockets, or with the number of the newest row of the house words (in a group of their own)."""
EDITING, FIELDS = -5, 64
"""Likewise, of the house rules: FIELDS times the player's primary key, plus the field's number."""
ANEW = 2**62
"""A version that is newer than any: look at everything again."""
HOME = "home"
"""The group of all start pages."""


def guest_group(guest: str) -> str:
    """Name the channel-layer group of one guest's own pages."""
    return f"guest.{guest}"


def tell_after_commit(group_name: str) -> None:
    """Let one guest's pages, or all start pages, look again once this transaction is committed."""

    async def tell() -> None:
        try:
            message = {"type": "changed", "group": group_name}
            async with asyncio.timeout(PUBLISH_TIMEOUT):
                await get_channel_layer().group_send(group_name, message)
        except Exception as error:
            log.warning("nobody was told of a change", error=type(error).__name__)

    transaction.on_commit(async_to_sync(tell))


def ring_after_commit(code: str, revision: int) -> None:
    """Ring for a new revision of the room once the present transaction is committed."""
    transaction.on_commit(lambda: async_to_sync(ring)(code, None, revision))
