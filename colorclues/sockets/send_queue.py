"""What waits to be sent to one socket: notes in order, and only the newest view.

What a view leaves out is decided when it is sent, by what has been sent on this connection: its
parts come in order, or the connection is over.

Neither Daphne nor WebSocket (RFC 6455) says how much a client has read, so the client does: after
every `MARK_EVERY` characters it is sent a mark, a number that only a reader can know, and it
acknowledges that. A client that is `WINDOW` behind gets nothing more until it has read on; one that
does not read at all is given up.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

from colorclues.sockets.outgoing import Part, View

MARK_EVERY = 48 * 1024
"""Characters between two marks: three quarters of the window, so that an acknowledgement comes back
before it is full, and marks and their answers are few among the frames."""
MARK_BITS = 53
"""Bits of a mark: as many as a number has in JavaScript; nobody guesses one."""
WINDOW = 64 * 1024
"""Characters that may be on their way to a client. A view late in a game takes several thousand,
so a slow phone has some on the way; and a thousand clients that do not read hold 64 MB."""
MAX_NOTES = 100
"""Notes that may wait behind a full window; a client further behind is dropped. Nine others who
type without a pause make as many in half a minute, which is longer than `READ_TIMEOUT`."""
READ_TIMEOUT = 20.0
"""Seconds without any reading after which a client that is a window behind is dropped: as long as a
player may be silent before the others see "away" (`presence.AWAY`)."""


class SendQueue:
    """Sends to one socket without ever making the sender wait for it."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        mark: Callable[[int], str],
        give_up: Callable[[], None],
        *,
        may_leave_out: bool = True,
    ) -> None:
        self._may_leave_out = may_leave_out
        self._send = send
        self._mark = mark
        self._give_up = give_up
        self._waiting: list[str] = []  # at most MAX_NOTES; an empty deque takes 600 bytes
        self._view: View | None = None
        self._parts: tuple[Part, ...] = ()
        self._wake = asyncio.Event()
        self._sent = self._marked = self._read = 0
        self._marks: dict[int, int] = {}
        self._stuck_since: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    def put(self, text: str) -> bool:
        """Queue a message that must not be left out; return whether there was room for it."""
        if len(self._waiting) >= MAX_NOTES:
            return False
        self._waiting.append(text)
        self._wake.set()
        return True

    def put_view(self, view: View) -> None:
        """Queue a view; it replaces one that has not gone out yet."""
        self._view = view
        self._wake.set()

    def send_all_parts(self) -> None:
        """Leave nothing out of the next view."""
        self._parts = ()

    def acknowledge(self, mark: int) -> None:
        """Take an acknowledgement; one of a mark that was never sent counts for nothing."""
        if mark not in self._marks:
            return
        self._read = self._marks[mark]
        self._marks = {other: at for other, at in self._marks.items() if at > self._read}
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled, which `give_up` sees to as well."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._view is not None or self._waiting:
                    self._stuck_since = loop.time()
                    if self._watch is None:
                        self._watch = loop.call_later(READ_TIMEOUT, self._check_stuck, loop)
                    await self._room_in_window()
                    await self._send_one()
                    self._stuck_since = None
        finally:
            if self._watch is not None:
                self._watch.cancel()

    def _check_stuck(self, loop: asyncio.AbstractEventLoop) -> None:
        # One timer every READ_TIMEOUT seconds instead of one for every message.
        since, self._watch = self._stuck_since, None
        if since is None:
            return
        left = since + READ_TIMEOUT - loop.time()
        if left > 0:
            self._watch = loop.call_later(left, self._check_stuck, loop)
        else:
            self._give_up()

    async def _room_in_window(self) -> None:
        while self._sent - self._read >= WINDOW:
            self._wake.clear()
            await self._wake.wait()

    async def _send_one(self) -> None:
        if self._view is not None:
            view, self._view = self._view, None
            text = view.without(self._parts)
            self._parts = view.parts if self._may_leave_out else ()
        else:
            text = self._waiting.pop(0)
        await self._send(text)
        self._sent += len(text)
        if self._sent - self._marked >= MARK_EVERY:
            self._marked = self._sent
            mark = secrets.randbits(MARK_BITS)
            self._marks[mark] = self._sent
            await self._send(self._mark(mark))
