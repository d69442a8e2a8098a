"""Row 17: a backup while people play, a kill, and the backup restored over what is left."""

import asyncio
import contextlib
import sqlite3
from random import Random

import dj_database_url
import pytest

from colorclues.ops import backup
from tests.faults.harness.crowd import Crowd, Ledger, log_of
from tests.faults.harness.figures import report, size
from tests.server.test_lost_events import open_table

TABLES = size(4, 10)
SEATS = 4
KILLS = size(3, 20)
COMMANDS = size(20, 60)
"""Between two backups."""
LATEST = 0.5
"""Seconds after the beginning of the backup within which the server is killed."""


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
async def test_what_was_acknowledged_before_a_backup_is_in_it(request, start_web, tmp_path, kind):
    env = {}
    if kind == "PostgreSQL":
        env["DATABASE_URL"] = request.getfixturevalue("postgres").create_database("backups")
    web = await asyncio.to_thread(start_web, env=env)
    database = entry_of(web)
    way, chance = backup.kind_of(database), Random(17)
    crowd = Crowd([web])
    await crowd.gather(TABLES, SEATS, open_table)
    missing = malformed = promises = 0
    try:
        for number in range(KILLS):
            await crowd.until_more(COMMANDS)
            promised = Ledger(acknowledged=dict(crowd.ledger.acknowledged))
            file = tmp_path / f"backup-{number}"
            making = asyncio.create_task(asyncio.to_thread(way.backup, database, file))
            # Any moment will do: a chance one is what is tested.
            await asyncio.sleep(chance.uniform(0, LATEST))
            web.kill9()
            await making
            await crowd.stop()
            await asyncio.to_thread(way.restore, database, file)
            log = log_of(web)
            figures = promised.compare(log)
            missing += figures["lost"]
            malformed += figures["gaps"] + figures["doubles"] + (not sound(database))
            promises += len(promised.acknowledged)
            await asyncio.to_thread(web.start)
            begin_with(crowd, log)
        await crowd.until_more(COMMANDS)
    finally:
        await crowd.stop()
    report(
        17,
        f"backup while {TABLES} games x {SEATS} players go on, kill -9, restore; {kind}",
        kills=KILLS,
        commands_before_the_backups=promises,
        missing=missing,
        malformed=malformed,
    )
    assert (missing, malformed) == (0, 0)
    assert not crowd.ledger.problems
    assert crowd.ledger.compare(log_of(web))["lost"] == 0


def entry_of(web):
    """Return a server's entry of DATABASES."""
    url = web.env.get("DATABASE_URL") or f"sqlite:///{web.env['VAR_DIR']}/db.sqlite3"
    return {"OPTIONS": {}, **dj_database_url.parse(url)}


def sound(database):
    """Say what SQLite thinks of its file."""
    if "sqlite3" not in database["ENGINE"]:
        return True
    with contextlib.closing(sqlite3.connect(database["NAME"])) as asked:
        return asked.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def begin_with(crowd, log):
    """Let everybody load their pages: what came after the backup has never been."""
    there = {(game, row.seat, row.client_id) for game, (_, rows) in log.items() for row in rows}
    known = crowd.ledger.acknowledged
    crowd.ledger.acknowledged = {key: known[key] for key in known.keys() & there}
    crowd.ledger.shown.clear()
    for person in crowd.people:
        person.view = person.pending = person.away_since = None
        person.repeated.clear()
    crowd.let_play()
