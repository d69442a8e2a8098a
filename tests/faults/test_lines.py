"""Sockets that come at the same moment, at one process or at two: no more stay than may."""

import asyncio
from collections import Counter

import pytest
from websockets.exceptions import ConnectionClosed

from colorclues.models import Room
from tests.faults.harness.tables import Browser, open_table, start, until_view
from tests.server.test_two_processes import Line
from tests.servers import PATIENCE

SEAT, WATCHING = 3, 30
CROWD = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def webs(request):
    """Give one process, and two."""
    names = {"sqlite": "single", "postgresql": "pair"}
    found = request.getfixturevalue(names[request.param])
    return list(found) if isinstance(found, tuple) else [found]


async def shown(line):
    """Open a socket; give 0 when it is shown the table, or the code with which it is closed."""
    try:
        await line.open()
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else 1006
    return 0


async def close_code(line):
    """Read until the server closes."""
    while True:
        try:
            await line.until(lambda _: False)
        except ConnectionClosed as error:
            return error.rcvd.code


def of_strangers(webs, code, number):
    return [Line(Browser(webs[n % len(webs)]), code) for n in range(number)]


async def close(lines):
    await asyncio.gather(*(line.socket.close() for line in lines))


async def test_of_a_crowd_that_comes_at_once_thirty_watch(webs):
    for _ in range(3):
        table = await open_table(webs, 3)
        crowd = of_strangers(webs, table.code, CROWD)
        codes = await asyncio.gather(*map(shown, crowd))
        assert Counter(codes) == {0: WATCHING, 4429: CROWD - WATCHING}
        # A place that is given up is free for the next.
        await crowd[codes.index(0)].socket.close()
        await table.open_lines()
        await until_view(table.lines[0], lambda view: view["table"]["spectators"] == WATCHING - 1)
        late = of_strangers(webs, table.code, 1)
        assert await shown(late[0]) == 0
        await table.close_lines()
        await close(crowd + late)


async def test_the_newest_three_sockets_of_a_seat_stay_wherever_they_are(webs):
    table = await open_table(webs, 3)
    own = table.browsers[1]
    tabs = [Line(own.at(webs[n % len(webs)]), table.code) for n in range(2 * SEAT)]
    for tab in tabs:
        assert await shown(tab) == 0
    oldest, newest = tabs[:SEAT], tabs[SEAT:]
    async with asyncio.timeout(PATIENCE):
        assert [await close_code(tab) for tab in oldest] == [4429] * SEAT
    for tab in newest:
        assert (await tab.act(type="chat", text="still here"))["type"] == "done"
    await close(newest)


async def test_of_many_sockets_of_a_seat_that_come_at_once_three_stay(webs):
    table = await open_table(webs, 3)
    own = table.browsers[1]
    tabs = [Line(own.at(webs[n % len(webs)]), table.code) for n in range(4 * SEAT)]
    await asyncio.gather(*map(shown, tabs))
    closing = [asyncio.create_task(close_code(tab)) for tab in tabs]
    async with asyncio.timeout(PATIENCE):
        while sum(task.done() for task in closing) < len(tabs) - SEAT:
            await asyncio.wait([t for t in closing if not t.done()], return_when="FIRST_COMPLETED")
    (others,) = {task.result() for task in closing if task.done()}
    assert others == 4429
    for task in closing:
        task.cancel()
    await asyncio.wait(closing)
    staying = [tab for tab, task in zip(tabs, closing, strict=True) if task.cancelled()]
    assert len(staying) == SEAT
    for tab in staying:
        assert (await tab.act(type="chat", text="still here"))["type"] == "done"
    await close(staying)


async def test_who_watched_at_a_process_that_was_killed_keeps_nobody_out_for_long(
    tmp_path, postgres, redis, kept
):
    env = {"DATABASE_URL": postgres.create_database("lines"), "REDIS_URL": redis.url}
    first = start(tmp_path / "first", env=env)
    second = start(tmp_path / "second", like=first, migrate=False, env=env)
    try:
        table = await open_table([second], 3)
        crowd = of_strangers([first], table.code, WATCHING)
        assert await asyncio.gather(*map(shown, crowd)) == [0] * WATCHING
        await asyncio.to_thread(first.kill9)
        late = of_strangers([second], table.code, 1)
        assert await shown(late[0]) == 4429
        rows = kept(second)
        await rows.do(lambda: end_leases(rows, table.code))
        assert await shown(*of_strangers([second], table.code, 1)) == 0
    finally:
        second.terminate()


def end_leases(rows, code):
    """Let the time pass after which a lease is over."""
    room = rows.of(Room).get(code=code)
    room.connections.using(rows.alias).update(until="2026-01-01T00:00:00Z")
