"""This process's sockets at the house words of tables: each is sent what the others write.

It works as the room hub does for games: a notification says that a room has a newer row, but not
what is in it; rows are read from the log, and a tick heals what was lost. What people say of
themselves (who is writing, and where) is stored nowhere. It is passed on as it is, but only to
people who are found to be at the table still.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from django.db.utils import InterfaceError, OperationalError

from colorclues import notify
from colorclues.house_words import document, protocol
from colorclues.notify import HouseWordsChanged, HouseWordsPresence, Notification, RoomChanged
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms.changes import NoSuchRoom
from colorclues.rooms.connections import PER_SEAT
from colorclues.sockets.close_codes import Close
from colorclues.sockets.hub import Hub
from colorclues.sockets.listener import Listener, listener

OUTDATED = 30.0
"""Seconds after which what somebody said of themselves is forgotten: the same as in all clients of
Yjs (`outdatedTimeout` in y-protocols), which repeat it before."""

log = structlog.get_logger(__name__)


class Socket(Protocol):
    """What the hub needs to know of a socket."""

    channel_name: str
    player: int
    """Primary key of the player."""

    def bring(self, frame: bytes) -> None:
        """Queue a frame for sending."""

    def dismiss(self, close: Close) -> None:
        """Close."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a client has said of itself."""

    entry: protocol.Presence
    player: int
    socket: str
    at: float
    """When it was heard, by the event loop's clock."""


@dataclass(slots=True)
class TableHere:
    """A table with sockets in this process."""

    sockets: dict[str, Socket] = field(default_factory=dict)
    """By channel name."""
    sent: int | None = None
    """Number of the last row that was sent; None until the log was read."""
    known: dict[int, Known] = field(default_factory=dict)
    """By client id of the document."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while sending, so that nobody gets rows in another order."""


