"""What all sockets have in common: frames are counted as they come, and goodbyes have a reason."""

import asyncio
import contextlib
import contextvars
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from colorclues.ops import metrics
from colorclues.sockets import incoming
from colorclues.sockets.close_codes import Close

CAPACITY = 50
"""Frames that may come at once. A busy page sends about one in a second (what somebody is doing at
most every 2.5 s, a click, an `ack`); the rest is for what it repeats after a reconnect."""
SPAN = 20.0
"""Seconds in which an empty bucket is full again: 2.5 frames a second may come for ever."""
BYE_TIMEOUT = 2.0
"""Seconds that a goodbye may take: milliseconds for a client that reads, and for one that does not
no more than a process that stops can spare (see `room_hub.COMMIT_TIMEOUT`)."""
MAX_INVALID = 8
"""Invalid frames after which a socket is closed: a page of another version may send one or two that
we do not understand, but no page of ours eight."""

log = structlog.get_logger(__name__)


class TokenBucket:
    """A bucket that is full at first: every frame takes a token, and time brings them back."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = float(capacity)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take a token; False if there is none."""
        now = time.monotonic()
        more = (now - self._at) * self._capacity / SPAN
        self._tokens = min(self._capacity, self._tokens + more)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class BaseConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Counts frames as they come in, not as they are answered.

    A server reads on while a frame is being answered. A flood would otherwise be noticed only as
    frame after frame had its turn, and until then all of them would be kept in memory.
    """

    capacity = CAPACITY
    """Frames that may come at once."""
    longest = incoming.MAX_FRAME
    """Bytes of the longest frame that is read at all."""
    code: str = ""
    """The room's, if the socket belongs to one."""
    _dismissed = False
    _writer: asyncio.Task[None]

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Read events, and let a task answer them one by one that ends when there are no more.

        So a socket that is silent, as most are at any moment, holds one task less. All its tasks
        share a context: what is bound there once (room and seat of a log line, language) stays.
        """
        self.scope, self.base_send = scope, send
        # Lists, for an empty deque takes 600 bytes of every socket, and these are short.
        self._inbox = list[dict[str, Any]]()
        self._context = contextvars.copy_context()
        answering: asyncio.Task[None] | None = None
        bucket, loop = TokenBucket(self.capacity), asyncio.get_running_loop()
        while True:
            event = await receive()
            if event["type"] == "websocket.receive":
                if not bucket.take():
                    self.too_fast()
                    continue
                if incoming.is_too_long(
                    event.get("text") or event.get("bytes") or "", self.longest
                ):
                    self.too_long()
                    continue
            self._inbox.append(event)
            if answering is None or answering.done():
                answering = loop.create_task(self._answer(), context=self._context)
            if event["type"] == "websocket.disconnect":
                # A command whose author is gone is still done, and the others see it.
                await asyncio.wait([answering])
                return

    async def _answer(self) -> None:
        while self._inbox:
            message = self._inbox.pop(0)
            try:
                await self.dispatch(message)
            except StopConsumer:
                return
            except Exception:
                log.exception("a socket failed")
                self.dismiss(Close.RETRY)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Take an event without the hop through the database thread that Channels makes for each.

        There it closes old connections, which `in_database` sees to itself.
        """
        await getattr(self, get_handler_name(message))(message)

    async def disconnect(self, code: int) -> None:
        """Nothing correct depends on this being called."""
        self._writer.cancel()
        await self.forget()

    def too_long(self) -> None:
        """Answer a frame that was too long, and was dropped before it had its turn."""

    def too_fast(self) -> None:
        """Close the socket of a client that floods."""
        self.dismiss(Close.TOO_FAST)

    def dismiss(self, close: Close) -> None:
        """Tell the client why, close, and forget the socket."""
        if self._dismissed:
            return
        self._dismissed = True
        metrics.CLOSED.labels(close.code).inc()
        log.info("closed", room=self.code, close_code=close.code, reason=close.reason)
        self._writer.cancel()

        async def leave() -> None:
            # At once, for a client that floods goes on until then. Where there is backpressure, one
            # that does not read keeps even a goodbye waiting; one that has gone already makes it
            # raise something, which differs from server to server.
            with contextlib.suppress(Exception):
                async with asyncio.timeout(BYE_TIMEOUT):
                    await self.say_bye(close.reason)
                    await self.close_with(close.code)
            await self.forget()

        self._leaving = asyncio.get_running_loop().create_task(leave())

    async def say_bye(self, reason: str) -> None:
        """Tell the client why, where more than the code can be told."""

    async def close_with(self, code: int) -> None:
        """Close with a code that the server's library may refuse to send (then with 2000 more)."""
        try:
            await self.close(code)
        except Exception:
            # Daphne's library sends no code of RFC 6455's own; clients may use 3000 to 4999.
            await self.close(code + 2000)

    async def forget(self) -> None:
        """Let the hub forget the socket."""
        raise NotImplementedError


class NoSuchPath(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Answers every other path with a close code instead of a traceback."""

    async def connect(self) -> None:
        """Accept, and close."""
        await self.accept()
        await self.close(Close.NO_SUCH_ROOM.code)
