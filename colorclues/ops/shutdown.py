"""Shutdown on SIGTERM: finish commits and say goodbye before the server itself stops.

Daphne cancels everything at once; uvicorn closes the sockets first. With this in front of both,
clients get close code 1012, and what was acknowledged is never in doubt.
"""

import asyncio
import contextvars
import signal
import threading
from collections.abc import Awaitable, Callable


def before_shutdown(finish: Callable[[], Awaitable[None]]) -> None:
    """Let `finish` run when SIGTERM comes, and only then the server's own handler.

    This does nothing where no server handles SIGTERM, as in tests.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    servers_own = signal.getsignal(signal.SIGTERM)
    if not callable(servers_own) or isinstance(servers_own, signal.Handlers):
        return
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []

    async def stop(number: int) -> None:
        try:
            await finish()
        finally:
            servers_own(number, None)

    def begin(number: int) -> None:
        if not stopping:
            stopping.append(loop.create_task(stop(number)))

    def on_signal(number: int, _frame: object) -> None:
        # A context of its own: the signal may come while a request is in the database's thread,
        # and what asgiref notes of that in its context would be a deadlock in ours.
        loop.call_soon_threadsafe(begin, number, context=contextvars.Context())

    signal.signal(signal.SIGTERM, on_signal)
