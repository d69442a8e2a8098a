"""Backup and restore of PostgreSQL, by its own programs: pg_dump, pg_restore and psql."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from colorclues.ops.backup.files import CannotDo, check_free, draft_of, publish

OURS = "colorclues_"
"""What the names of our tables begin with."""
PATIENCE = 3.0
"""Seconds in which PostgreSQL notices that a server is no more."""


def backup(database: Mapping[str, Any], file: Path) -> None:
    """Write all that is committed to a new file, while servers go on; raises `CannotDo`."""
    check_free(file)
    with draft_of(file) as draft:
        run(database, "pg_dump", "--format=custom", f"--file={draft}", to_database=True)
        with Path(os.devnull).open("wb") as nowhere:
            write_script(database, draft, nowhere)
        publish(draft, file)


def restore(database: Mapping[str, Any], file: Path) -> str:
    """Put a backup in the place of what the database holds, in one transaction.

    Return a sentence on what was there before. Raises `CannotDo`, for one while a server is
    connected; then nothing has changed.
    """
    check_alone(database)
    with tempfile.NamedTemporaryFile(prefix="colorclues-restore-") as script:
        script.write(drop_tables(database))
        script.flush()
        write_script(database, file, script)
        how = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        run(database, "psql", *how, f"--file={script.name}", to_database=True)
    return "What the database held before has been replaced."


def write_script(database: Mapping[str, Any], file: Path, out: IO[bytes]) -> None:
    """Write a backup as SQL; raises `CannotDo` unless it is ours, and whole to its last byte."""
    if b"TABLE DATA public django_migrations" not in run(database, "pg_restore", "--list", file):
        raise CannotDo(f"{file} is no backup of Color Clues.")
    how = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"]
    run(database, "pg_restore", *how, file, stdout=out)


def check_alone(database: Mapping[str, Any]) -> None:
    """Raise `CannotDo` if anybody else is connected to the database."""
    others = """
        SELECT DISTINCT coalesce(nullif(application_name, ''), 'a server') FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
    """
    deadline = time.monotonic() + PATIENCE
    with connect(database) as asked:
        asked.autocommit = True
        while found := sorted(name for (name,) in asked.execute(others)):
            if time.monotonic() > deadline:
                names = ", ".join(found)
                raise CannotDo(f"The database is in use ({names}). Stop all servers first.")
            time.sleep(0.1)


def drop_tables(database: Mapping[str, Any]) -> bytes:
    """Return the statement that drops all our tables: a newer version has more than the backup."""
    ours = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ^@ %s"
    with connect(database) as asked:
        tables = [sql.Identifier("public", name) for (name,) in asked.execute(ours, [OURS])]
        if not tables:
            return b""
        drop = sql.SQL("DROP TABLE {} CASCADE;\n").format(sql.SQL(", ").join(tables))
        return drop.as_bytes(asked)


def connect(database: Mapping[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    """Return a connection of our own; raises `CannotDo`."""
    try:
        return psycopg.connect(target_of(database), password=database["PASSWORD"] or None)
    except psycopg.OperationalError as error:
        raise CannotDo(f"The database does not answer: {error}") from error


def target_of(database: Mapping[str, Any]) -> str:
    """Return where a database is, in libpq's words, without the password."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    said = {name: database[ours] for name, ours in names.items() if database[ours]}
    given = {**database["OPTIONS"], **said}  # where several hosts are named, they are options
    return make_conninfo("", **{name: given[name] for name in known & given.keys()})


def run(
    database: Mapping[str, Any],
    program: str,
    *arguments: str | Path,
    to_database: bool = False,
    stdout: IO[bytes] | int = subprocess.PIPE,
) -> bytes:
    """Return what one of PostgreSQL's programs prints; raises `CannotDo` with its complaint."""
    found = shutil.which(program)
    if found is None:
        raise CannotDo(
            f"{program} is not installed: it comes with PostgreSQL's client programs"
            " (Debian: postgresql-client), which must not be older than the server."
        )
    where = [f"--dbname={target_of(database)}"] if to_database else []
    # Not among the arguments, which everybody on this machine may read.
    password = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    done = subprocess.run(
        [found, *where, *arguments],
        env={**os.environ, **password},
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise CannotDo(f"{program} failed:\n{done.stderr.decode(errors='replace').strip()}")
    return done.stdout or b""
