"""Two processes on PostgreSQL and Redis: one table, whose people sit on both."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal

import pytest
import websockets

from tests.server.test_lost_events import Visitor, open_table
from tests.servers import PATIENCE, Redis, Web
from tests.views import Parts


class Line:
    """A browser's socket at one of the processes."""

    def __init__(self, visitor, code):
        self.visitor = visitor
        self.url = f"{visitor.web.socket_url}/ws/t/{code}/"
        self.view = None

    async def open(self):
        self.parts = Parts()
        self.socket = await websockets.connect(
            self.url,
            additional_headers={"Cookie": self.visitor.cookie()},
            origin=self.visitor.web.url,
            open_timeout=PATIENCE,
        )
        return await self.until(lambda m: m["type"] == "turn_update")

    async def until(self, wanted):
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            if message["type"] == "turn_update":
                self.view = message = self.parts.whole(message)
            if message["type"] == "mark":
                await self.socket.send(json.dumps({"type": "ack", "mark": message["mark"]}))
            if wanted(message):
                return message

    async def until_version(self, version):
        while self.view["game"] is None or self.view["version"] < version:
            await self.until(lambda m: m["type"] == "turn_update")

    async def act(self, **message):
        await self.socket.send(json.dumps(message))
        return await self.until(lambda m: m["type"] in {"done", "refusal"})


async def test_people_on_two_processes_play_and_talk_at_one_table(webs):
    visitors = [Visitor(webs[i % 2]) for i in range(3)]
    for visitor in visitors:
        await asyncio.to_thread(visitor.request, "GET", "/")
    form = {"player_name": "Maya", "preset": "official"}
    answer, _ = await asyncio.to_thread(visitors[0].request, "POST", "/new", form)
    code = answer.headers["Location"].split("/")[2]
    for visitor, name in zip(visitors[1:], ("Tom", "Ana"), strict=True):
        await asyncio.to_thread(visitor.request, "POST", f"/t/{code}/join", {"name": name})
    lines = [Line(visitor, code) for visitor in visitors]
    for line in lines:
        await line.open()
    await asyncio.to_thread(visitors[0].request, "POST", f"/t/{code}/start", {})
    for line in lines:
        await line.until_version(0)
    giving = lines[0].view["table"]["giver"]
    giver, first, second = (lines[(giving + i) % 3] for i in range(3))
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    version = (await giver.act(type="give_clue", text="coffee"))["version"]
    for guesser, square in ((first, "H9"), (second, "H10")):
        await guesser.until_version(version)
        answer = await guesser.act(type="place_guess", square=square)
        assert answer["type"] == "done"
        version = answer["version"]
    for line in lines:
        await line.until_version(version)
        assert [piece["square"] for piece in line.view["table"]["pieces"]] == ["H9", "H10"]
    await lines[0].act(type="chat", text="across")
    for line in lines[1:]:
        said = await line.until(lambda m: m["type"] == "chat" and m["messages"])
        assert said["messages"][-1]["text"] == "across"
    for line in lines:
        await line.socket.close()


@pytest.fixture
def fragile(tmp_path):
    """A server with a Redis of its own, which a test may kill."""
    with Redis(tmp_path / "redis") as redis:
        env = {"REDIS_URL": redis.url, "METRICS_TOKEN": "secret"}
        with Web(tmp_path / "web", env=env, path="/healthz") as web:
            yield web, redis


async def test_pages_and_forms_are_answered_while_redis_is_away(fragile):
    web, redis = fragile
    code, (maya, tom, _) = await open_table(web, ("Maya", "Tom", "Ana"))
    redis.kill9()
    for path in ("/", f"/t/{code}/", f"/t/{code}/lobby", f"/t/{code}/tv"):
        await asyncio.to_thread(tom.request, "GET", path)
    await asyncio.to_thread(maya.request, "POST", "/new", {"player_name": "M", "preset": "party"})
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
    assert web.log.count("nothing is throttled") == 1
    assert "Traceback" not in web.log
    await asyncio.to_thread(redis.start)
    assert (await maya.first_frames(code))["turn_update"]["table"]["phase"] == "choosing"


async def test_a_seat_moves_while_redis_is_away_and_after_a_restart(fragile):
    web, redis = fragile
    code, (_, tom, _) = await open_table(web, ("Maya", "Tom", "Ana"))
    phone = Visitor(web)
    redis.kill9()
    _, page = await asyncio.to_thread(tom.request, "POST", f"/t/{code}/move", {})
    path = "/take/" + page.split("/take/")[1].split('"')[0]
    await asyncio.to_thread(web.restart)
    await asyncio.to_thread(phone.request, "GET", path)
    await asyncio.to_thread(phone.request, "POST", path, {})
    await asyncio.to_thread(redis.start)
    players = (await phone.first_frames(code))["turn_update"]["table"]["players"]
    assert [player["name"] for player in players] == ["Maya", "Tom", "Ana"]


@pytest.mark.parametrize("path", ["/ws/t/{}/", "/ws/me/"])
async def test_a_first_socket_without_redis_is_told_to_come_back_and_leaves_nothing(fragile, path):
    web, redis = fragile
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    redis.kill9()
    await asyncio.to_thread(web.restart)
    async with maya.line(path.format(code)) as line:
        # Daphne's library sends no code of the protocol's own.
        assert await close_code(line) in {1012, 3012}
        assert sockets_of(web) == 0
    await asyncio.to_thread(redis.start)
    async with maya.line(path.format(code)) as line:
        assert await asyncio.wait_for(line.recv(), PATIENCE)
        assert sockets_of(web) == (1 if code in path.format(code) else 0)


async def test_a_redis_that_hangs_does_not_hold_up_page_after_page(fragile):
    web, redis = fragile
    code, (maya, tom, _) = await open_table(web, ("Maya", "Tom", "Ana"))
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(PATIENCE):
            for path in ("", "lobby", "watch", "tv", "qr.svg"):
                await asyncio.to_thread(tom.request, "GET", f"/t/{code}/{path}")
        assert web.log.count("nothing is throttled") == 1
    finally:
        os.kill(redis.pid, signal.SIGCONT)
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})


async def test_a_redis_that_hangs_holds_up_no_answer(fragile):
    web, redis = fragile
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
    line = Line(maya, code)
    view = await line.open()
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        (seat,) = view["table"]["to_act"]
        assert (await line.act(type="skip_turn", seat=seat))["type"] == "done"
        assert "nobody was notified" not in web.log
        last = await line.act(type="next_round")
    finally:
        os.kill(redis.pid, signal.SIGCONT)
    await line.until_version(last["version"])
    await line.socket.close()


async def close_code(line):
    """Read until the server closes."""
    with contextlib.suppress(websockets.ConnectionClosed):
        while True:
            await asyncio.wait_for(line.recv(), PATIENCE)
    return line.close_code


def sockets_of(web):
    """Give how many sockets a process counts, with and without a seat."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/metrics", headers={"Authorization": "Bearer secret"})
        text = connection.getresponse().read().decode()
    return sum(map(float, re.findall(r"^colorclues_sockets\S* (\S+)$", text, re.MULTILINE)))
