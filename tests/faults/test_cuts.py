"""Row 10: lines that are cut, or go dead without a word, lose nothing and double nothing."""

import asyncio
import contextlib
import random

import pytest

from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.server.test_lost_events import open_table

CUTS = size(10, 100)
GONE = size((0.5,), (3, 25, 70))
"""Seconds for which a line is away."""


class Wire:
    """A stretch of network in front of a server, which can be cut or fall silent."""

    def __init__(self, web):
        self.web = web
        self.port = None
        self.pairs = set()
        self.down = False
        self.silent = asyncio.Event()

    @property
    def url(self):
        return self.web.url  # The page was loaded from the server itself.

    @property
    def socket_url(self):
        return f"ws://127.0.0.1:{self.port}"

    async def open(self):
        """Listen."""
        self.server = await asyncio.start_server(self.carry, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def carry(self, reader, writer):
        """Carry bytes both ways until one side ends."""
        if self.down:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.web.port)
        pair = (writer, back)
        self.pairs.add(pair)
        try:
            await asyncio.gather(self.pump(reader, back), self.pump(there, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.pairs.discard(pair)
            for end in pair:
                with contextlib.suppress(OSError):
                    end.transport.abort()

    async def pump(self, source, sink):
        while data := await source.read(65536):
            if not self.silent.is_set():
                sink.write(data)
                await sink.drain()
        raise ConnectionResetError

    def cut(self):
        """End every line at once, as when a phone leaves the network."""
        for pair in list(self.pairs):
            for end in pair:
                end.transport.abort()

    async def close(self):
        """Listen no more."""
        self.server.close()
        self.cut()


@pytest.fixture
async def crowd(start_web):
    """Two tables of three, each person behind a wire of their own."""
    web = await asyncio.to_thread(start_web)
    made = Crowd([web])
    await made.gather(2, 3, open_table, start=False)
    await made.stop()
    wires = []
    for person in made.people:
        wire = await Wire(web).open()
        wires.append(wire)
        person.use([wire])
    made.let_play()
    yield made, wires, web
    await made.stop()
    for wire in wires:
        await wire.close()


@pytest.mark.parametrize("seconds", GONE)
async def test_who_was_cut_off_is_back_with_the_same_log(crowd, seconds):
    made, wires, web = crowd
    chance = random.Random(12)
    await made.until_more(10)
    for number in range(CUTS if seconds < 1 else max(1, CUTS // 10)):
        wire = chance.choice(wires)
        wire.down = True
        wire.cut()
        await asyncio.sleep(seconds)
        wire.down = False
        await made.until_more(2 + number % 3)
    await made.stop()
    figures = made.ledger.compare(log_of(web))
    back = [one - seconds for one in made.ledger.back]
    report(
        10,
        f"lines cut for {seconds} s",
        cuts=len(back),
        commands=len(made.ledger.acknowledged),
        **figures,
        seconds_until_back_at_most=f"{max(back):.1f}",
    )
    assert set(figures.values()) == {0}, (figures, made.ledger.problems[:5])


async def test_a_line_that_falls_silent_is_replaced(crowd):
    made, wires, web = crowd
    await made.until_more(10)
    for wire in wires[:2]:
        wire.silent.set()
        wire.pairs_before = set(wire.pairs)
    # Who hears nothing for a while, not even a tick, takes another line.
    for wire in wires[:2]:
        await made.until(lambda wire=wire: wire.pairs - wire.pairs_before, "a new line is tried")
        wire.silent.clear()
    await made.until_more(20)
    await made.stop()
    figures = made.ledger.compare(log_of(web))
    report(10, "lines that are open and dead", commands=len(made.ledger.acknowledged), **figures)
    assert set(figures.values()) == {0}, (figures, made.ledger.problems[:5])
