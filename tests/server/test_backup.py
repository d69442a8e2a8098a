"""A backup brings everything back: the README's way, on SQLite and on PostgreSQL."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
from pathlib import Path

from tests.server.test_lost_events import Visitor, open_table
from tests.servers import Web, needed

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
        # A dump takes its time, and nobody has a socket meanwhile.
        del player["away"], player["skippable"]
    return shown


async def test_a_copy_of_sqlite_made_while_it_runs_brings_all_back(tmp_path, start_web):
    web = await asyncio.to_thread(start_web, env={"SECRET_KEY": KEY})
    code, maya = await play_a_little(web)
    before = await seat_at(web, code, maya)
    (tmp_path / "restored" / "var").mkdir(parents=True)
    source = f"{web.env['VAR_DIR']}/db.sqlite3"
    with contextlib.closing(sqlite3.connect(source)) as database:
        database.execute("VACUUM INTO ?", [str(tmp_path / "restored" / "var" / "db.sqlite3")])
    restored = Web(tmp_path / "restored", env={"SECRET_KEY": KEY})
    await asyncio.to_thread(restored.start)
    try:
        after = await seat_at(restored, code, maya)
    finally:
        await asyncio.to_thread(restored.terminate)
    assert after == before


async def test_a_dump_of_postgres_brings_all_back(tmp_path, start_web, postgres):
    env = {"SECRET_KEY": KEY, "DATABASE_URL": postgres.create_database("to_be_kept")}
    web = await asyncio.to_thread(start_web, env=env)
    code, maya = await play_a_little(web)
    before = await seat_at(web, code, maya)
    programs, dump = Path(needed("postgresql")).parent, tmp_path / "dump"
    target = postgres.create_database("restored")
    for command in (
        [programs / "pg_dump", "--format=custom", f"--file={dump}", env["DATABASE_URL"]],
        [programs / "pg_restore", "--no-owner", f"--dbname={target}", dump],
    ):
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
    restored = await asyncio.to_thread(start_web, env=env | {"DATABASE_URL": target})
    assert await seat_at(restored, code, maya) == before
