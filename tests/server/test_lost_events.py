"""Page rendered, things happen, socket connects later: nothing is missed. On a real server."""

import asyncio
import http.client
import json
import re
import urllib.parse

import websockets

LOADS = 1000
AT_ONCE = 8


class Visitor:
    """A browser without a window: cookies, forms, and sockets."""

    def __init__(self, web):
        self.web = web
        self.cookies = {}

    def request(self, method, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.web.port, timeout=20)
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

    async def first_frames(self, code):
        """Connect; give the first view and the chat that comes with it."""
        url = f"{self.web.socket_url}/ws/t/{code}/"
        headers = {"Cookie": self.cookie()}
        async with websockets.connect(url, additional_headers=headers, origin=self.web.url) as line:
            found = {}
            while not {"turn_update", "chat"} <= set(found):
                message = json.loads(await asyncio.wait_for(line.recv(), 20))
                found[message["type"]] = message
            return found


async def one_load(visitor, code, number):
    """Load the lobby, let something happen, then connect; say what the socket brought."""
    _, page = await asyncio.to_thread(visitor.request, "GET", f"/t/{code}/lobby")
    shown = int(re.search(r'data-revision="(\d+)"', page)[1])
    form = {"deed": "lock" if number % 2 else "unlock"}
    _, after = await asyncio.to_thread(visitor.request, "POST", f"/t/{code}/power", form)
    happened = int(re.search(r'data-revision="(\d+)"', after)[1])
    frames = await visitor.first_frames(code)
    return shown, happened, frames["turn_update"]["table"]["revision"]


async def test_a_thousand_page_loads_miss_nothing(start_web):
    web = await asyncio.to_thread(start_web)
    visitor = Visitor(web)
    await asyncio.to_thread(visitor.request, "GET", "/")
    form = {"player_name": "Maya", "preset": "official"}
    answer, _ = await asyncio.to_thread(visitor.request, "POST", "/new", form)
    code = answer.headers["Location"].split("/")[2]
    missing = 0
    for start in range(0, LOADS, AT_ONCE):
        loads = [one_load(visitor, code, start + i) for i in range(AT_ONCE)]
        for shown, happened, brought in await asyncio.gather(*loads):
            assert shown < happened
            missing += brought < happened
    assert missing == 0
