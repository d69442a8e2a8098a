"""Rows 3, 4 and 13 (a rolling restart): processes, and what they stand on, go and come."""

import asyncio
import time

import pytest

from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.scaled import scaled
from tests.server.test_lost_events import open_table
from tests.servers import Postgres, Redis, Web

TABLES = size(4, 20)
SEATS = 4
COMMANDS = size(40, 300)
"""Between two faults."""
PAUSES = size((0.1,), (0.1, 4.0))
"""Seconds for which Redis is gone."""
IDLE = size(8, 60)


@pytest.fixture
def two_processes(tmp_path):
    """PostgreSQL and Redis of this test's own, with a Daphne and a uvicorn."""
    with Postgres(tmp_path / "postgres") as postgres, Redis(tmp_path / "redis") as redis:
        env = {
            "DATABASE_URL": postgres.create_database("faults"),
            "REDIS_URL": redis.url,
            "SECRET_KEY": "the same for both of them, and long enough to be a key",
        }
        with (
            Web(tmp_path / "one", env=env) as one,
            Web(tmp_path / "two", env=env, server="uvicorn") as two,
        ):
            yield postgres, redis, [one, two]


def newest(log):
    """Give the last version of each game."""
    return {game: len(rows) for game, (_, rows) in log.items()}


async def converge(crowd, web):
    """Wait until everybody has seen what the log ends with; gives the seconds."""
    crowd.pause()
    began = time.monotonic()

    def all_see():
        ends = newest(log_of(web))
        return all(
            p.view and p.view["game"] and p.view["version"] == ends[p.view["game"]]
            for p in crowd.people
        )

    await crowd.until(all_see, "everybody sees the same", pace=0.2)
    crowd.go_on()
    return time.monotonic() - began


async def test_processes_redis_and_postgres_go_and_come(two_processes):
    postgres, redis, webs = two_processes
    crowd = Crowd(webs)
    await crowd.gather(TABLES, SEATS, open_table)
    sockets = len(crowd.people)
    seconds = []
    try:
        await crowd.until_more(COMMANDS)
        webs[1].kill9()
        await crowd.until_more(COMMANDS)
        await asyncio.to_thread(webs[1].start)
        seconds.append(await converge(crowd, webs[0]))
        before = crowd.ledger.dropped.total()
        for pause in PAUSES:
            redis.kill9()
            await asyncio.sleep(pause)
            await asyncio.to_thread(redis.start)
            seconds.append(await converge(crowd, webs[0]))
        dropped = crowd.ledger.dropped.total() - before
        await asyncio.to_thread(postgres.restart)
        await crowd.until_more(COMMANDS)
        seconds.append(await converge(crowd, webs[0]))
    finally:
        await crowd.stop()
    figures = crowd.ledger.compare(log_of(webs[0]))
    report(
        3,
        f"{TABLES} games x {SEATS} players on 2 processes: one killed, Redis killed, "
        "PostgreSQL restarted",
        commands=len(crowd.ledger.acknowledged),
        **figures,
        of_the_sockets_dropped_with_Redis=f"{100 * dropped / sockets / len(PAUSES):.0f}%",
        seconds_to_converge_at_most=f"{max(seconds):.1f}",
    )
    assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])
    assert dropped <= 0.05 * sockets * len(PAUSES)


async def test_a_rolling_restart_loses_nothing_and_nobody(tmp_path):
    with scaled(tmp_path) as running:
        crowd = Crowd([running.proxy])
        await crowd.gather(TABLES, SEATS, open_table)
        try:
            await crowd.until_more(COMMANDS)
            for web in running.webs:
                await asyncio.to_thread(web.restart)
                await crowd.until_more(COMMANDS)
        finally:
            await crowd.stop()
        figures = crowd.ledger.compare(log_of(running.webs[0]))
        report(
            13,
            "both processes stopped and started one after the other, behind nginx",
            commands=len(crowd.ledger.acknowledged),
            **figures,
            sockets_closed_with_1012=crowd.ledger.dropped[1012],
            by_Daphne_with_3012=crowd.ledger.dropped[3012],
            seconds_until_back_at_most=f"{max(crowd.ledger.back):.1f}",
        )
        assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])
        assert crowd.ledger.dropped[1012] > 0
        assert "Traceback" not in "".join(web.log for web in running.webs)


async def test_the_proxy_sends_everybody_to_a_process_that_is_back(tmp_path):
    # A socket ends only when its player leaves: a proxy that waits for an answer to end well before
    # it trusts a process again lets one player in every few seconds.
    with scaled(tmp_path) as running:
        code, visitors = await open_table(running.proxy, ("Maya", "Tom", "Ana"))
        lines = []
        for web in running.webs:
            await asyncio.to_thread(web.terminate)
            lines += [await visitor.line(f"/ws/t/{code}/") for visitor in visitors]
            await asyncio.to_thread(web.start)
        for line in lines:
            await line.close()


@pytest.mark.parametrize("layer", ["in memory", "Redis"])
async def test_nobody_who_is_idle_is_sent_away(start_web, redis, layer):
    env = {"REDIS_URL": redis.url} if layer == "Redis" else {}
    web = await asyncio.to_thread(start_web, env=env)
    code, visitors = await open_table(web, ("Maya", "Tom", "Ana"))
    lines = [await visitor.line(f"/ws/t/{code}/") for visitor in visitors]
    lines.append(await visitors[0].line("/ws/me/"))
    # The time itself is what is tested here.
    await asyncio.sleep(IDLE)
    closed = sum(line.close_code is not None for line in lines)
    report(4, f"{len(lines)} sockets idle for {IDLE} s, layer {layer}", closed=closed)
    assert closed == 0
    for line in lines:
        await line.close()
