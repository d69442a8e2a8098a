"""SIGTERM: what is finished before the server stops, and in whose name."""

import asyncio
import contextvars
import os
import signal

import pytest

from colorclues.ops.shutdown import before_shutdown

busy = contextvars.ContextVar("busy", default=False)


@pytest.fixture
def servers_own():
    """Take charge of SIGTERM as a server does; returns what it was told, in order."""
    told = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append("server"))
    yield told
    signal.signal(signal.SIGTERM, before)


async def test_what_is_finished_comes_before_the_servers_own_and_once(servers_own):
    done = asyncio.Event()

    async def finish():
        servers_own.append("finished")
        done.set()

    before_shutdown(finish)
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    await done.wait()
    while servers_own[-1] != "server":
        await asyncio.sleep(0)
    assert servers_own == ["finished", "server"]


async def test_it_is_finished_in_a_context_of_its_own_whatever_the_signal_interrupts(servers_own):
    seen = asyncio.get_running_loop().create_future()

    async def finish():
        seen.set_result(busy.get())

    before_shutdown(finish)
    busy.set(True)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await seen is False
