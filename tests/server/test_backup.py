"""A backup brings everything back: the commands, on SQLite and on PostgreSQL, at real servers."""

import asyncio

import psycopg
import pytest

from tests.server.test_lost_events import Visitor, open_table
from tests.servers import ServerError

KEY = "kept with the backup, or everybody loses their seats"


async def play_a_little(web):
    """Open a table and begin a game; gives its code and the host."""
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
    return code, maya


async def seat_at(web, code, maya):
    """Return what the host's browser is shown at another server, but for who is there by now."""
    same = Visitor(web)
    same.cookies = maya.cookies
    shown = (await same.first_frames(code))["turn_update"]
    for player in shown["table"]["players"]:
        # A backup takes its time, and nobody has a socket meanwhile.
        del player["away"], player["skippable"]
    del shown["table"]["parts"]  # hashes of that, too
    return shown


async def test_a_backup_of_sqlite_brings_all_back(tmp_path, start_web):
    web = await asyncio.to_thread(start_web, env={"SECRET_KEY": KEY})
    code, maya = await play_a_little(web)
    before = await seat_at(web, code, maya)
    file = str(tmp_path / "kept")
    await asyncio.to_thread(web.manage, "backup", file)
    await play_a_little(web)
    with pytest.raises(ServerError, match="Stop it first"):
        await asyncio.to_thread(web.manage, "restore", file)
    web.kill9()
    await asyncio.to_thread(web.manage, "restore", file)
    await asyncio.to_thread(web.start)
    assert await seat_at(web, code, maya) == before


async def test_a_backup_of_postgres_brings_all_back(tmp_path, start_web, postgres):
    database = postgres.create_database("to_be_kept")
    web = await asyncio.to_thread(start_web, env={"SECRET_KEY": KEY, "DATABASE_URL": database})
    code, maya = await play_a_little(web)
    before = await seat_at(web, code, maya)
    file = str(tmp_path / "kept")
    await asyncio.to_thread(web.manage, "backup", file)
    with pytest.raises(ServerError, match="in use"):
        await asyncio.to_thread(web.manage, "restore", file)
    web.kill9()
    await play_on_by_a_newer_version(database)
    await asyncio.to_thread(web.manage, "restore", file)
    await asyncio.to_thread(web.start)
    assert await seat_at(web, code, maya) == before


async def play_on_by_a_newer_version(database):
    """Leave what a restore must do away with: rows of later, and a table that holds to ours."""
    async with await psycopg.AsyncConnection.connect(database) as connection:
        await connection.execute("UPDATE colorclues_room SET revision = revision + 1")
        await connection.execute(
            "CREATE TABLE colorclues_of_later (room bigint REFERENCES colorclues_room)"
        )
