"""What hubs have in common: they hear, tick, and close their sockets when the process stops."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Protocol

from colorclues.notify import Notification
from colorclues.sockets.close_codes import Close
from colorclues.sockets.listener import Listener

FLUSH = 0.2
"""Seconds that answers and goodbyes get to leave a server that stops: they are in the send queues
of a process that does nothing else any more."""


class Dismissible(Protocol):
    """What any hub needs to know of a socket."""

    def dismiss(self, close: Close) -> None:
        """Tell the client why, and close."""


class Hub(ABC):
    """This process's sockets of one kind."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.stopping = False
        """Whether the process stops, so that nobody is let in any more."""
        listener.add(self)

    @abstractmethod
    def sockets(self) -> Iterable[Dismissible]:
        """Return all sockets."""

    @abstractmethod
    def hear(self, notification: Notification) -> None:
        """Take a notification of a group that this hub subscribed to."""

    @abstractmethod
    async def tick(self) -> None:
        """Make up for lost notifications, and show every socket that its connection is alive."""

    async def stop(self) -> None:
        """Close all sockets; their clients come back elsewhere."""
        self.stopping = True
        sockets = list(self.sockets())
        for socket in sockets:
            socket.dismiss(Close.RESTART)
        if sockets:
            await asyncio.sleep(FLUSH)
