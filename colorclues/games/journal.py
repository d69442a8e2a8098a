"""The only writer of the event log.

Whatever arrives while a commit is in flight goes into the next one (group commit), so that all
rooms of the process share the cost of making rows durable.
"""

import asyncio
import contextvars

from colorclues.games.commit import commit
from colorclues.games.entries import Entry
from colorclues.ops import metrics
from colorclues.ops.database import DatabaseThread


class Journal:
    """Writes entries in groups; there is one for each event loop, and so for each process."""

    def __init__(self) -> None:
        self._thread = DatabaseThread("journal")
        self._waiting: list[Entry] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, entry: Entry) -> None:
        """Return when the entry is committed.

        Raises `Conflict` if its numbers are taken, `NotAllowed` if its author may not (any more),
        `Stopped` if nobody may, and whatever the database raises while it is away.
        """
        loop = asyncio.get_running_loop()
        entry.written = loop.create_future()
        self._waiting.append(entry)
        if self._writer is None or self._writer.done():
            # A context of its own: the writer outlives the request or socket that woke it.
            self._writer = loop.create_task(self._drain(), context=contextvars.Context())
        await entry.written

    async def idle(self) -> None:
        """Return when nothing waits to be committed any more."""
        while self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer])

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                with metrics.COMMIT.time():
                    answers = await self._thread.run(commit, group)
            except Exception as error:
                answers = [error] * len(group)
            for entry, answer in zip(group, answers, strict=True):
                if answer is None:
                    metrics.EVENTS.inc(len(entry.events))
                if entry.written.cancelled():
                    continue  # Its socket is gone; what is committed is committed.
                if answer is None:
                    entry.written.set_result(None)
                else:
                    entry.written.set_exception(answer)
