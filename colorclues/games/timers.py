"""The timers of one room at one process: the turn's deadline, bots, and seats that nobody has."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from django.db.utils import InterfaceError, OperationalError

from colorclues.games import bots
from colorclues.games.snapshot import Snapshot
from colorclues.games.store import GameStore
from colorclues.rooms.changes import NoSuchRoom

BOT_PAUSE = 1.2
"""Seconds that a bot seems to think, so that people can follow who places what."""

Move = Callable[[], Awaitable[object]]

log = structlog.get_logger(__name__)


class Timers:
    """What happens by itself after the latest snapshot of a room.

    `start` begins a task; `look_again` asks for a new snapshot, which schedules what is due then.
    """

    def __init__(
        self,
        code: str,
        store: GameStore,
        start: Callable[[Coroutine[Any, Any, None]], object],
        look_again: Callable[[], None],
    ) -> None:
        self._code = code
        self._store = store
        self._start = start
        self._look_again = look_again
        self._timers: list[asyncio.TimerHandle] = []
        self._fired = False

    def schedule(self, snapshot: Snapshot) -> None:
        """Schedule what is due after this snapshot, and nothing else."""
        self.stop()
        if snapshot.play is None or snapshot.people.paused:
            return
        loop = asyncio.get_running_loop()
        if snapshot.vacant():
            self._fire(partial(self._store.pass_vacant, self._code, snapshot.play.version))
        deadline = snapshot.deadline()
        if deadline is not None:
            wait = max(0.0, (deadline - datetime.now(UTC)).total_seconds())
            self._timers.append(loop.call_later(wait, self._fire, self._pass_late))
        if bots.turn_of(snapshot) is not None:
            play_bot = partial(self._play_bot, snapshot)
            self._timers.append(loop.call_later(BOT_PAUSE, self._fire, play_bot))

    def reschedule(self, snapshot: Snapshot) -> None:
        """Schedule again what fired but changed nothing, for instance because of the database."""
        if self._fired:
            self.schedule(snapshot)

    def reschedule_early(self, snapshot: Snapshot) -> None:
        """Schedule again a deadline that fired before its time."""
        deadline = snapshot.deadline()
        if deadline is not None and deadline > datetime.now(UTC):
            self.reschedule(snapshot)

    def stop(self) -> None:
        """Cancel everything."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        self._fired = False

    async def _pass_late(self) -> None:
        if await self._store.pass_late(self._code) is None:
            # Someone else was faster, or the timer was early.
            self._look_again()

    async def _play_bot(self, snapshot: Snapshot) -> None:
        seat = bots.turn_of(snapshot)
        if seat is not None and snapshot.play is not None:
            # In a thread: to think of a clue takes milliseconds, and the first one far more.
            command = await asyncio.to_thread(bots.command, snapshot, seat)
            await self._store.submit_for(self._code, snapshot.play.version, command)

    def _fire(self, move: Move) -> None:
        """Make a move. What it leads to schedules the next, or else the tick does."""
        self._fired = True
        self._start(self._make(move))

    async def _make(self, move: Move) -> None:
        try:
            await move()
        except NoSuchRoom:
            self._look_again()
        except (OperationalError, InterfaceError) as error:
            log.warning("a timer waits for the tick", room=self._code, error=type(error).__name__)
        except Exception:
            log.exception("a timer waits for the tick", room=self._code)
