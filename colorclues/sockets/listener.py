"""This process's one channel: the listener hands notifications to the hubs, and makes them tick."""

import asyncio
import contextvars
import random
from collections.abc import Coroutine
from itertools import count
from typing import Any, Protocol

import msgspec
import structlog
from channels.layers import get_channel_layer

from colorclues import notify
from colorclues.notify import Notification
from colorclues.ops.event_loop import OnePerLoop
from colorclues.ops.shutdown import before_shutdown

TICK = 10.0
"""Seconds between two ticks: how late a client is at most if every notification is lost.

Two fit into the 20 s after which a player is shown as away, and four into a lease of 45 s, so that
a tick that is late, or fails once, costs nobody their place: `rooms.presence` has all these times.
"""
RETRY = 1.0
"""Seconds before a channel layer that failed is asked again: soon, but without a busy loop."""

log = structlog.get_logger(__name__)


class Hearer(Protocol):
    """What the listener needs to know of a hub."""

    def hear(self, notification: Notification) -> None:
        """Take a notification of a group that this hub subscribed to."""

    async def tick(self) -> None:
        """Make up for lost notifications, and show every socket that its connection is alive."""

    async def stop(self) -> None:
        """Finish what is under way, and close every socket."""


class Listener:
    """Hears the groups that hubs subscribe to, and asks again when the channel layer fails."""

    def __init__(self) -> None:
        self._hubs: list[Hearer] = []
        self._channel: str | None = None
        self._opening = asyncio.Lock()
        self._groups: dict[str, list[Hearer]] = {}
        self._numbers = count(1)
        self._tasks = set[asyncio.Task[None]]()

    def add(self, hub: Hearer) -> None:
        """Let a hub hear and tick from now on, and stop with the process."""
        self._hubs.append(hub)

    async def name_socket(self) -> str:
        """Return a new `channel_name` for a socket: this process's channel, and its number here."""
        return f"{await self._open()}/{next(self._numbers)}"

    async def subscribe(self, group: str, hub: Hearer) -> None:
        """Let a hub hear a group from now on."""
        hubs = self._groups.setdefault(group, [])
        if hub not in hubs:
            hubs.append(hub)
        await self._add(group)

    async def unsubscribe(self, group: str, hub: Hearer) -> None:
        """Let a hub no longer hear a group."""
        hubs = self._groups.get(group, [])
        if hub in hubs:
            hubs.remove(hub)
        if hubs or self._groups.pop(group, None) is None or self._channel is None:
            return
        try:
            await get_channel_layer().group_discard(group, self._channel)
        except Exception as error:
            log.warning("still subscribed", group=_safe(group), error=type(error).__name__)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task that may outlive the socket that caused it, and keep it until it is done."""
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
            log.warning("not subscribed", group=_safe(group), error=type(error).__name__)
            return False
        return True

    async def _open(self) -> str:
        """Return the channel; the first call also starts listening and ticking."""
        async with self._opening:
            if self._channel is None:
                self._channel = await get_channel_layer().new_channel()
                notify.hear_directly(self._channel, self._hear)
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
            self._receive(message)

    def _receive(self, message: dict[str, Any]) -> None:
        if notify.sender(message) == self._channel:
            return  # Heard directly, before it was sent.
        try:
            notification = notify.read(message)
        except msgspec.ValidationError as error:
            log.warning("what another version says waits for the tick", error=str(error))
            return
        self._hear(notification)

    def _hear(self, notification: Notification) -> None:
        for hub in list(self._groups.get(notification.group, ())):
            try:
                hub.hear(notification)
            except Exception:
                log.exception("a notification was lost; the tick will make up for it")

    async def _keep_ticking(self) -> None:
        while True:
            # Not all processes at the same moment.
            await asyncio.sleep(TICK * random.uniform(0.9, 1.0))
            for hub in self._hubs:
                try:
                    await hub.tick()
                except Exception:
                    log.exception("tick failed; the next one will try again")
            await self._subscribe_again()

    async def _subscribe_again(self) -> None:
        for group in list(self._groups):
            if not await self._add(group):
                break  # The others would wait as long for the same answer.

    async def _stop(self) -> None:
        await asyncio.gather(*(hub.stop() for hub in self._hubs))


def _safe(group: str) -> str:
    """Return what the log may call a group: a room by its code, nobody by their session."""
    return "a guest's" if group.startswith(notify.guest_group("")) else group


listener = OnePerLoop(Listener)
"""The listener of the running event loop."""
