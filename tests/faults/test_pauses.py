"""A pause that was acknowledged lets no move through, however close together the two are."""

import asyncio
import json
from collections import Counter
from random import Random

import psycopg
import pytest

from colorclues.models import GameEvent, Room
from tests.faults.harness.crowd import Person
from tests.faults.harness.figures import size
from tests.faults.harness.tables import ask, open_table, until_view
from tests.faults.test_races import RULES, arena, each, tables_of

TRIALS = size(40, 400)
TABLES = 4
__all__ = ["arena"]


async def test_of_a_pause_and_a_move_at_the_same_moment_the_pause_is_the_last(arena):
    tables = await tables_of(arena, TABLES, 3, rules=RULES)
    for number, table in enumerate(tables):
        await table.post("start")
        await table.open_lines()
        for line in table.lines:
            line.random = Random(number)

    async def race(table, trial):
        line, said = await next_move(table, await arena.kept.do(events_of(arena, table).count))
        (counted, paused), answer = await asyncio.gather(
            pause(arena, table), late(line, trial % 20 * 0.003, id=f"{trial}", **said)
        )
        arena.trials += 1
        arena.must(paused < 400, f"a pause was answered with {paused}")
        if answer["type"] == "done":
            arena.must(answer["version"] <= counted, "a move after the pause was acknowledged")
        arena.outcomes[answer.get("code", "done")] += 1
        await table.post("power", {"deed": "resume"})

    await each(tables, race, TRIALS)
    problems = await arena.kept.do(moves_in_pauses, arena.kept)
    arena.must(not problems, f"the log has moves in a pause: {problems}")
    arena.report("pause and move", await arena.settle())
    for table in tables:
        await table.close_lines()
    assert not arena.problems, "\n".join(f"{n} x {p}" for p, n in Counter(arena.problems).items())
    assert {"done", "paused"} <= set(arena.outcomes)


async def next_move(table, version=0):
    """Wait until nobody is behind; gives the socket of somebody who may move, and the message."""
    for line in table.lines:
        await until_view(line, lambda view: view["version"] >= version)
    commands = [(line, Person.command(line)) for line in table.lines]
    return next((line, said) for line, said in commands if said is not None)


def events_of(arena, table):
    return arena.kept.of(GameEvent).filter(game__room__code=table.code)


async def late(line, delay, **message):
    await asyncio.sleep(delay)
    await line.socket.send(json.dumps(message))
    return await line.until(lambda m: m.get("id") == message["id"])


async def pause(arena, table):
    """Pause; gives how many events there were once that was acknowledged, and the status."""
    path = f"/t/{table.code}/power"
    status, _ = await ask(table.host.at(arena.webs[-1]), "POST", path, {"deed": "pause"})
    return await arena.kept.do(events_of(arena, table).count), status


def moves_in_pauses(kept):
    found = []
    for room in kept.of(Room).all():
        for (at,) in kept.of(GameEvent).filter(game__room=room).values_list("at"):
            moment = at.timestamp()
            found += [moment for start, end in room.pauses if start <= moment < (end or moment + 1)]
    return found


PAUSE = "UPDATE colorclues_room SET pauses = '[[1, null]]' WHERE code = %(code)s"
REMOVAL = """
    UPDATE colorclues_player SET seat = NULL WHERE seat = %(seat)s AND room_id =
    (SELECT id FROM colorclues_room WHERE code = %(code)s FOR UPDATE)
"""


@pytest.mark.parametrize(
    ("deed", "told"), [(PAUSE, "paused"), (REMOVAL, "not_seated")], ids=["pause", "removal"]
)
async def test_a_move_waits_for_what_is_being_committed_against_it(pair, deed, told):
    table = await open_table(pair, 3)
    await table.post("start")
    await table.open_lines()
    for line in table.lines:
        line.random = Random(1)
    line, said = await next_move(table)
    url = pair[0].env["DATABASE_URL"]
    async with await psycopg.AsyncConnection.connect(url) as host:
        await host.execute(deed, {"code": table.code, "seat": line.view["you"]["seat"]})
        answer = asyncio.create_task(late(line, 0, id="meanwhile", **said))
        waiting = asyncio.create_task(somebody_waits(url))
        await asyncio.wait({answer, waiting}, return_when="FIRST_COMPLETED")
        assert not answer.done(), answer.result()
        await host.commit()
    assert (await answer)["code"] == told
    await waiting
    await table.close_lines()


async def somebody_waits(url):
    """Return when somebody waits for what another transaction holds."""
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as looking:
        while (await (await looking.execute(waits)).fetchone()) is None:
            pass
