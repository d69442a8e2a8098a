"""Row 12: hours of play with people who come and go leave nothing behind."""

import asyncio
import http.client
import os
import random
import re
import time
from pathlib import Path

from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.faults.test_pressure import resident
from tests.server.test_lost_events import open_table
from tests.servers import PATIENCE

TABLES = size(4, 40)
SEATS = 5
SECONDS = float(os.environ.get("SOAK_SECONDS", size(20, 1800)))
CHURN = 0.2
"""Part of the people who leave and come back in each tenth of the time."""
SLACK = 10
"""Descriptors: connections to the database, and what the system keeps for a moment."""


def descriptors(web):
    """Count a server's open files and sockets."""
    return len(list(Path(f"/proc/{web.pid}/fd").iterdir()))


def counted(web, name):
    """Give the sum of one of the server's own numbers."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    connection.request("GET", "/metrics", headers={"Authorization": "Bearer soak"})
    text = connection.getresponse().read().decode()
    connection.close()
    return sum(float(n) for n in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


def slope(samples):
    """Give the slope of (seconds, bytes) by least squares, in MB per 10 minutes."""
    n = len(samples)
    mean_t = sum(t for t, _ in samples) / n
    mean_b = sum(b for _, b in samples) / n
    above = sum((t - mean_t) * (b - mean_b) for t, b in samples)
    below = sum((t - mean_t) ** 2 for t, _ in samples)
    return above / below * 600 / 1e6


async def test_long_play_leaves_nothing_behind(start_web):
    web = await asyncio.to_thread(start_web, env={"METRICS_TOKEN": "soak"})
    base = descriptors(web)
    crowd = Crowd([web])
    await crowd.gather(TABLES, SEATS, open_table)
    chance, samples, left = random.Random(14), [], 0
    began = time.monotonic()
    try:
        await crowd.until_more(TABLES)
        while time.monotonic() - began < SECONDS:
            for person in chance.sample(crowd.people, max(1, int(len(crowd.people) * CHURN))):
                crowd.send_home(person)
                left += 1
            await asyncio.sleep(SECONDS / 20)
            crowd.call_back()
            await asyncio.sleep(SECONDS / 20)
            samples.append((time.monotonic() - began, resident(web)))
    finally:
        await crowd.stop()
    figures = crowd.ledger.compare(log_of(web))
    done = len(crowd.ledger.acknowledged)
    await crowd.until(lambda: counted(web, "colorclues_sockets") == 0, "all sockets are gone")
    await crowd.until(lambda: descriptors(web) <= base + SLACK, "descriptors are back to base")
    settled = samples[len(samples) // 3 :]
    report(
        12,
        f"{TABLES} games, {len(crowd.people)} sockets, {SECONDS / 60:.1f} minutes",
        commands=done,
        times_somebody_left_and_came_back=left,
        **figures,
        MB_per_10_minutes=f"{slope(settled):.1f}",
        descriptors_more_than_before=descriptors(web) - base,
        rooms_left_in_the_hub=int(counted(web, "colorclues_rooms")),
    )
    assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])
    assert counted(web, "colorclues_rooms") == 0
