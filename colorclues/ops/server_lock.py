"""Which SQLite files have a server: a lock that each of its processes holds as long as it lives.

It is a lock of the system (flock) on a file beside the database, so it ends with its process,
however that ends. What else has the file open (a shell, a server of an earlier version) shows in
SQLite's own locks: with a WAL, each connection holds a shared one until it is closed. A server
that has not been asked anything has no connection yet, so these alone would not do.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SHARED_FIRST, SHARED_SIZE = 0x4000_0002, 510
"""The bytes that SQLite locks for reading (https://www.sqlite.org/src/file/src/os.h)."""


class InUse(Exception):
    """A database that a server, or another program, has open."""


_held: list[int] = []
"""Descriptors, open for as long as the process lives."""


def hold(database: Mapping[str, Any]) -> None:
    """Say that this process serves from a database; wait while it is being restored."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        lock = _open(Path(database["NAME"]))
        fcntl.flock(lock, fcntl.LOCK_SH)
        _held.append(lock)


@contextlib.contextmanager
def without_server(path: Path) -> Iterator[None]:
    """Keep servers from starting; raises `InUse` if one, or anything else, has the file open."""
    at_once = fcntl.LOCK_EX | fcntl.LOCK_NB
    with contextlib.ExitStack() as opened:
        lock = _open(path)
        opened.callback(os.close, lock)
        file = opened.enter_context(path.open("r+b")) if path.exists() else None
        try:
            fcntl.flock(lock, at_once)
            if file is not None:
                fcntl.lockf(file, at_once, SHARED_SIZE, SHARED_FIRST)
        except (BlockingIOError, PermissionError) as error:
            raise InUse(f"A server, or another program, is using {path}.") from error
        if file is not None:
            file.close()
        yield


def _open(path: Path) -> int:
    """Return a descriptor of the file that is locked for a database; there is nothing in it.

    Whoever made it, others may read it, and so lock it: that is all that keeps them apart.
    """
    return os.open(path.with_name(f"{path.name}.lock"), os.O_RDONLY | os.O_CREAT, 0o644)
