"""Page rendered, things happen, socket connects later: nothing is missed. On a real server."""

import asyncio
import http.client
import json
import re
import urllib.parse

import pytest
import websockets

from tests.faults.harness.figures import size
from tests.servers import PATIENCE

LOADS = size(30, 250)
"""Of each kind; in the long form a thousand in all."""
AT_ONCE = 10


class Visitor:
    """A browser without a window: cookies, forms, and sockets."""

    def __init__(self, web):
        self.web = web
        self.cookies = {}

    def request(self, method, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=PATIENCE)
        headers = {"Cookie": self.cookie(), "HX-Request": "true"}
        body = None
        if form is not None:
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        connection.close()
        assert answer.status < 400, (answer.status, path)
        return answer, text

    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def line(self, path):
        """Give a connection to a socket's path, to be used with `async with`."""
        return websockets.connect(
            self.web.socket_url + path,
            additional_headers={"Cookie": self.cookie()},
            origin=self.web.url,
            open_timeout=PATIENCE,
        )

    async def first_frames(self, code):
        """Connect; give the first view and the chat that comes with it."""
        async with self.line(f"/ws/t/{code}/") as line:
            found = {}
            while not {"turn_update", "chat"} <= set(found):
                message = json.loads(await asyncio.wait_for(line.recv(), PATIENCE))
                found[message["type"]] = message
            return found

    async def first_news(self):
        """Connect to one's own news; give what comes at once."""
        async with self.line("/ws/me/") as line:
            return json.loads(await asyncio.wait_for(line.recv(), PATIENCE))

    async def act(self, code, **message):
        """Connect, send one command, and give its `done`."""
        async with self.line(f"/ws/t/{code}/") as line:
            await line.send(json.dumps(message))
            while True:
                answer = json.loads(await asyncio.wait_for(line.recv(), PATIENCE))
                assert answer["type"] != "refusal", answer
                if answer["type"] == "done":
                    return answer


def revision_of(page):
    return int(re.search(r'data-revision="(\d+)"', page)[1])


async def lobby_race(maya, tom, code, number):
    """The host locks or unlocks the table after Tom's page was made and before his socket."""
    _, page = await asyncio.to_thread(tom.request, "GET", f"/t/{code}/lobby")
    form = {"deed": "lock" if number % 2 else "unlock"}
    _, after = await asyncio.to_thread(maya.request, "POST", f"/t/{code}/power", form)
    assert revision_of(page) < revision_of(after)
    frames = await tom.first_frames(code)
    return frames["turn_update"]["table"]["revision"] >= revision_of(after)


async def chat_race(maya, tom, code, number):
    """Maya says something after Tom's page was made and before his socket."""
    await asyncio.to_thread(tom.request, "GET", f"/t/{code}/lobby")
    await maya.act(code, type="chat", text=f"number {number}")
    frames = await tom.first_frames(code)
    return f"number {number}" in [said["text"] for said in frames["chat"]["messages"]]


async def game_race(maya, tom, code, number):
    """A piece of the game is played after Tom's page was made and before his socket."""
    del number
    await asyncio.to_thread(tom.request, "GET", f"/t/{code}/lobby")
    seat = (await maya.first_frames(code))["turn_update"]["table"]["to_act"][0]
    version = (await maya.act(code, type="skip_turn", seat=seat))["version"]
    view = (await tom.first_frames(code))["turn_update"]
    if view["table"]["phase"] == "scored":
        await maya.act(code, type="next_round")
    if view["table"]["phase"] == "over":
        await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
    return view["version"] >= version


async def request_race(maya, tom, code, number):
    """Somebody asks to be let in after the host's page was made and before the host's socket."""
    await asyncio.to_thread(maya.request, "GET", f"/t/{code}/lobby")
    asking = Visitor(tom.web)
    await asyncio.to_thread(asking.request, "GET", "/")
    name = {"name": f"Guest {number}"}
    await asyncio.to_thread(asking.request, "POST", f"/t/{code}/join", name)
    await maya.first_news()
    _, panel = await asyncio.to_thread(maya.request, "GET", f"/t/{code}/requests")
    await asyncio.to_thread(asking.request, "POST", f"/t/{code}/withdraw", {})
    return f"Guest {number}<" in panel


async def open_table(web, names):
    """Open a table; gives its code and one visitor for each name, the first one is host."""
    visitors = [Visitor(web) for _ in names]
    for visitor in visitors:
        await asyncio.to_thread(visitor.request, "GET", "/")
    form = {"player_name": names[0], "preset": "official"}
    answer, _ = await asyncio.to_thread(visitors[0].request, "POST", "/new", form)
    code = answer.headers["Location"].split("/")[2]
    for visitor, name in zip(visitors[1:], names[1:], strict=True):
        await asyncio.to_thread(visitor.request, "POST", f"/t/{code}/join", {"name": name})
    return code, visitors


@pytest.mark.parametrize("race", [lobby_race, chat_race, game_race, request_race])
async def test_page_loads_miss_nothing(start_web, race):
    web = await asyncio.to_thread(start_web)
    tables = [await open_table(web, ("Maya", "Tom", "Ana")) for _ in range(AT_ONCE)]
    for code, (maya, *_) in tables:
        if race is game_race:
            await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
        if race is request_race:
            form = {"deed": "admission", "admission": "host"}
            await asyncio.to_thread(maya.request, "POST", f"/t/{code}/power", form)

    async def races(code, maya, tom):
        return [await race(maya, tom, code, number) for number in range(LOADS // AT_ONCE)]

    work = [races(code, maya, tom) for code, (maya, tom, _) in tables]
    seen = [one for some in await asyncio.gather(*work) for one in some]
    assert len(seen) == LOADS // AT_ONCE * AT_ONCE
    assert all(seen)
