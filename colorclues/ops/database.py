"""The ways from the event loop to the database: threads with a connection each, few short calls."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.db.utils import InterfaceError, OperationalError

P = ParamSpec("P")
T = TypeVar("T")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `work` returns, run in the one thread that all sockets share.

    Unlike Channels' `database_sync_to_async` this keeps the connection open from call to call,
    and throws it away only after an error that may have broken it.
    """
    return await sync_to_async(_mended(work, *args, **kwargs), thread_sensitive=True)()


class DatabaseThread:
    """A thread with a connection of its own, for what must not queue behind anything else."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` returns, run in this thread; its connection is kept as above."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, _mended(work, *args, **kwargs))


def _mended(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
    return partial(_run, partial(work, *args, **kwargs))


def _run(work: Callable[[], T]) -> T:
    try:
        return work()
    except (OperationalError, InterfaceError):
        for connection in connections.all(initialized_only=True):
            connection.close()
        raise
