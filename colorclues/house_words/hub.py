"""This process's sockets at the house words of tables; it brings each what the others write.

As the hub does for games: the bell says that a room has a newer row and carries none of it, rows
are read from the log, and a tick heals lost bells. What people say of themselves meanwhile (who
is writing) is kept nowhere: it goes round as it is, and whoever reads it is looked up first.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import structlog
from channels.layers import get_channel_layer
from django.db.utils import InterfaceError, OperationalError

from colorclues import notify
from colorclues.house_words import document, protocol
from colorclues.ops.database import in_database
from colorclues.rooms.changes import NoSuchRoom
from colorclues.rooms.connections import PER_SEAT
from colorclues.sockets.listener import Ear
from colorclues.sockets.room_hub import FLUSH

OUTDATED = 30.0
"""Seconds after which what somebody said of themselves is forgotten, as all clients do."""

log = structlog.get_logger(__name__)


class Socket(Protocol):
    """What the hub needs to know of a socket."""

    channel_name: str
    player: int
    """Primary key of the player."""

    def bring(self, frame: bytes) -> None:
        """Queue a frame for sending."""

    def dismiss(self, code: int, reason: str) -> None:
        """Close."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a client."""

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
    """Number of the last row that was brought; None until somebody has looked."""
    known: dict[int, Known] = field(default_factory=dict)
    """By client."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One thing after the other, so that nobody gets rows in another order."""


