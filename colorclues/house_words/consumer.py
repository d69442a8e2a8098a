"""HouseWordsConsumer: one socket at a table's house words, which speaks Yjs and nothing else."""

import asyncio
from typing import Any

import structlog
from django.db.utils import InterfaceError, OperationalError

from colorclues import notify
from colorclues.guests import guest_of
from colorclues.house_words import document, protocol
from colorclues.house_words.hub import house_words_hub
from colorclues.notify import HouseWordsChanged
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.sockets.base import MAX_INVALID, BaseConsumer
from colorclues.sockets.close_codes import REFUSED, Close
from colorclues.sockets.listener import listener

WAITING = 500
"""Frames that may wait for a client; one that is further behind is dropped. None of them replaces
another, as views do, and nine others who type without a pause send as many in twenty seconds."""
SHORT = 4096
"""Bytes of a frame that is read in the event loop. What somebody types in 400 ms takes a few dozen;
only what is pasted or was written offline is longer, and is read in a thread."""
CLOSED = REFUSED | {
    document.NotAtTheTable: Close.REMOVED,
    document.Outdated: Close.OUTDATED,
    document.TooLong: Close.TOO_LONG,
}
"""By the reason for which a socket cannot go on: how it is closed."""

log = structlog.get_logger(__name__)


class HouseWordsConsumer(BaseConsumer):
    """One socket of one player.

    Whatever a client asks or changes is answered by a second step of the protocol, so that it
    knows what is kept. After a change that step is empty: the client lacks nothing of its own.
    """

    capacity = 100
    """Twice what a page sends that types without a pause: an update every 400 ms."""
    longest = protocol.MAX_FRAME
    channel_name: str = ""
    """The channel of its process, and its number there: the hub keeps sockets by it."""
    player: int = 0
    client: int | None = None
    """The one client of the document that this socket speaks for."""

    async def connect(self) -> None:
        """Accept first, so that a refusal reaches the page as a close code it can read."""
        self.code = self.scope["url_route"]["kwargs"]["code"].upper()
        self._invalid = 0
        self._waiting = asyncio.Queue[bytes](WAITING)
        self._writer = asyncio.get_running_loop().create_task(self._write())
        structlog.contextvars.bind_contextvars(room=self.code)
        await self.accept()
        try:
            self.channel_name = await listener().name_socket()
            guest = guest_of(self.scope["session"])
            self.player = await in_database(document.enter, self.code, guest)
            await house_words_hub().attach(self.code, self)
        except tuple(CLOSED) as error:
            self.dismiss(CLOSED[type(error)])
        except Exception as error:
            log.warning("a socket could not be opened", error=type(error).__name__)
            self.dismiss(Close.RETRY)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Do what a frame asks for; a change that is not kept is never answered as if it were."""
        try:
            if bytes_data is None:
                raise protocol.InvalidMessage("text")
            # A long one takes a while to read, for which nobody else should wait.
            long = len(bytes_data) > SHORT
            frame = (
                await asyncio.to_thread(protocol.read, bytes_data)
                if long
                else protocol.read(bytes_data)
            )
            await self._take(frame)
        except document.DoesNotFit:
            self._take_invalid()
            self.bring(protocol.step_1(await self._state()))
        except protocol.InvalidMessage:
            self._take_invalid()
        except tuple(CLOSED) as error:
            self.dismiss(CLOSED[type(error)])
        except (OperationalError, InterfaceError) as error:
            log.warning("database away", error=type(error).__name__)
            self.dismiss(Close.RETRY)

    async def _take(
        self, frame: protocol.Step1 | protocol.Update | protocol.Awareness | protocol.Query
    ) -> None:
        metrics.FRAMES.labels(f"words_{type(frame).__name__.lower()}").inc()
        match frame:
            case protocol.Step1(state):
                lacks = await in_database(document.answer, self.code, self.player, dict(state))
                self.bring(protocol.step_2(lacks))
            case protocol.Update():
                await self._keep(frame)
            case protocol.Query():
                house_words_hub().tell_known(self.code, self)
            case protocol.Awareness(entries):
                for entry in entries:
                    await self._tell(entry)

    async def _keep(self, update: protocol.Update) -> None:
        number = await in_database(
            document.write, self.code, self.player, update, self.channel_name
        )
        if number is not None:
            notify.publish_soon(HouseWordsChanged(self.code, number))
        self.bring(protocol.step_2())

    async def _tell(self, entry: protocol.Presence) -> None:
        """Pass on what this socket's own client says; what it repeats of others is dropped."""
        if self.client is None:
            if not house_words_hub().may_speak_for(self.code, self, entry.client):
                raise protocol.InvalidMessage("another's client")
            self.client = entry.client
        if entry.client == self.client and not await house_words_hub().tell(self.code, self, entry):
            raise document.NotAtTheTable

    async def _state(self) -> bytes:
        return await in_database(document.state_of, self.code, self.player)

    def _take_invalid(self) -> None:
        metrics.REFUSALS.labels("words").inc()
        self._invalid += 1
        if self._invalid >= MAX_INVALID:
            self.dismiss(Close.INVALID)

    def bring(self, frame: bytes) -> None:
        """Queue a frame; close the socket of a client that is too far behind."""
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self.dismiss(Close.TOO_SLOW)

    async def _write(self) -> None:
        while True:
            frame = await self._waiting.get()
            await self.base_send({"type": "websocket.send", "bytes": frame})

    def too_long(self) -> None:
        """Count a frame that was dropped before its turn."""
        self._take_invalid()

    async def forget(self) -> None:
        """Let the hub forget the socket."""
        await house_words_hub().detach(self.code, self)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take a frame; after an unforeseen error the close code says: try again."""
        if self._dismissed:
            return
        try:
            await super().websocket_receive(message)
        except Exception:
            log.exception("a frame could not be answered")
            self.dismiss(Close.RETRY)
