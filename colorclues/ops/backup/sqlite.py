"""Backup and restore of SQLite, by its own backup API.

A database is more than its file: what was committed last is in the write-ahead log beside it
(`-wal`), which a killed server leaves there. Copying files therefore loses rows, or mixes one
database's file with another's log, and that is malformed.
"""

import contextlib
import os
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from colorclues.ops.backup.files import CannotDo, check_free, draft_of, publish, replace
from colorclues.ops.server_lock import InUse, without_server

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a file; it would take what is left of one for another's."""


def backup(database: Mapping[str, Any], file: Path) -> None:
    """Write all that is committed to a new file, while servers go on; raises `CannotDo`."""
    check_free(file)
    with draft_of(file) as draft:
        copy(Path(database["NAME"]), draft)
        publish(draft, file)


def restore(database: Mapping[str, Any], file: Path) -> str:
    """Put a backup in the place of the database; return a sentence on what was there before.

    Raises `CannotDo`, for one while a server runs; then nothing has changed.
    """
    path = Path(database["NAME"])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with without_server(path), draft_of(path) as draft:
            copy(file, draft)
            check_migrations(draft, file)
            kept = set_aside(path, draft)
            replace(draft, path)
    except InUse as error:
        raise CannotDo(f"{error} Stop it first.") from error
    return f"The database that was there is now {kept}." if kept else "There was no database yet."


def copy(source: Path, target: Path) -> None:
    """Copy a database with its log into one whole file; raises `CannotDo` unless it is sound."""
    try:
        with (
            contextlib.closing(sqlite3.connect(uri_of(source, "ro"), uri=True)) as reading,
            contextlib.closing(sqlite3.connect(target)) as writing,
        ):
            reading.backup(writing)
            # So that nothing belongs to the copy but its file; a server turns the log on again.
            writing.execute("PRAGMA journal_mode=DELETE")
            found = writing.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise CannotDo(f"{source} cannot be read: {error}.") from error
    if found != "ok":
        raise CannotDo(f"{source} is damaged: {found}.")


def check_migrations(draft: Path, file: Path) -> None:
    """Raise `CannotDo` unless a database is ours, and of this version or an earlier one."""
    asked = "SELECT name FROM django_migrations WHERE app = 'colorclues'"
    try:
        with contextlib.closing(sqlite3.connect(draft)) as reading:
            applied = {name for (name,) in reading.execute(asked)}
    except sqlite3.Error:
        applied = set()
    if not applied:
        raise CannotDo(f"{file} is no backup of Color Clues.")
    known = {name for app, name in MigrationLoader(None).disk_migrations or {}}
    if applied - known:
        raise CannotDo(f"{file} comes from a newer version ({max(applied - known)}).")


def set_aside(path: Path, draft: Path) -> Path | None:
    """Give a database a second name, with what its log holds, and clear away what is beside it.

    Return that name; None if there is no database. The draft gets the same owner.
    """
    kept = None
    if path.exists():
        # First into the file with what the log holds: from here on the file is whole without it.
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(uri_of(path, "rw"), uri=True)) as left,
        ):
            left.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        kept = path.with_name(f"{path.name}.replaced-{moment}")
        kept.hardlink_to(path)
        with contextlib.suppress(PermissionError):
            os.chown(draft, path.stat().st_uid, path.stat().st_gid)
    for name in BESIDE:
        left_over = path.with_name(path.name + name)
        if kept is not None and left_over.exists():  # what SQLite could not read
            left_over.rename(kept.with_name(kept.name + name))
        left_over.unlink(missing_ok=True)
    return kept


def uri_of(path: Path, mode: str) -> str:
    """Return a database's name as SQLite's `file:` URI; it is not made if it is not there."""
    return f"{path.absolute().as_uri()}?mode={mode}"
