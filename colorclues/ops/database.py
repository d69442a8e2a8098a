"""The way from the event loop to the database: one thread for all sockets, few short calls."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import connections
from django.db.utils import InterfaceError, OperationalError

P = ParamSpec("P")
T = TypeVar("T")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `work` returns, run in the sockets' database thread.

    Unlike Channels' `database_sync_to_async` this keeps the connection open from call to call,
    and throws it away only after an error that may have broken it.
    """

    def run() -> T:
        try:
            return work(*args, **kwargs)
        except (OperationalError, InterfaceError):
            for connection in connections.all(initialized_only=True):
                connection.close()
            raise

    return await sync_to_async(run, thread_sensitive=True)()
