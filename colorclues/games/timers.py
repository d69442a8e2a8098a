"""The clocks of one room at one process: the turn's deadline, the bots, seats that nobody has."""

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
"""Seconds that a bot seems to think."""

Move = Callable[[], Awaitable[object]]

log = structlog.get_logger(__name__)


class Clocks:
    """What is due by itself after the latest look at a room.

    `start` begins a task; `look_again` has the room looked at, which winds the clocks.
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
        self._gone_off = False

    def wind(self, snapshot: Snapshot) -> None:
        """Set the clocks by what is shown now."""
        self.stop()
        if snapshot.play is None or snapshot.people.paused:
            return
        loop = asyncio.get_running_loop()
        if snapshot.vacant():
            self._go_off(partial(self._store.pass_vacant, self._code, snapshot.play.version))
        deadline = snapshot.deadline()
        if deadline is not None:
            wait = max(0.0, (deadline - datetime.now(UTC)).total_seconds())
            self._timers.append(loop.call_later(wait, self._go_off, self._pass_late))
        if bots.turn_of(snapshot) is not None:
            play_bot = partial(self._play_bot, snapshot)
            self._timers.append(loop.call_later(BOT_PAUSE, self._go_off, play_bot))

    def wind_again(self, snapshot: Snapshot) -> None:
        """Set those that went off and changed nothing, for instance because of the database."""
        if self._gone_off:
            self.wind(snapshot)

    def wind_early(self, snapshot: Snapshot) -> None:
        """Set a deadline's clock that went off before its time."""
        deadline = snapshot.deadline()
        if deadline is not None and deadline > datetime.now(UTC):
            self.wind_again(snapshot)

    def stop(self) -> None:
        """Let nothing happen by itself."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []
        self._gone_off = False

    async def _pass_late(self) -> None:
        if await self._store.pass_late(self._code) is None:
            # Someone else was faster, or the clock was early.
            self._look_again()

    async def _play_bot(self, snapshot: Snapshot) -> None:
        seat = bots.turn_of(snapshot)
        if seat is not None and snapshot.play is not None:
            command = bots.command(snapshot, seat)
            await self._store.submit_for(self._code, snapshot.play.version, command)

    def _go_off(self, move: Move) -> None:
        """Make a move. What it leads to winds the clocks again, or else the tick does."""
        self._gone_off = True
        self._start(self._make(move))

    async def _make(self, move: Move) -> None:
        try:
            await move()
        except NoSuchRoom:
            self._look_again()
        except (OperationalError, InterfaceError) as error:
            log.warning("a clock waits for the tick", room=self._code, error=type(error).__name__)
        except Exception:
            log.exception("a clock waits for the tick", room=self._code)
