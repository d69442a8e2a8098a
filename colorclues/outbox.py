"""What waits to be sent to one socket: notes in order, and only the newest view."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

MAX_NOTES = 100
"""Notes that may wait; a client that is further behind than that is dropped."""


class Outbox:
    """Sends to one socket without ever making the sender wait for it."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._waiting: deque[str] = deque()
        self._view: str | None = None
        self._wake = asyncio.Event()

    def note(self, text: str) -> bool:
        """Queue a message that must not be left out; False if too many wait already."""
        if len(self._waiting) >= MAX_NOTES:
            return False
        self._waiting.append(text)
        self._wake.set()
        return True

    def view(self, text: str) -> None:
        """Queue a view; it takes the place of one that has not gone out yet."""
        self._view = text
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._view is not None or self._waiting:
                if self._view is not None:
                    text, self._view = self._view, None
                else:
                    text = self._waiting.popleft()
                await self._send(text)
