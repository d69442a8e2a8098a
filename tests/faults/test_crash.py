"""Rows 1 and 2: the server is killed in the middle of games; and the harness sees what it must."""

import asyncio

import pytest

from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.server.test_lost_events import open_table
from tests.servers import PATIENCE

TABLES = size(6, 20)
SEATS = 4
KILLS = size(3, 6)
COMMANDS = size(300, 2000)


async def crash(web, *, kills, commands, tables=TABLES, patience=PATIENCE):
    """Kill the server again and again while people play; gives the crowd and the figures."""
    crowd = Crowd([web])
    await crowd.gather(tables, SEATS, open_table)
    restarts = []
    try:
        for _ in range(kills):
            await crowd.until_more(commands // (kills + 1))
            web.kill9()
            await asyncio.to_thread(web.start)
            restarts.append(await crowd.until_all_go_on(patience))
        await crowd.until_more(commands // (kills + 1), patience)
    except TimeoutError as stuck:
        crowd.ledger.problems.append(str(stuck))
    finally:
        await crowd.stop()
    return crowd, crowd.ledger.compare(log_of(web)), max(restarts, default=0.0)


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed(start_web):
    web = await asyncio.to_thread(start_web)
    crowd, figures, longest = await crash(web, kills=KILLS, commands=COMMANDS)
    done = len(crowd.ledger.acknowledged)
    what = f"kill -9 of the server in {TABLES} games x {SEATS} players, SQLite"
    report(1, what, kills=KILLS, commands=done, **figures, seconds_to_go_on=f"{longest:.1f}")
    assert done >= COMMANDS // (KILLS + 1) * (KILLS + 1)
    assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])


@pytest.mark.parametrize(
    ("harm", "shows"),
    [
        ("ack_before_commit", "lost"),
        ("publish_before_commit", "shown but untrue"),
        ("forget_ids", "other problems"),
    ],
)
async def test_the_harness_catches_a_planted_fault(start_web, harm, shows):
    app = "tests.faults.harness.harm:application"
    web = await asyncio.to_thread(start_web, application=app, env={"HARM": harm})
    _, figures, _ = await crash(web, kills=2, commands=60, tables=4, patience=10)
    report(2, f"the same with {harm.replace('_', ' ')}", **figures)
    assert figures[shows] > 0
