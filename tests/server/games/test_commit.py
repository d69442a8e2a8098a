"""The commit's checks are written in SQL: they decide what the models would, row by row."""

import json
import os
import subprocess
import sys

import pytest

from tests import servers
from tests.conftest import needs

ROUNDS = 60
FAULTS = {
    "closed": ("room.ended_at IS NOT NULL", "FALSE"),
    "paused": ("jsonb_array_length(room.pauses) > 0", "FALSE"),
    "host": ("room.host_id = asked.player", "TRUE"),
    "as host": ("WHEN asked.as_host AND asked.skipped IS NULL THEN 'not allowed'", ""),
    "seat": ("author.seat = asked.seat", "author.seat IS NOT NULL"),
    "room": ("AND author.room_id = room.id", ""),
    "bot": ("AND NOT skipped.bot", ""),
    "away": ("skipped.seen_at < asked.away_since", "TRUE"),
    "number": ("first + place - 1", "first + place"),
    "id": ("CASE WHEN place = jsonb_array_length(events) THEN client_id END", "client_id"),
    "end": ("asked.album IS NOT NULL", "FALSE"),
}
"""Name -> what is replaced in the SQL for PostgreSQL."""


def compared(env, faults):
    """Run the comparison in a process of its own, for it has a database of its own."""
    inherited = {k: v for k, v in os.environ.items() if k not in servers.OUR_VARIABLES}
    env = inherited | {"DJANGO_SETTINGS_MODULE": "colorclues.settings"} | env
    command = [sys.executable, "-m", "tests.server.games.commits_compared"]
    done = subprocess.run(
        [*command, str(ROUNDS), json.dumps(faults)],
        cwd=servers.ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_the_sql_decides_and_writes_is_what_the_models_would(kind, request, tmp_path):
    env, faults = {"VAR_DIR": str(tmp_path)}, {}
    if kind == "postgresql":
        needs("postgresql")
        env["DATABASE_URL"] = request.getfixturevalue("postgres").create_database("commits")
        faults = FAULTS
    servers.Web(tmp_path, env=env).prepare()
    told = compared(env, faults)
    assert told["difference"] is None
    assert told["answers"] == ["Conflict", "NoneType", "NotAllowed", "Stopped"]
    assert [name for name, rounds in told["found"].items() if rounds is None] == []
