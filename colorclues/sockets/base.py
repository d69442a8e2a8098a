"""What all sockets have in common: frames are counted as they come, and goodbyes have a reason."""

import asyncio
import contextlib
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

import structlog
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from colorclues import rate_limit
from colorclues.guests import guest_of
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms import membership
from colorclues.rooms.changes import NoSuchRoom
from colorclues.sockets import incoming
from colorclues.sockets.close_codes import Close
from colorclues.sockets.token_bucket import Buckets, TokenBucket

CAPACITY: int = settings.FRAMES_PER_PERSON
"""Frames that may come at once, and as many every 20 s (`token_bucket.SPAN`). A busy page sends
about one in a second (what somebody is doing at most every 2.5 s, a click, an `ack`); the rest is
for what it repeats after a reconnect."""
STRANGERS = max(CAPACITY, 5 * settings.SPECTATORS)
"""Frames, connections among them, that may come at once from all at one address who are known by no
cookie: as many as may watch a table can come back five times."""
BYE_TIMEOUT = 0.4
"""Seconds that a goodbye may take: milliseconds for a client that reads. One that does not is gone
within a second, with the time that `frame_meter.CLOSE_TIMEOUT` leaves it after the goodbye."""
MAX_INVALID = 8
"""Invalid frames after which a socket is closed: a page of another version may send one or two that
we do not understand, but no page of ours eight."""

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)


class TooManyGuesses(Exception):
    """The client has tried too many wrong codes."""


class BaseConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Counts frames as they come in, not as they are answered.

    A server reads on while a frame is being answered. A flood would otherwise be noticed only as
    frame after frame had its turn, and until then all of them would be kept in memory.

    What is counted belongs to a person, not to a socket, and connecting counts too: so whoever
    connects again has no more than before.
    """

    capacity = CAPACITY
    """Frames that may come at once."""
    longest = incoming.MAX_FRAME
    """Bytes of the longest frame that is read at all."""
    code: str = ""
    """The room's, if the socket belongs to one."""
    address: str = ""
    """Where it comes from, as `rate_limit` knows it."""
    guest: str | None = None
    """Who opened it, as `guests` knows them; None for a stranger."""
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
        loop = asyncio.get_running_loop()
        self.address, self.guest = rate_limit.client_of_socket(scope), guest_of(scope["session"])
        self._buckets = self._own_buckets()
        while True:
            event = await receive()
            if event["type"] == "websocket.receive":
                if not self._take_token():
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
                if event.get("code") == Close.TOO_FAST.code:  # See `frame_meter`.
                    for bucket in self._buckets:
                        bucket.drain()
                # A command whose author is gone is still done, and the others see it.
                await asyncio.wait([answering])
                return

    def _own_buckets(self) -> list[TokenBucket]:
        kind = type(self).__name__
        if self.guest is not None:
            return [_buckets().of(kind, self.guest, capacity=self.capacity)]
        shared = _buckets().of("stranger", self.address, capacity=STRANGERS)
        return [TokenBucket(self.capacity), shared]

    def _take_token(self) -> bool:
        return all(bucket.take() for bucket in self._buckets)

    async def let_in(self) -> bool:
        """Return whether to go on.

        It is accepted first, so that a refusal reaches the page as a close code that it can read.
        """
        await self.accept()
        if self._take_token():
            return True
        self.too_fast()
        return False

    async def arrive(self, enter: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `enter` returns, called in the database's thread; a wrong code is counted.

        Who has a seat guesses nothing; all others at an address guess one by one. Raises
        `TooManyGuesses`, whether the code is right or not, or what `enter` raises.
        """
        if self.guest is not None and await in_database(_has_seat, self.code, self.guest):
            return await in_database(enter, *args, **kwargs)
        async with _guessing().setdefault(self.address, asyncio.Lock()):
            if not await asyncio.to_thread(rate_limit.may_guess, self.address):
                raise TooManyGuesses
            try:
                return await in_database(enter, *args, **kwargs)
            except NoSuchRoom:
                if not await in_database(membership.was_here, self.code, self.guest):
                    await asyncio.to_thread(rate_limit.count_miss, self.address)
                raise

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
            with contextlib.suppress(Exception):
                async with asyncio.timeout(BYE_TIMEOUT):
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


def _has_seat(code: str, guest: str) -> bool:
    try:
        return membership.player_of(code, guest) is not None
    except NoSuchRoom:
        return False


_buckets = OnePerLoop(Buckets)
"""Those of all sockets of the running event loop."""
_guessing = OnePerLoop(WeakValueDictionary[str, asyncio.Lock])
"""By address: held by whoever tries a code."""


class NoSuchPath(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Answers every other path with a close code instead of a traceback."""

    async def connect(self) -> None:
        """Accept, and close."""
        await self.accept()
        await self.close(Close.NO_SUCH_ROOM.code)
