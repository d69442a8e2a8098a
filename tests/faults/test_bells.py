"""Row 5: a channel layer that loses bells makes nobody miss anything, only late."""

import asyncio
import time

import pytest

from tests.faults.crowd import Crowd, log_of
from tests.faults.figures import report, size
from tests.faults.test_scale import converge
from tests.server.test_lost_events import open_table

LOSSES = size((1.0,), (0.05, 0.5, 1.0))
COMMANDS = size(4, 20)


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_bells_do_not_tell_ticks_do(start_web, loss):
    env = {"HARM": "lose_bells", "LOSS": str(loss)}
    app = "tests.faults.harm:application"
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
