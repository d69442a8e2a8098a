"""Tables at real servers: people with cookies and sockets, and what the server keeps of them.

`Browser` answers with a status instead of failing, for here a refusal is a result like another.
"""

import asyncio
import contextlib
import http.client
import re
import shutil
import threading
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dj_database_url
from django.core import signing
from django.db import connections

from colorclues import guests
from colorclues.models import GameEvent
from tests import servers
from tests.server.test_lost_events import Visitor
from tests.server.test_two_processes import Line

SECRET_KEY = "the same for all processes of a test, and long enough to be a key"
RULES = {
    "guess_order": "in_turn",
    "second_clue": "optional",
    "first_clue_words": "1",
    "second_clue_words": "2",
    "pick_from": "card",
    "scoring": "official",
    "ties": "shared",
    "laps": "5",
    "language": "en",
}
"""The official rules, as the form has them, in as many laps as there may be."""
AT_ONCE = 40
"""Requests that are on their way at the same moment, at most."""
pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="browser")


class PlantedWeb(servers.Web):
    """The server with the faults of tests/faults/harness/planted.py in it."""

    def command(self):
        return [*super().command()[:-1], "tests.faults.harness.planted:application"]


def start(folder, *, kind=servers.Web, like=None, migrate=True, env=None, **options):
    """Start a server; one that is `like` another takes its static files, so it starts faster."""
    web = kind(folder, env={"SECRET_KEY": SECRET_KEY, **(env or {})}, **options)
    if like is not None:
        shutil.copytree(Path(like.env["VAR_DIR"]) / "static", Path(web.env["VAR_DIR"]) / "static")
        if migrate:
            web.manage("migrate", "--verbosity=0")
        web.prepared = True
    return web.start()


