"""Notifications: they tell every process that something changed, but not what it is now.

Each names a room (or a guest's pages) and how new its news is. It carries no content, so it cannot
leak. A late or repeated one is harmless; a lost one is healed by the next, or by the hubs' tick.

Who is typing, aiming or writing is stored nowhere and healed by nothing: it is of the moment only.
"""

import asyncio
import contextvars
from collections.abc import Callable
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import msgspec
import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

PUBLISH_TIMEOUT = 2.0
"""Seconds that a notification may take: a channel layer that hangs must not hold up anybody, and
a healthy one answers in milliseconds."""
ANEW = 2**62
"""A version that is newer than any, and still a 64-bit integer."""
HOME = "home"
"""The group of all start pages."""

log = structlog.get_logger(__name__)


class _Tagged(msgspec.Struct, frozen=True, tag_field="type"):
    """Each has the tag that processes of the previous version know it by, if they know it."""


class _OfRoom(_Tagged, frozen=True):
    room: str

    @property
    def group(self) -> str:
        """The channel-layer group that it is published to."""
        return room_group(self.room)


class _OfHouseWords(_Tagged, frozen=True):
    room: str

    @property
    def group(self) -> str:
        """The channel-layer group that it is published to."""
        return words_group(self.room)


class RoomChanged(_OfRoom, frozen=True, tag="bell"):
    """A game has a new version; or, with `game` None, the room has a new revision."""

    game: int | None
    version: int


class ChatPosted(_OfRoom, frozen=True, tag="chat"):
    """Something was said at a table; `number` is that of the message."""

    number: int


class Presence(_OfRoom, frozen=True, tag="doing"):
    """What a player, by primary key, is doing at this moment: never where, or what."""

    player: int
    doing: Literal["typing", "aiming", "editing"]
    field: str = ""
    """The field of the house rules that is being edited; empty when none is any more."""


class ConnectionsFull(_OfRoom, frozen=True, tag="connections_full"):
    """A player, by primary key, has opened one socket more than a seat may have."""

    player: int


class HouseWordsChanged(_OfHouseWords, frozen=True, tag="words"):
    """The log of a room's house words has a new row; `number` is that of the row."""

    number: int


class HouseWordsPresence(_OfHouseWords, frozen=True, tag="presence"):
    """What a client of the house words says of itself (awareness, in the words of Yjs)."""

    whose: tuple[int, str]
    """Primary key of the player, and the `channel_name` of the socket."""
    client: int
    clock: int
    state: dict[str, Any] | None
    """{"writing": true, "user": {"name", "symbol"}}, and what else Yjs keeps; None when it goes."""


class FeedChanged(_Tagged, frozen=True, tag="changed"):
    """There is news for one guest's own pages, or for all start pages: whoever is in the group."""

    group: str


Notification = (
    RoomChanged
    | ChatPosted
    | Presence
    | ConnectionsFull
    | HouseWordsChanged
    | HouseWordsPresence
    | FeedChanged
)

NO_NEWS = {"game": None, "version": 0}
"""Fields that processes of the previous version, while they run beside this one, expect in every
message: with these values they do nothing, and their tick brings the news. To be removed in the
next version."""


def room_group(code: str) -> str:
    """Return the name of the channel-layer group of a room."""
    return f"room.{code}"


def words_group(code: str) -> str:
    """Return the name of the channel-layer group of a room's house words."""
    return f"words.{code}"


def guest_group(guest: str) -> str:
    """Return the name of the channel-layer group of one guest's own pages."""
    return f"guest.{guest}"


def anew(code: str) -> RoomChanged:
    """Return a notification that makes every process read all of a room again."""
    return RoomChanged(code, None, ANEW)


def hear_directly(process: str, hear: Callable[[Notification], None]) -> None:
    """Let `hear` be told at once of whatever is published in the running event loop.

    `process` names this one to the others, who do not hear themselves again.
    """
    _hearers[asyncio.get_running_loop()] = _Hearer(process, hear)


async def publish(notification: Notification) -> None:
    """Tell all processes.

    Never raises: what is committed is true even if nobody can be told.
    """
    process = _tell_here(notification)
    if not _is_told_to_all(process):
        await _tell_others(notification, process)


def publish_soon(notification: Notification) -> None:
    """Tell this process at once, and the others without making anybody wait for it."""
    process = _tell_here(notification)
    if _is_told_to_all(process):
        return
    loop, context = asyncio.get_running_loop(), contextvars.Context()
    task = loop.create_task(_tell_others(notification, process), context=context)
    _publishing.add(task)
    task.add_done_callback(_publishing.discard)


def publish_after_commit(notification: Notification) -> None:
    """Tell all processes once the present transaction is committed."""
    transaction.on_commit(lambda: async_to_sync(publish)(notification))


def read(message: dict[str, Any]) -> Notification:
    """Return the notification in a message of the channel layer: its tag as "type", and its fields.

    Raises `msgspec.ValidationError` for one that only another version understands.
    """
    notification: Notification = msgspec.convert(message, Notification)
    return notification


def sender(message: dict[str, Any]) -> str:
    """Return the process that published a message; "" if it did not hear that itself."""
    return str(message.get("process", ""))


class _Hearer(NamedTuple):
    process: str
    hear: Callable[[Notification], None]


_publishing = set[asyncio.Task[None]]()
_hearers = WeakKeyDictionary[asyncio.AbstractEventLoop, _Hearer]()


def _tell_here(notification: Notification) -> str:
    """Tell the hearer of the running event loop; return its process, "" if nobody hears here.

    Directly, so that those who are at the process of who moved see the move even while the channel
    layer is away.
    """
    hearer = _hearers.get(asyncio.get_running_loop())
    if hearer is None:
        return ""
    hearer.hear(notification)
    return hearer.process


async def _tell_others(notification: Notification, process: str) -> None:
    try:
        async with asyncio.timeout(PUBLISH_TIMEOUT):
            message = NO_NEWS | msgspec.to_builtins(notification) | {"process": process}
            await get_channel_layer().group_send(notification.group, message)
    except Exception as error:
        log.warning("nobody was notified", kind=type(notification).__name__, error=_name(error))


def _is_told_to_all(process: str) -> bool:
    """Return whether this process has heard, and the channel layer reaches no other."""
    return bool(process) and getattr(get_channel_layer(), "single_process", False)


def _name(error: Exception) -> str:
    return type(error).__name__
