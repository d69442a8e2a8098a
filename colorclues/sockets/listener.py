"""A hub's one channel: the groups that it hears, and the tick that heals lost bells."""

import asyncio
import contextvars
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from channels.layers import get_channel_layer

from colorclues import notify
from colorclues.ops.shutdown import before_shutdown

TICK = 10.0
"""Seconds between two ticks: how late a client is at most if every bell is lost."""
RETRY = 1.0
"""Seconds before the channel layer is asked again after it failed."""

log = structlog.get_logger(__name__)


class Ear:
    """What a hub hears, from when it first joins a group. The layer may fail: it is asked again."""

    def __init__(
        self,
        hear: Callable[[dict[str, Any]], None],
        tick: Callable[[], Awaitable[None]],
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        self._hear = hear
        self._tick = tick
        self._stop = stop
        self._channel: str | None = None
        self._opening = asyncio.Lock()
        self._groups = set[str]()
        self._tasks = set[asyncio.Task[None]]()

    async def join(self, group: str) -> None:
        """Hear a group from now on."""
        self._groups.add(group)
        await self._add(group)

    async def leave(self, group: str) -> None:
        """Hear a group no more."""
        self._groups.discard(group)
        if self._channel is None:
            return
        try:
            await get_channel_layer().group_discard(group, self._channel)
        except Exception as error:
            log.warning("bells go on", group=_safe(group), error=type(error).__name__)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something that outlives the socket that was its occasion."""
        task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _add(self, group: str) -> bool:
        channel = await self._open()
        try:
            async with asyncio.timeout(notify.PUBLISH_TIMEOUT):
                await get_channel_layer().group_add(group, channel)
        except Exception as error:
            log.warning("no bells", group=_safe(group), error=type(error).__name__)
            return False
        return True

    async def _open(self) -> str:
        """Give the channel; the first who asks sets everything going."""
        async with self._opening:
            if self._channel is None:
                self._channel = await get_channel_layer().new_channel()
                self.start(self._listen(self._channel))
                self.start(self._keep_ticking())
                before_shutdown(self._stop)
            return self._channel

    async def _listen(self, channel: str) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(channel)
            except Exception as error:
                log.warning("channel layer away", error=type(error).__name__)
                await asyncio.sleep(RETRY)
                continue
            try:
                self._hear(message)
            except Exception:
                log.exception("what was heard could not be used; the tick will make up for it")

    async def _keep_ticking(self) -> None:
        while True:
            await asyncio.sleep(TICK * random.uniform(0.9, 1.0))
            try:
                await self._tick()
                await self._join_again()
            except Exception:
                log.exception("tick failed; the next one will try again")

    async def _join_again(self) -> None:
        for group in list(self._groups):
            if not await self._add(group):
                break  # All would wait as long for the same answer.


def _safe(group: str) -> str:
    """Name a group in the log: a room by its code, nobody by what a session is known under."""
    return "a guest's" if group.startswith(notify.guest_group("")) else group