class Browser(Visitor):
    """A visitor who takes any answer."""

    def ask(self, method, path, form=None, *, ready=None):
        """Give the status and the text; `ready` holds the request back until all are ready."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.web.port, timeout=servers.PATIENCE
        )
        headers = {"Cookie": self.cookie(), "HX-Request": "true"}
        body = None
        if form is not None:
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form, doseq=True)
        with contextlib.closing(connection):
            connection.connect()
            if ready is not None:
                ready.wait(servers.PATIENCE)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
        return answer.status, text

    @property
    def secret(self):
        """What the session holds: whoever knows it has the seat."""
        salt = "django.contrib.sessions.backends.signed_cookies"
        session = signing.loads(self.cookies["sessionid"], key=SECRET_KEY, salt=salt)
        return session[guests.KEY]

    def at(self, web):
        """Give the same browser, as another process sees it."""
        other = Browser(web)
        other.cookies = self.cookies
        return other


async def ask(browser, method, path, form=None):
    """Send one request."""
    return await asyncio.get_running_loop().run_in_executor(pool, browser.ask, method, path, form)


async def at_once(*requests):
    """Send requests at the same moment: (browser, method, path, form); gives their answers."""
    ready = threading.Barrier(len(requests))
    loop = asyncio.get_running_loop()

    def one(browser, method, path, form):
        return browser.ask(method, path, form, ready=ready)

    return await asyncio.gather(*(loop.run_in_executor(pool, one, *r) for r in requests))


class Table:
    """A room with people; `lines` are their sockets, by the order in which they came."""

    def __init__(self, webs, code, browsers):
        self.webs = webs
        self.code = code
        self.browsers = browsers
        self.lines = []

    @property
    def host(self):
        return self.browsers[0]

    async def post(self, page, form=None, *, by=0):
        """Send a form as one of the people; it must be taken."""
        status, text = await ask(self.browsers[by], "POST", f"/t/{self.code}/{page}", form or {})
        assert status < 400, (status, page)
        return text

    async def open_lines(self, kind=Line):
        """Open a socket for each."""
        await self.close_lines()
        self.lines = [kind(browser, self.code) for browser in self.browsers]
        await asyncio.gather(*(line.open() for line in self.lines))

    async def close_lines(self):
        await asyncio.gather(*(line.socket.close() for line in self.lines))
        self.lines = []

    async def until_phase(self, phase):
        """Read until all see this phase."""
        for line in self.lines:
            await until_view(line, lambda view: view["table"]["phase"] == phase)

    def in_order(self):
        """Give the lines of the giver and of the guessers, in the order of their first guess."""
        table = self.lines[0].view["table"]
        seats = {line.view["you"]["seat"]: line for line in self.lines}
        count = len(table["scores"])
        return [seats[(table["giver"] + step) % count] for step in range(count)]


async def open_table(webs, seats, *, preset="official", rules=None):
    """Create a table and let people join it, each at the next of the processes."""
    browsers = [Browser(webs[number % len(webs)]) for number in range(seats)]
    await asyncio.gather(*(ask(browser, "GET", "/tables") for browser in browsers))
    for browser in browsers:
        if "csrftoken" not in browser.cookies:
            await ask(browser, "GET", "/")
    form = {"player_name": "Player 1", "preset": preset}
    status, _ = await ask(browsers[0], "POST", "/new", form)
    assert status == http.HTTPStatus.FOUND
    _, page = await ask(browsers[0], "GET", "/tables")
    code = page.split('href="/t/', 1)[1][:6]
    table = Table(webs, code, browsers)
    if rules:
        answer = await table.post("rules", rules | {"field": list(rules)})
        assert 'class="error"' not in answer, "the rules were not taken"
    for number in range(1, seats):
        await table.post("join", {"name": f"Player {number + 1}"}, by=number)
    return table


async def until_view(line, holds):
    """Read until `holds(view)`; not for ever, though a tick comes every ten seconds."""
    async with asyncio.timeout(servers.PATIENCE):
        while not holds(line.view):
            await line.until(lambda m: m["type"] == "turn_update")


class Kept:
    """A server's database, through the models, in a thread of its own."""

    def __init__(self, web, blocker):
        url = web.env.get("DATABASE_URL") or f"sqlite:///{web.env['VAR_DIR']}/db.sqlite3"
        self.alias = f"kept-{web.port}"
        connections.databases[self.alias] = {
            **connections.databases["default"],
            "OPTIONS": {},
            **dj_database_url.parse(url),
        }
        self._blocker = blocker
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=self.alias)

    def of(self, model):
        """Give all rows of a model; to be used in what is handed to `do` only."""
        return model.objects.using(self.alias)

    async def do(self, work, *args):
        """Run work on the database."""

        def unblocked():
            with self._blocker.unblock():
                return work(*args)

        return await asyncio.get_running_loop().run_in_executor(self._thread, unblocked)

    async def games_with_gaps(self):
        """Give the games in which the events are not numbered 1, 2, 3 ..."""

        def look():
            numbers = {}
            rows = self.of(GameEvent).order_by("number").values_list("game", "number")
            for game, number in rows:
                numbers.setdefault(game, []).append(number)
            return [game for game, n in numbers.items() if n != list(range(1, len(n) + 1))]

        return await self.do(look)

    def close(self):
        def close():
            connections[self.alias].close()

        self._thread.submit(close).result()
        self._thread.shutdown()
        del connections.databases[self.alias]


class LogMark:
    """What servers write to their logs from now on."""

    def __init__(self, *webs):
        self._webs = {web: len(web.log) for web in webs}

    def new(self):
        """Give it."""
        return "".join(web.log[start:] for web, start in self._webs.items())

    def tracebacks(self):
        """Give (the line before, the last line) of each: what nobody caught, or foresaw."""
        found = _TRACEBACK.findall(self.new())
        return [(a, b) for a, b in found if not any(other in a for other in OTHERS)]


OTHERS = ("Invalid UTF-8 sequence received from client",)
"""Tracebacks that a server writes when it closes a socket with 1007, as it should."""
_TRACEBACK = re.compile(
    r"(?:^(.*)\n)??^Traceback \(most recent call last\):\n(?:^[ \t].*\n|^\n)*^(.*)$", re.MULTILINE
)
