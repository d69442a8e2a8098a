"""Row 5: a channel layer that loses bells makes nobody miss anything, only late."""

import asyncio
import json
import re
import time

import pytest

from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.faults.test_scale import converge
from tests.server.test_lost_events import Visitor, open_table
from tests.servers import PATIENCE

LOSSES = size((1.0,), (0.05, 0.5, 1.0))
COMMANDS = size(10, 20)
TICK = size("1", "10")
"""Seconds between two ticks; ten in use."""


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_bells_do_not_tell_ticks_do(start_web, loss):
    env = {"HARM": "lose_notifications", "LOSS": str(loss), "TICK": TICK}
    app = "tests.faults.harness.harm:application"
    web = await asyncio.to_thread(start_web, application=app, env=env)
    crowd = Crowd([web])
    began = time.monotonic()
    await crowd.gather(3, 3, open_table)
    try:
        await crowd.until_more(COMMANDS * (1 if loss == 1.0 else 10), patience=900)
        took = time.monotonic() - began
        seconds = await converge(crowd, web)
    finally:
        await crowd.stop()
    figures = crowd.ledger.compare(log_of(web))
    report(
        5,
        f"{loss:.0%} of the bells lost",
        commands=len(crowd.ledger.acknowledged),
        **figures,
        seconds_in_all=f"{took:.0f}",
        seconds_to_converge=f"{seconds:.1f}",
    )
    assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])


async def test_a_request_and_its_answer_are_seen_though_no_bell_tells_of_them(start_web):
    env = {"HARM": "lose_notifications", "LOSS": "1", "TICK": TICK}
    web = await asyncio.to_thread(
        start_web, application="tests.faults.harness.harm:application", env=env
    )
    code, (maya, _) = await open_table(web, ("Maya", "Tom"))
    form = {"deed": "admission", "admission": "host"}
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/power", form)
    ana = Visitor(web)
    await asyncio.to_thread(ana.request, "GET", "/")
    await asyncio.to_thread(ana.request, "POST", f"/t/{code}/join", {"name": "Ana"})
    await asyncio.to_thread(ana.request, "POST", f"/t/{code}/withdraw", {})
    async with maya.line("/ws/me/") as hosts, ana.line("/ws/me/") as own:
        for line in (hosts, own):
            await news(line)
        await asyncio.to_thread(ana.request, "POST", f"/t/{code}/join", {"name": "Ana"})
        began = time.monotonic()
        for line in (hosts, own):
            await news(line)
        took = time.monotonic() - began
        _, page = await asyncio.to_thread(maya.request, "GET", f"/t/{code}/requests")
        request = re.search(r'name="request" value="(\d+)"', page)[1]
        form = {"request": request, "answer": "admit"}
        await asyncio.to_thread(maya.request, "POST", f"/t/{code}/requests", form)
        await news(own)
    report(5, "a request and its answer, all bells lost", seconds_until_seen=f"{took:.1f}")


async def news(line):
    """Read until something has changed."""
    while json.loads(await asyncio.wait_for(line.recv(), PATIENCE)) != {"type": "changed"}:
        pass