class HouseWordsHub:
    """The sockets of one event loop."""

    def __init__(self) -> None:
        self._here: dict[str, TableHere] = {}
        self._ear = Ear(self._hear_message, self._tick, self.stop)
        self._stopping = False

    async def attach(self, code: str, socket: Socket) -> None:
        """Add a socket, ask it for what it has, and tell it who is there."""
        if self._stopping:
            socket.dismiss(1012, "restart")
            return
        # Join first, look after.
        here = self._here.setdefault(code, TableHere())
        here.sockets[socket.channel_name] = socket
        try:
            for group in _groups(code):
                await self._ear.join(group)
            state = await in_database(document.state_of, code, socket.player)
            if here.sent is None:
                _, newest = await in_database(document.since, code, 2**31 - 1)
                # What came after this number is brought to all; what came before, each asks for.
                here.sent = newest.number if here.sent is None else here.sent
        except BaseException:
            await self.detach(code, socket)
            raise
        own = [other for other in here.sockets.values() if other.player == socket.player]
        for other in own[:-PER_SEAT]:
            other.dismiss(4429, "too_many_tabs")
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
                self._ear.start(self._publish(code, gone, (socket.player, socket.channel_name)))
        if not here.sockets:
            del self._here[code]
            for group in _groups(code):
                await self._ear.leave(group)

    def tell_known(self, code: str, socket: Socket) -> None:
        """Tell a socket who of the others is there."""
        here = self._here.get(code)
        known = here.known.values() if here else ()
        others = [one.entry for one in known if one.socket != socket.channel_name]
        there = [entry for entry in others if entry.state is not None]
        if there:
            socket.bring(protocol.awareness(there))

    def may_speak_for(self, code: str, socket: Socket, client: int) -> bool:
        """Say whether a client is not somebody else's."""
        here = self._here.get(code)
        known = here.known.get(client) if here else None
        return known is None or known.player == socket.player

    async def tell(self, code: str, socket: Socket, entry: protocol.Presence) -> bool:
        """Tell the others what somebody says of themselves; False if they are not there any more.

        Whoever it is, the others see the name and symbol that this player really has.
        """
        newest = (await in_database(document.heads, [code])).get(code)
        name = newest.people.get(socket.player) if newest else None
        if name is None:
            return False
        if entry.state is not None:
            state = {**entry.state, "user": {"name": name.name, "symbol": name.symbol}}
            entry = protocol.Presence(entry.client, entry.clock, state)
        await self._publish(code, entry, (socket.player, socket.channel_name))
        return True

    async def stop(self) -> None:
        """Send everybody away, to come back elsewhere."""
        self._stopping = True
        sockets = [socket for here in self._here.values() for socket in here.sockets.values()]
        for socket in sockets:
            socket.dismiss(1012, "restart")
        if sockets:
            await asyncio.sleep(FLUSH)

    async def _publish(self, code: str, entry: protocol.Presence, whose: tuple[int, str]) -> None:
        said = {"client": entry.client, "clock": entry.clock, "state": entry.state}
        message = {"type": "presence", "room": code, "whose": list(whose), **said}
        try:
            async with asyncio.timeout(notify.PUBLISH_TIMEOUT):
                await get_channel_layer().group_send(notify.words_group(code), message)
        except Exception as error:
            log.warning("nobody was told who is there", room=code, error=type(error).__name__)

    def _hear_message(self, message: dict[str, Any]) -> None:
        here = self._here.get(message["room"])
        if here is None:
            return
        if message["type"] == "presence":
            self._ear.start(self._hear(message["room"], here, message))
        elif message["game"] in {None, notify.WORDS}:
            self._ear.start(self._bring(message["room"], here))

    async def _bring(self, code: str, here: TableHere) -> None:
        """Bring all what is new in the log, and send away who is not at the table any more."""
        async with here.lock:
            if here.sent is None:
                return
            try:
                rows, newest = await in_database(document.since, code, here.sent)
            except NoSuchRoom:
                rows, newest = [], None
            except (OperationalError, InterfaceError) as error:
                log.warning("database away", room=code, error=type(error).__name__)
                return
            self._send_away(here, newest)
            for row in rows:
                here.sent = row.number
                if row.socket != document.ANEW:
                    self._send(here, protocol.update(row.data), besides=row.socket)
                    continue
                for socket in list(here.sockets.values()):
                    socket.dismiss(4409, "anew")

    async def _hear(self, code: str, here: TableHere, message: dict[str, Any]) -> None:
        """Pass on what somebody says of themselves, to those who are still at the table."""
        player, socket = message["whose"]
        entry = protocol.Presence(message["client"], message["clock"], message["state"])
        async with here.lock:
            known = here.known.get(entry.client)
            if known is not None and (
                known.player != player
                or entry.clock < known.entry.clock
                or (entry.state is None and known.socket != socket)
            ):
                return
            try:
                newest = (await in_database(document.heads, [code])).get(code)
            except (OperationalError, InterfaceError):
                return
            self._send_away(here, newest)
            now = asyncio.get_running_loop().time()
            here.known[entry.client] = Known(entry, player, socket, now)
            self._send(here, protocol.awareness([entry]), besides=socket)

    def _send_away(self, here: TableHere, newest: document.Head | None) -> None:
        for socket in list(here.sockets.values()):
            if newest is None:
                socket.dismiss(4404, "ended")
            elif socket.player not in newest.people:
                socket.dismiss(4403, "removed")

    def _send(self, here: TableHere, frame: bytes, *, besides: str = "") -> None:
        for socket in list(here.sockets.values()):
            if socket.channel_name != besides:
                socket.bring(frame)

    async def _tick(self) -> None:
        """Look whether bells were lost, and show everybody that the line is alive."""
        newest = await in_database(document.heads, list(self._here))
        now = asyncio.get_running_loop().time()
        for code, here in list(self._here.items()):
            self._send_away(here, newest.get(code))
            if code in newest and here.sent is not None and newest[code].number > here.sent:
                await self._bring(code, here)
            for client, known in list(here.known.items()):
                if now - known.at > OUTDATED:
                    del here.known[client]
            self._send(here, protocol.awareness([]))


def _groups(code: str) -> tuple[str, str]:
    """Name the groups of a table: the room's own says when somebody has been removed."""
    return notify.words_group(code), notify.group(code)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, HouseWordsHub] = WeakKeyDictionary()


def house_words_hub() -> HouseWordsHub:
    """Give the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = HouseWordsHub()
    return _hubs[loop]
