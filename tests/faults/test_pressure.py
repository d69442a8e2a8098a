"""Row 9: clients that do not read and clients that flood cost the others nothing."""

import asyncio
import contextlib

import pytest
from websockets.exceptions import ConnectionClosed

from tests.faults.harness.crowd import Crowd
from tests.faults.harness.figures import report, size
from tests.raw_client import TEXT, RawClient, frame, resident
from tests.server.test_lost_events import Visitor, open_table

READERS = size(10, 25)
COMMANDS = size(150, 1000)
FLOOD = 100_000


@pytest.mark.parametrize("chatter", [False, True], ids=["silent", "chattering"])
async def test_who_does_not_read_is_dropped_and_costs_little(start_web, chatter):
    web = await asyncio.to_thread(start_web)
    crowd = Crowd([web])
    await crowd.gather(2, 6, open_table)
    deaf = []
    try:
        await crowd.until_more(COMMANDS // 3)
        before = resident(web)
        codes = list(crowd.hosts)
        deaf = [RawClient(web, f"/ws/t/{codes[n % 2]}/").opened() for n in range(READERS)]
        highest = before

        def all_gone():
            nonlocal highest
            highest = max(highest, resident(web))
            for one in deaf:
                if chatter:
                    one.send(frame(TEXT, b'{"type":"hello","version":0}'))
            return not any(one.is_open() for one in deaf)

        seconds = await crowd.until(all_gone, "who does not read is dropped", 180, pace=0.5)
    finally:
        await crowd.stop()
        for one in deaf:
            one.socket.close()
    grown = (highest - before) / 1e6
    report(
        9,
        f"{READERS} readers that do not read, {'chattering' if chatter else 'silent'}",
        MB_more_memory=f"{grown:.1f}",
        seconds_until_the_last_is_dropped=f"{seconds:.0f}",
        ms_p95_of_the_others_commands=f"{1000 * crowd.percentile(0.95):.0f}",
        other_problems=len(crowd.ledger.problems),
    )
    assert grown <= 20
    assert crowd.ledger.problems == []


async def read_all(line):
    """Read until the line is closed: a client that does not read hears no goodbye either."""
    with contextlib.suppress(ConnectionClosed):
        async for _ in line:
            pass


async def test_a_flood_is_closed_and_harms_nobody(start_web):
    web = await asyncio.to_thread(start_web)
    crowd = Crowd([web])
    await crowd.gather(2, 6, open_table)
    code = next(iter(crowd.hosts))
    flooder = Visitor(web)
    await asyncio.to_thread(flooder.request, "GET", "/")
    try:
        await crowd.until_more(20)
        before = resident(web)
        began = asyncio.get_running_loop().time()
        async with flooder.line(f"/ws/t/{code}/") as line:
            reading = asyncio.create_task(read_all(line))
            with contextlib.suppress(ConnectionClosed, ConnectionError):
                for number in range(FLOOD):
                    await line.send('{"type":"hello","version":0}')
                    if number % 100 == 0:
                        await asyncio.sleep(0)  # Or this client would never hear the goodbye.
            await reading
            seconds = asyncio.get_running_loop().time() - began
            closed = line.close_code
        highest = resident(web)
        await crowd.until_more(20)
    finally:
        await crowd.stop()
    report(
        9,
        f"a flood of {FLOOD:,} frames",
        close_code=closed,
        seconds_until_closed=f"{seconds:.1f}",
        MB_more_memory=f"{(highest - before) / 1e6:.1f}",
        ms_p95_of_the_others_commands=f"{1000 * crowd.percentile(0.95):.0f}",
        other_problems=len(crowd.ledger.problems),
    )
    # A line that is cut with data unread is reset, and the goodbye may be lost with it.
    assert closed in {4429, 1006}
    assert highest - before <= 20e6
    assert crowd.ledger.problems == []
