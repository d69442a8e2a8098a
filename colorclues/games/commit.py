"""The transaction that writes a group of commands to the event log: the checks, in plain SQL.

By Django's models it would cost eight times the CPU, and every command of every player comes
through here. `tests/server/games/test_commit.py` says the same by the models, and compares.

Whatever takes a seat or the host's chair away, and whatever stops a table, locks the row of the
room first, as this does; so it comes wholly before this transaction, or wholly after.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
from django.db import IntegrityError, connection, transaction

from colorclues.games.entries import Conflict, Entry, NotAllowed, Stopped
from colorclues.models import new_slug
from colorclues.rooms.presence import SKIPPABLE

_VERDICTS = """
    SELECT asked.entry,
        CASE
            WHEN room.id IS NULL OR room.ended_at IS NOT NULL OR {paused} THEN 'stopped'
            WHEN asked.player IS NULL THEN 'may'
            WHEN asked.as_host AND room.host_id = asked.player THEN 'may'
            WHEN asked.as_host AND asked.skipped IS NULL THEN 'not allowed'
            WHEN author.seat = asked.seat AND (asked.skipped IS NULL OR skipped.id IS NOT NULL)
                THEN 'may'
            ELSE 'not allowed'
        END AS verdict
    FROM asked
    LEFT JOIN colorclues_game game ON game.id = asked.game
    LEFT JOIN colorclues_room room ON room.id = game.room_id
    LEFT JOIN colorclues_player author ON author.id = asked.player AND author.room_id = room.id
    LEFT JOIN colorclues_player skipped ON skipped.room_id = room.id
        AND skipped.seat = asked.skipped AND NOT skipped.bot AND skipped.seen_at < asked.away_since
"""
"""For each entry that is `asked` for: "may", "not allowed", or "stopped" (timers are, too)."""

_SQLITE_VERDICTS = (
    """
    WITH asked AS (
        SELECT key AS entry,
            json_extract(value, '$.game') AS game, json_extract(value, '$.player') AS player,
            json_extract(value, '$.seat') AS seat, json_extract(value, '$.as_host') AS as_host,
            json_extract(value, '$.skipped') AS skipped,
            json_extract(value, '$.away_since') AS away_since
        FROM json_each(%s)
    )
    """
    + _VERDICTS.format(
        paused="""(json_array_length(room.pauses) > 0
                AND json_extract(room.pauses, '$[#-1][1]') IS NULL)"""
    )
    + "ORDER BY asked.entry"
)
_SQLITE_INSERT = """
    INSERT INTO colorclues_gameevent (game_id, number, data, at, seat, client_id)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
_END = "UPDATE colorclues_game SET ended_at = %s, slug = %s WHERE id = %s"

# Two statements in one message: without a BEGIN they are one transaction, in one round trip. Each
# sees what was committed before it began; so the first waits for the locks, and only the second
# looks who may. In the same order everywhere, or two processes could wait for each other.
_POSTGRESQL = (
    """
    SELECT 1 FROM colorclues_room room JOIN colorclues_game game ON game.room_id = room.id
    WHERE game.id = ANY(%s) ORDER BY room.id FOR NO KEY UPDATE OF room;
    WITH asked AS (
        SELECT * FROM jsonb_to_recordset(%s::jsonb) AS entries (
            entry int, game bigint, first int, events jsonb, at timestamptz, player bigint,
            seat smallint, client_id text, as_host boolean, skipped smallint,
            away_since timestamptz, album text
        )
    ), verdicts AS (
    """
    + _VERDICTS.format(
        paused="(jsonb_array_length(room.pauses) > 0 AND room.pauses #> '{-1,1}' = 'null')"
    )
    + """
    ), written AS (
        INSERT INTO colorclues_gameevent (game_id, number, data, at, seat, client_id)
        SELECT game, first + place - 1, event, at, seat,
            CASE WHEN place = jsonb_array_length(events) THEN client_id END
        FROM asked JOIN verdicts USING (entry), jsonb_array_elements(events)
            WITH ORDINALITY AS placed (event, place)
        WHERE verdict = 'may'
    ), ended AS (
        UPDATE colorclues_game SET ended_at = asked.at, slug = asked.album
        FROM asked JOIN verdicts USING (entry)
        WHERE id = asked.game AND verdict = 'may' AND asked.album IS NOT NULL
    )
    SELECT verdict FROM verdicts ORDER BY entry
    """
)


def commit(group: Sequence[Entry]) -> list[Exception | None]:
    """Write the group in one transaction; or, if one entry spoils it, each entry in its own.

    Return what each entry raises, None for one that is committed.
    """
    albums = [new_slug() if entry.ends_game else None for entry in group]
    together = _commit_sqlite if connection.vendor == "sqlite" else _commit_postgresql
    try:
        verdicts = together(group, albums)
    except IntegrityError as error:
        if len(group) == 1:
            conflict = Conflict()
            conflict.__cause__ = error
            return [conflict]
        return [commit([entry])[0] for entry in group]
    for entry, album, verdict in zip(group, albums, verdicts, strict=True):
        if verdict == "may":
            entry.album = album
    return [_ERRORS[verdict]() for verdict in verdicts]


_ERRORS: dict[str, Any] = {"may": lambda: None, "stopped": Stopped, "not allowed": NotAllowed}


def _commit_sqlite(group: Sequence[Entry], albums: Sequence[str | None]) -> list[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SQLITE_VERDICTS, [msgspec.json.encode(list(map(_asked, group))).decode()])
        verdicts = [verdict for _, verdict in cursor.fetchall()]
        allowed = [
            (entry, album)
            for entry, album, verdict in zip(group, albums, verdicts, strict=True)
            if verdict == "may"
        ]
        cursor.executemany(_SQLITE_INSERT, [row for entry, _ in allowed for row in _rows(entry)])
        for entry, album in allowed:
            if album is not None:
                cursor.execute(_END, [_moment(entry.at), album, entry.game])
    return verdicts


def _commit_postgresql(group: Sequence[Entry], albums: Sequence[str | None]) -> list[str]:
    asked = [
        {
            **_asked(entry),
            "entry": number,
            "first": entry.first,
            "events": entry.events,
            "at": _moment(entry.at),
            "client_id": entry.author.client_id,
            "album": album,
        }
        for number, (entry, album) in enumerate(zip(group, albums, strict=True))
    ]
    games = [entry.game for entry in group]
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL, [games, msgspec.json.encode(asked).decode()])
        cursor.nextset()
        return [verdict for (verdict,) in cursor.fetchall()]


def _asked(entry: Entry) -> dict[str, Any]:
    """Return what is to be judged, by the names that the SQL uses."""
    author = entry.author
    away_since = entry.at - timedelta(seconds=SKIPPABLE)
    return {
        "game": entry.game,
        "player": author.player,
        "seat": entry.seat,
        "as_host": author.as_host,
        "skipped": author.skipped,
        "away_since": None if author.skipped is None else _moment(away_since),
    }


def _rows(entry: Entry) -> list[tuple[str | int | None, ...]]:
    """Return the rows of the log that an entry adds; the last one has the command's id."""
    at, last = _moment(entry.at), len(entry.events) - 1
    return [
        (
            entry.game,
            entry.first + place,
            msgspec.json.encode(event).decode(),
            at,
            entry.seat,
            entry.author.client_id if place == last else None,
        )
        for place, event in enumerate(entry.events)
    ]


def _moment(at: Any) -> str:
    """Return a moment as the database keeps it."""
    return str(connection.ops.adapt_datetimefield_value(at))
