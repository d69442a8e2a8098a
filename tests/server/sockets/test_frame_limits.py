"""What the servers themselves refuse, as they are started: long frames, and compression."""

import asyncio
import struct

import pytest
from websockets.exceptions import ConnectionClosed

from colorclues.house_words import protocol
from colorclues.management.commands import play
from colorclues.sockets import incoming
from tests.server.test_lost_events import Visitor
from tests.servers import Web, options_of

LONGEST = max(incoming.MAX_FRAME, protocol.MAX_FRAME)
TOO_LONG = {1009, None}
"""Close codes for what is too long: uvicorn has one, Daphne drops such a client."""


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def web(request, tmp_path_factory):
    """Give a server of each kind."""
    with Web(tmp_path_factory.mktemp("web"), server=request.param) as server:
        yield server


@pytest.fixture
async def line(web):
    """A player's socket at a server; its client offers compression, as browsers do."""
    maya = Visitor(web)
    await asyncio.to_thread(maya.request, "GET", "/")
    form = {"player_name": "Maya", "preset": "official"}
    answer, _ = await asyncio.to_thread(maya.request, "POST", "/new", form)
    code = answer.headers["Location"].split("/")[2]
    async with maya.line(f"/ws/t/{code}/") as line:
        yield line


async def closed_with(line):
    try:
        async with asyncio.timeout(20):
            while True:
                await line.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def test_no_server_compresses_frames(line):
    assert "permessage-deflate" in line.request.headers["Sec-WebSocket-Extensions"]
    assert "Sec-WebSocket-Extensions" not in line.response.headers


async def test_the_longest_frame_that_is_read_comes_through_and_is_answered(line):
    await line.send(" " * LONGEST)
    async with asyncio.timeout(20):
        while '"too_long"' not in (text := await line.recv()):
            assert '"type"' in text


async def test_a_longer_frame_is_refused_by_the_server(line):
    await line.send(" " * (LONGEST + 1))
    assert await closed_with(line) in TOO_LONG


async def test_a_longer_frame_is_refused_before_it_has_come(line):
    head = bytes([0x81, 0xFF]) + struct.pack("!Q", 2**40) + b"mask"
    line.transport.write(head)
    assert await closed_with(line) in TOO_LONG


async def test_what_comes_in_pieces_is_no_longer_either(line):
    async def pieces():
        for _ in range(9):
            yield " " * (LONGEST // 8)

    await line.send(pieces())
    assert await closed_with(line) in TOO_LONG


def test_make_play_sets_the_limits_of_the_procfile():
    assert options_of("daphne") == play.LIMITS
    assert options_of("daphne")[1::2] == [str(LONGEST)] * 2
