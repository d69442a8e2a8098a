"""A backup is whole or not there, overwrites nothing, and comes back over whatever is left."""

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest

from colorclues.ops import server_lock
from colorclues.ops.backup import postgres, sqlite
from colorclues.ops.backup.files import CannotDo

READER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM said").fetchall()
print("reading", flush=True)
sys.stdin.read()
"""


def database_at(path, *, migration="0001_initial"):
    """Make a small database with a WAL, as ours have; return its entry of DATABASES."""
    with opened(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE django_migrations (app, name)")
        database.execute("INSERT INTO django_migrations VALUES ('colorclues', ?)", [migration])
        database.execute("CREATE TABLE said (word)")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def opened(path):
    return contextlib.closing(sqlite3.connect(path, isolation_level=None))


def say(path, word):
    with opened(path) as database:
        database.execute("INSERT INTO said VALUES (?)", [word])


def words(path):
    with opened(path) as database:
        return [word for (word,) in database.execute("SELECT word FROM said ORDER BY rowid")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "db.sqlite3"


@pytest.fixture
def entry(path):
    path.parent.mkdir()
    return database_at(path)


def test_a_backup_has_what_is_in_the_log_only(path, entry, tmp_path):
    with opened(path) as playing:
        playing.execute("INSERT INTO said VALUES ('sky')")
        assert path.with_name("db.sqlite3-wal").stat().st_size
        sqlite.backup(entry, tmp_path / "kept")
    assert words(tmp_path / "kept") == ["sky"]


def test_a_backup_is_one_file_that_only_its_owner_may_read(entry, tmp_path):
    sqlite.backup(entry, tmp_path / "kept")
    assert stat.S_IMODE((tmp_path / "kept").stat().st_mode) == 0o600
    assert {file.name for file in tmp_path.iterdir()} == {"var", "kept"}


def test_a_backup_overwrites_nothing(entry, tmp_path):
    (tmp_path / "kept").write_text("dear to somebody")
    with pytest.raises(CannotDo, match="there already"):
        sqlite.backup(entry, tmp_path / "kept")
    assert (tmp_path / "kept").read_text() == "dear to somebody"


def damage(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)


def test_of_a_damaged_database_there_is_no_backup(path, entry, tmp_path):
    damage(path)
    with pytest.raises(CannotDo, match=r"damaged|malformed"):
        sqlite.backup(entry, tmp_path / "kept")
    assert not list(tmp_path.glob("*kept*"))


def test_where_there_is_no_database_none_is_made(tmp_path):
    nowhere = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "nowhere")}
    with pytest.raises(CannotDo, match="cannot be read"):
        sqlite.backup(nowhere, tmp_path / "kept")
    assert not list(tmp_path.iterdir())


def test_a_backup_comes_back_over_the_log_that_a_killed_server_has_left(path, entry, tmp_path):
    say(path, "sky")
    sqlite.backup(entry, tmp_path / "kept")
    # Copied while they are open, these are what kill -9 leaves.
    with opened(path) as playing:
        playing.executemany("INSERT INTO said VALUES (?)", [("sea" * 400,)] * 100)
        for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"):
            shutil.copy(path.with_name(name), tmp_path / name)
    for left in tmp_path.glob("db.sqlite3*"):
        left.rename(path.with_name(left.name))
    sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == ["sky"]
    assert not list(path.parent.glob("db.sqlite3-*"))
    [aside] = path.parent.glob("db.sqlite3.replaced-*")
    assert len(words(aside)) == 101


def test_a_backup_comes_back_over_a_database_that_cannot_be_read(path, entry, tmp_path):
    say(path, "sky")
    sqlite.backup(entry, tmp_path / "kept")
    path.write_bytes(b"not a database at all" * 1000)
    path.with_name("db.sqlite3-wal").write_bytes(b"nor a log")
    path.with_name("db.sqlite3-journal").write_bytes(b"nor a journal")
    sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == ["sky"]


def test_a_backup_comes_back_where_there_is_nothing(path, entry, tmp_path):
    sqlite.backup(entry, tmp_path / "kept")
    shutil.rmtree(path.parent)
    sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_what_is_no_backup_is_not_restored(path, entry, tmp_path, content):
    say(path, "sky")
    (tmp_path / "kept").write_bytes(content)
    with pytest.raises(CannotDo):
        sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == ["sky"]


def test_a_damaged_backup_is_not_restored(path, entry, tmp_path):
    say(path, "sky")
    sqlite.backup(entry, tmp_path / "kept")
    damage(tmp_path / "kept")
    with pytest.raises(CannotDo, match=r"damaged|malformed"):
        sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == ["sky"]


def test_a_backup_of_a_newer_version_is_not_restored(entry, tmp_path):
    database_at(tmp_path / "newer", migration="9999_of_the_future")
    with pytest.raises(CannotDo, match="9999_of_the_future"):
        sqlite.restore(entry, tmp_path / "newer")


def test_nothing_is_restored_while_a_server_holds_the_database(path, entry, tmp_path, monkeypatch):
    sqlite.backup(entry, tmp_path / "kept")
    say(path, "sky")
    monkeypatch.setattr(server_lock, "_held", [])
    server_lock.hold(entry)
    with pytest.raises(CannotDo, match="Stop it first"):
        sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == ["sky"]
    os.close(server_lock._held.pop())
    sqlite.restore(entry, tmp_path / "kept")
    assert words(path) == []


def test_nothing_is_restored_while_another_program_has_the_database(path, entry, tmp_path):
    sqlite.backup(entry, tmp_path / "kept")
    command = [sys.executable, "-c", READER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout.readline() == b"reading\n"
        with pytest.raises(CannotDo, match="Stop it first"):
            sqlite.restore(entry, tmp_path / "kept")
        reader.stdin.close()
    sqlite.restore(entry, tmp_path / "kept")


def test_without_postgres_programs_a_backup_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    nowhere = dict.fromkeys(("NAME", "USER", "PASSWORD", "HOST", "PORT"), "") | {"OPTIONS": {}}
    with pytest.raises(CannotDo, match="postgresql-client"):
        postgres.backup(nowhere, tmp_path / "kept")
    assert not list(tmp_path.iterdir())
