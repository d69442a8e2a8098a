"""How many frames one socket may send: a token bucket, and consumers that keep to it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from colorclues import wire

CAPACITY = 50
"""Frames that may come at once."""
SPAN = 20.0
"""Seconds in which an empty bucket is full again."""


class Bucket:
    """Full at first; every frame takes a token, and time brings them back."""

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


class MeteredConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Counts frames as they come in, not as they are answered.

    A server reads on while a frame is being answered. Whoever floods would be found out only when
    frame after frame had its turn, and until then all of them would be kept.
    """

    capacity = CAPACITY
    """Frames that may come at once."""
    longest = wire.MAX_FRAME
    """Bytes of the longest frame that is read at all."""

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        """Take events one by one, as a consumer does, from what is let through."""
        inbox = asyncio.Queue[dict[str, Any]]()
        bucket = Bucket(self.capacity)

        async def let_through() -> None:
            while True:
                event = await receive()
                if event["type"] == "websocket.receive" and not bucket.take():
                    self.too_fast()
                    continue
                if wire.is_too_long(event.get("text") or event.get("bytes") or "", self.longest):
                    self.too_long()
                    continue
                inbox.put_nowait(event)
                if event["type"] == "websocket.disconnect":
                    return

        gate = asyncio.create_task(let_through())
        try:
            await super().__call__(scope, inbox.get, send)
        finally:
            gate.cancel()

    def too_long(self) -> None:
        """Answer a frame that was too long, and was thrown away before it had its turn."""

    async def close_with(self, code: int) -> None:
        """Close with a code that the server's library may not know how to send."""
        try:
            await self.close(code)
        except Exception:
            # Daphne's library sends no code of the protocol's own; clients may use 3000 to 4999.
            await self.close(code + 2000)

    def too_fast(self) -> None:
        """Close the socket; called again for every frame that still comes."""
        raise NotImplementedError
