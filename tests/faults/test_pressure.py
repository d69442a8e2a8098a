"""Row 9: clients that do not read and clients that flood cost the others nothing."""

import asyncio
import base64
import contextlib
import json
import os
import secrets
import socket
import struct
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.faults.harness.crowd import Crowd
from tests.faults.harness.figures import report, size
from tests.server.test_lost_events import Visitor, open_table

READERS = size(10, 25)
COMMANDS = size(150, 1000)
FLOOD = 100_000


class Deaf:
    """A spectator's socket that takes next to nothing in, and reads nothing after its opening."""

    def __init__(self, web, code):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.connect(("127.0.0.1", web.port))
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        request = (
            f"GET /ws/t/{code}/ HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {web.url}\r\n\r\n"
        )
        self.socket.sendall(request.encode())
        self.socket.setblocking(False)

    def say(self, **message):
        """Send a frame; False once the server has closed."""
        data = json.dumps(message).encode()
        assert len(data) < 126
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        try:
            self.socket.send(struct.pack("!BB", 0x81, 0x80 | len(data)) + mask + masked)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def is_open(self):
        """Say whether the server still keeps the connection: the kernel knows without reading."""
        state = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        established = 1
        return state == established


def resident(web):
    """Give a server's resident memory in bytes."""
    status = Path(f"/proc/{web.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize("chatter", [False, True], ids=["silent", "chattering"])
async def test_who_does_not_read_is_dropped_and_costs_little(start_web, chatter):
    web = await asyncio.to_thread(start_web)
    crowd = Crowd([web])
    await crowd.gather(2, 6, open_table)
    deaf = []
    try:
        await crowd.until_more(COMMANDS // 3)
        before = resident(web)
        deaf = [Deaf(web, list(crowd.hosts)[n % 2]) for n in range(READERS)]
        highest = before

        def all_gone():
            nonlocal highest
            highest = max(highest, resident(web))
            for one in deaf:
                if chatter:
                    one.say(type="hello", version=0)
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
