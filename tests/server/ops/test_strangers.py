"""What strangers can do to a server from outside, by requests that are not for us: not much."""

import asyncio
import socket
from contextlib import closing

import pytest

from tests.server.test_lost_events import open_table
from tests.servers import PATIENCE, Web

LINE = 400
"""Characters of a line in the log, and no more."""


@pytest.fixture(scope="module", params=["daphne", "uvicorn"])
def web(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    with Web(folder, server=request.param, env={"HEAD_SECONDS": "1"}) as running:
        yield running


def ask(web, request):
    """Send a request as it is; return what comes until the server closes."""
    with closing(connected(web)) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(4096), b""))


def connected(web):
    return socket.create_connection(("127.0.0.1", web.port), timeout=PATIENCE)


def head(path="/", host="localhost"):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize(
    "request_",
    [head(host="evil.example"), head(host="e" * 2000 + ".example"), head("/" + "a" * 9000)],
    ids=["wrong host", "long host", "long path"],
)
def test_a_request_that_is_not_for_us_is_one_short_line_in_the_log(web, request_):
    before = len(web.log)
    assert ask(web, request_).split()[1] in {b"400", b"404"}
    [line] = web.log[before:].splitlines()
    assert len(line) < LINE


def trickle(line, what):
    """Send byte after byte, and wait for the server between them, until it closes."""
    line.settimeout(0.1)
    for byte in what:
        try:
            line.sendall(bytes([byte]))
            if line.recv(4096) == b"":
                return
        except TimeoutError:
            continue
        except ConnectionError:
            return
    pytest.fail("The server reads on.")


def test_who_sends_the_head_of_a_request_byte_by_byte_is_closed(web):
    with closing(connected(web)) as line:
        trickle(line, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200)


def test_who_does_so_in_a_second_request_is_closed_too(web):
    with closing(connected(web)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        heard = b""
        while not heard.endswith(b"\r\n0\r\n\r\n"):  # the last of its chunks
            heard += line.recv(4096) or pytest.fail("The server has closed.")
        trickle(line, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200)


async def test_who_has_sent_a_whole_head_keeps_the_line(web):
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    async with maya.line(f"/ws/t/{code}/") as line:
        await asyncio.sleep(2)  # the time itself is what is tested: twice the limit
        await line.send('{"type": "hello", "version": 0}')
        assert await line.recv()