class HouseWordsHub(Hub):
    """The sockets of one event loop at house words."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(listener)
        self._here: dict[str, TableHere] = {}

    def sockets(self) -> Iterable[Socket]:
        """Return all sockets."""
        return [socket for here in self._here.values() for socket in here.sockets.values()]

    async def attach(self, code: str, socket: Socket) -> None:
        """Add a socket, ask what it has that is missing here, and tell it who is there."""
        if self.stopping:
            socket.dismiss(Close.RESTART)
            return
        # Subscribe first, read afterwards: what changes in between is not missed.
        here = self._here.setdefault(code, TableHere())
        here.sockets[socket.channel_name] = socket
        try:
            for group in _groups(code):
                await self.listener.subscribe(group, self)
            state = await in_database(document.state_of, code, socket.player)
            if here.sent is None:
                _, head = await in_database(document.since, code, 2**31 - 1)
                # Rows after this number are sent to all; each asks for those before it.
                here.sent = head.number if here.sent is None else here.sent
        except BaseException:
            await self.detach(code, socket)
            raise
        own = [other for other in here.sockets.values() if other.player == socket.player]
        for other in own[:-PER_SEAT]:
            other.dismiss(Close.TOO_MANY_TABS)
        socket.bring(protocol.step_1(state))
        self.tell_known(code, socket)

    async def detach(self, code: str, socket: Socket) -> None:
        """Forget a socket, and tell the others that its client has gone."""
        here = self._here.get(code)
        if here is None or here.sockets.pop(socket.channel_name, None) is None:
            return
        for known in here.known.values():
            if known.socket == socket.channel_name and known.entry.state is not None:
                gone = protocol.Presence(known.entry.client, known.entry.clock + 1, None)
                notify.publish_soon(_presence(code, socket, gone))
        if not here.sockets:
            del self._here[code]
            for group in _groups(code):
                await self.listener.unsubscribe(group, self)

    def tell_known(self, code: str, socket: Socket) -> None:
        """Tell a socket which of the others are there."""
        here = self._here.get(code)
        known = here.known.values() if here else ()
        others = [one.entry for one in known if one.socket != socket.channel_name]
        there = [entry for entry in others if entry.state is not None]
        if there:
            socket.bring(protocol.awareness(there))

    def may_speak_for(self, code: str, socket: Socket, client: int) -> bool:
        """Return whether a client of the document is not somebody else's."""
        here = self._here.get(code)
        known = here.known.get(client) if here else None
        return known is None or known.player == socket.player

    async def tell(self, code: str, socket: Socket, entry: protocol.Presence) -> bool:
        """Tell the others what somebody says of themselves; return whether they are at the table.

        Whatever it says, the others see the name and symbol that the player really has.
        """
        head = (await in_database(document.heads, [code])).get(code)
        name = head.people.get(socket.player) if head else None
        if name is None:
            return False
        if entry.state is not None:
            state = {**entry.state, "user": {"name": name.name, "symbol": name.symbol}}
            entry = protocol.Presence(entry.client, entry.clock, state)
        await notify.publish(_presence(code, socket, entry))
        return True

    def hear(self, notification: Notification) -> None:
        """Send the sockets of a table what is new, and find out who is still at the table."""
        match notification:
            case HouseWordsPresence(room=code) if code in self._here:
                self.listener.start(self._hear(code, self._here[code], notification))
            case HouseWordsChanged(room=code) | RoomChanged(room=code, game=None) if (
                code in self._here
            ):
                self.listener.start(self._bring(code, self._here[code]))

    async def tick(self) -> None:
        """Make up for lost notifications, and show every socket that its connection is alive."""
        heads = await in_database(document.heads, list(self._here))
        now = asyncio.get_running_loop().time()
        for code, here in list(self._here.items()):
            self._send_away(here, heads.get(code))
            if code in heads and here.sent is not None and heads[code].number > here.sent:
                await self._bring(code, here)
            for client, known in list(here.known.items()):
                if now - known.at > OUTDATED:
                    del here.known[client]
            self._send(here, protocol.awareness([]))

    async def _bring(self, code: str, here: TableHere) -> None:
        """Send all sockets what is new in the log; close those whose player left the table."""
        async with here.lock:
            if here.sent is None:
                return
            try:
                rows, head = await in_database(document.since, code, here.sent)
            except NoSuchRoom:
                rows, head = [], None
            except (OperationalError, InterfaceError) as error:
                log.warning("database away", room=code, error=type(error).__name__)
                return
            self._send_away(here, head)
            for row in rows:
                here.sent = row.number
                if row.socket != document.ANEW:
                    self._send(here, protocol.update(row.data), besides=row.socket)
                    continue
                for socket in list(here.sockets.values()):
                    socket.dismiss(Close.BEGUN_ANEW)

    async def _hear(self, code: str, here: TableHere, said: HouseWordsPresence) -> None:
        """Pass on what somebody says of themselves to those who are still at the table."""
        player, socket = said.whose
        entry = protocol.Presence(said.client, said.clock, said.state)
        async with here.lock:
            known = here.known.get(entry.client)
            if known is not None and (
                known.player != player
                or entry.clock < known.entry.clock
                or (entry.state is None and known.socket != socket)
            ):
                return
            try:
                head = (await in_database(document.heads, [code])).get(code)
            except (OperationalError, InterfaceError):
                return
            self._send_away(here, head)
            now = asyncio.get_running_loop().time()
            here.known[entry.client] = Known(entry, player, socket, now)
            self._send(here, protocol.awareness([entry]), besides=socket)

    def _send_away(self, here: TableHere, head: document.Head | None) -> None:
        for socket in list(here.sockets.values()):
            if head is None:
                socket.dismiss(Close.ENDED)
            elif socket.player not in head.people:
                socket.dismiss(Close.REMOVED)

    def _send(self, here: TableHere, frame: bytes, *, besides: str = "") -> None:
        for socket in list(here.sockets.values()):
            if socket.channel_name != besides:
                socket.bring(frame)


def _groups(code: str) -> tuple[str, str]:
    """Return the groups of a table: its house words, and the room, which tells who was removed."""
    return notify.words_group(code), notify.room_group(code)


def _presence(code: str, socket: Socket, entry: protocol.Presence) -> HouseWordsPresence:
    whose = (socket.player, socket.channel_name)
    return HouseWordsPresence(code, whose, entry.client, entry.clock, entry.state)


house_words_hub = OnePerLoop(lambda: HouseWordsHub(listener()))
"""The hub of the running event loop."""
