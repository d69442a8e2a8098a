"""Whoever floods, ignores the goodbye and reads nothing is cut off, at no cost to the others."""

import asyncio
import contextlib
import json

import pytest

from colorclues.sockets.frame_meter import FRAMES
from tests.raw_client import CONTINUATION, PING, PONG, TEXT, RawClient, frame, resident
from tests.server.test_lost_events import open_table
from tests.servers import PATIENCE, Web

HELLO = frame(TEXT, b'{"type":"hello","version":0}')
BEGUN = frame(TEXT, b"x", final=False)
FLOODS = [
    frame(PING, b"x" * 125) * 500,
    frame(PONG) * 10_000,
    BEGUN + frame(CONTINUATION, final=False) * 10_000,
    HELLO * 2_000,
]
MEMORY = 10_000_000
"""Bytes that four enemies may cost while they are there."""
TOO_FAST = b"\x88\x02\x11\x4d"
"""The frame that closes with 4429."""


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def web(request, tmp_path_factory):
    """Give a server of each kind."""
    with Web(tmp_path_factory.mktemp("web"), server=request.param) as server:
        yield server


@pytest.fixture(scope="module")
def table(web):
    """Give the code of a table, two who play there, and one whose cookie an enemy has."""
    return asyncio.run(open_table(web, ["Maya", "Tom", "Ana"]))


@pytest.fixture
def connect(web):
    """Give a function that opens a raw client, and close them all at the end."""
    with contextlib.ExitStack() as opened:

        async def connect(path, cookie=""):
            client = RawClient(web, path, cookie)
            opened.enter_context(client.socket)
            return await asyncio.to_thread(client.opened)

        yield connect


async def until_closed(clients, say):
    """Let them go on until the server has closed the last of them."""
    async with asyncio.timeout(PATIENCE):
        while still := [one for one in clients if one.is_open()]:
            for one in still:
                one.send(say[clients.index(one)])
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("cookie", [True, False], ids=["cookie", "stranger"])
@pytest.mark.parametrize("path", ["/ws/me/", "/ws/t/{}/", "/ws/t/{}/words/"])
async def test_who_floods_and_does_not_read_is_cut_off_and_costs_nobody_anything(
    web, table, connect, path, cookie
):
    code, (_, tom, ana) = table
    known = ana.cookie() if cookie else ""
    async with tom.line(f"/ws/t/{code}/") as line:
        before = resident(web)
        enemies = [await connect(path.format(code), known) for _ in FLOODS]
        await until_closed(enemies, FLOODS)
        await line.send(json.dumps({"type": "chat", "text": "still here", "id": path}))
        async with asyncio.timeout(PATIENCE):
            while '"done"' not in await line.recv():
                pass
        assert resident(web) - before <= MEMORY


@pytest.mark.parametrize("one", [frame(PING), frame(PONG)], ids=["pings", "pongs"])
async def test_who_sends_too_many_frames_and_reads_is_told_so(connect, one):
    client = await connect("/ws/me/")
    client.send(one * (FRAMES + 1))
    assert TOO_FAST in await asyncio.to_thread(client.read_all)


async def test_who_does_not_answer_a_goodbye_is_cut_off(connect, table):
    _, (maya, *_) = table
    for path in ("/ws/t/NOPE22/", "/ws/nowhere/"):
        client = await connect(path, maya.cookie())
        assert b"\x88\x02\x11\x34" in await asyncio.to_thread(client.read_all)


@pytest.mark.parametrize("web", ["daphne"], indirect=True)
async def test_what_comes_with_the_request_is_not_read_uncounted(web):
    client = RawClient(web, "/ws/me/", body=frame(PING) * 10_000)
    with client.socket:
        assert (await asyncio.to_thread(client.read_all)).count(b"\x8a\x00") <= FRAMES


async def test_who_answers_the_goodbye_leaves_in_peace(web, table):
    code, (_, _, ana) = table
    async with ana.line(f"/ws/t/{code}/") as line:
        for _ in range(60):
            await line.send('{"type":"hello","version":0}')
        async with asyncio.timeout(PATIENCE):
            await line.wait_closed()
        assert line.close_code == 4429
