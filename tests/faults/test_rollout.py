"""Row 14: a version is rolled out process by process, beside the one before, at the same tables.

Each is driven by manage.py, HTTP, WebSocket and SQL alone, for inside they need not be alike. What
one tells the other over the channel layer has to be understood, or ignored without an error in the
log: then the next tick makes up for it. So whatever is waited for here may take a tick (10 s).
"""

import asyncio
import contextlib
import json
import re
import secrets

import psycopg
import pytest

from tests.faults.harness.figures import report
from tests.faults.harness.tables import Browser, ask, open_table, start, until_view
from tests.server.house_words.clients import Real, Writer
from tests.server.test_two_processes import Line, close_code
from tests.servers import Web
from tests.version_before import NoHistory, take_out

PATIENCE = 400.0
"""Seconds for all that a test waits for: where only ticks tell, a game takes half of that."""
SILENCE = 60.0
"""Seconds in which a tick has to come, late as it may be on a busy machine."""
ONE_LAP = {"laps": "1"}
TABS = 3
"""Sockets that one seat may have."""
CLUES = "coffee tulip pirate glacier violin pepper".split()
SQUARES = [f"{letter}{column}" for letter in "ABCDEFGHIJKLMNOP" for column in range(1, 31)]
TIME = re.compile(r"^\d{4}-\S+ ")
COMPLAINT = re.compile(r"\[(error|critical) *\]|\b(ERROR|CRITICAL)\b|^Traceback|^[\w.]+Error\b")
EXCERPT = 30
"""Lines."""
MENDED = "RuntimeError: Single thread executor already being used, would deadlock"
"""How the version before may stop when SIGTERM comes in the middle of a request. It is mended, so
this goes as soon as the version before has that, too."""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """Give a server of the version before that does not run, with its static files."""
    folder = tmp_path_factory.mktemp("before")
    try:
        root = take_out(folder / "sources")
    except NoHistory as reason:
        pytest.skip(str(reason))
    web = Web(folder, root=root)
    web.manage("collectstatic", "--verbosity=0", "--noinput")
    return web


class Rollout:
    """A process of the version before and one of this version, on one PostgreSQL and one Redis."""

    def __init__(self, folder, before, env):
        self.folder = folder
        self.before = before
        self.env = env
        self.webs = {}
        self.tables = []

    async def start_old(self, server):
        """Migrate the database as the version before does, and start a process of it."""
        like = {"like": self.before, "root": self.before.root}
        return await self._start("old", server=server, **like)

    async def start_new(self, server):
        """Migrate the database under it, and start a process of this version."""
        return await self._start("new", server=server)

    async def _start(self, version, **how):
        folder = self.folder / version
        self.webs[version] = await asyncio.to_thread(start, folder, env=self.env, **how)
        return self.webs[version]

    async def open_table(self, webs, seats, **options):
        """Open a table, with a socket for everybody."""
        table = await open_table(webs, seats, **options)
        self.tables.append(table)
        await table.open_lines(Person)
        return table

    async def end(self):
        """Let everybody leave, and stop what still runs."""
        people = [person for table in self.tables for person in table.lines]
        await asyncio.gather(*(person.socket.close() for person in people if person.socket))
        for web in self.webs.values():
            await asyncio.to_thread(web.terminate)

    def complaints(self):
        """Return the errors in the logs, each once, and what follows the first of a version."""
        found = []
        for version, web in self.webs.items():
            lines = [TIME.sub("", line) for line in web.log.splitlines()]
            if version == "old":
                lines = without_mended(lines)
            wrong = [number for number, line in enumerate(lines) if COMPLAINT.search(line)]
            if wrong:
                each = dict.fromkeys(lines[number] for number in wrong)
                first = lines[wrong[0] : wrong[0] + EXCERPT]
                found += [f"Errors in the log of the {version} version:", *each]
                found += ["The first of them:", *first]
        return found


def without_mended(lines):
    """Leave out what is `MENDED`, with the lines that lead to it."""
    kept = []
    for line in lines:
        if MENDED not in line:
            kept.append(line)
            continue
        while kept and "Task exception was never retrieved" not in kept.pop():
            pass
    return kept


@pytest.fixture
async def rollout(tmp_path, before, postgres, redis):
    """Give what starts both; at the end neither may have written of an error."""
    database = postgres.create_database(f"rollout_{secrets.token_hex(4)}")
    # The version before knows no other rules. This goes as soon as it does.
    env = {"DATABASE_URL": database, "REDIS_URL": redis.url, "RULES_VERSION": "1"}
    rollout = Rollout(tmp_path, before, env)
    yield rollout
    await rollout.end()
    if complaints := rollout.complaints():
        pytest.fail("\n".join(complaints))


class Person(Line):
    """Somebody with a seat: notes what is said, and does what they see the table wait for."""

    socket = None

    def __init__(self, visitor, code):
        super().__init__(visitor, code)
        self.code = code
        self.heard = {}
        """Number of a message of the chat -> its text."""
        self.done = []
        """(seat, id, version) of each command of theirs, as it was acknowledged."""
        self.last = None

    async def until(self, wanted):
        """Read until `wanted(message)`, and return the message."""
        while True:
            # Not wait_for: in Python 3.11 it may swallow that the time for the game is over.
            async with asyncio.timeout(SILENCE):
                message = json.loads(await self.socket.recv())
            match message["type"]:
                case "turn_update":
                    self.view = message = self.parts.whole(message)
                case "chat":
                    self.heard |= {said["id"]: said["text"] for said in message["messages"]}
                case "mark":
                    await self.send(type="ack", mark=message["mark"])
            if wanted(message):
                return message

    async def send(self, **message):
        """Send what is answered by nobody."""
        await self.socket.send(json.dumps(message))

    async def come_to(self, web):
        """Come by a process from now on."""
        await self.socket.close()
        self.visitor.web = web
        self.url = f"{web.socket_url}/ws/t/{self.code}/"
        await self.open()

    async def say(self, text):
        await self.send(type="typing")
        assert (await self.act(type="chat", text=text))["type"] == "done"

    async def hear(self, texts):
        """Read until all of this was heard."""
        while not texts <= set(self.heard.values()):
            await self.until(lambda message: message["type"] == "chat")

    async def play(self, ends, known):
        """Do one's part until `ends(table)`."""
        while not ends(self.view["table"]):
            command = next_command(self.view, known)
            if command is None:
                await self.until(lambda message: message["type"] == "turn_update")
            else:
                await self.do(command)

    async def do(self, command):
        """Send a command, which has to be taken, and read until its effect is seen."""
        if command["type"] == "place_guess":
            await self.send(type="aim")
        self.last = command | {"id": secrets.token_hex(8)}
        answer = await self.act(**self.last)
        assert answer["type"] == "done", (command, answer, self.view)
        self.done.append((self.view["you"]["seat"], self.last["id"], answer["version"]))
        await self.until_version(answer["version"])

    async def repeat(self):
        """Send the last command again, as a page does that has lost its socket: it is done once."""
        answer = await self.act(**self.last)
        assert (answer["type"], answer["version"]) == ("done", self.done[-1][2])

    def __str__(self):
        table = self.view["table"]
        return f"{self.url} showed version {self.view['version']}: {table['phase']}"


def next_command(view, known):
    """Return what somebody does; None if others are to act.

    The first to guess challenges the first clue, only every other giver gives a second one, and the
    pieces come near the target, which the giver tells in `known`: a game without points would
    show little.
    """
    you, table = view["you"], view["table"]
    may, rounds = you["may"], len(table.get("history", ()))
    if "choose_target" in may:
        known["target"] = you["card"][0]
        return {"type": "choose_target", "square": you["card"][0]}
    if "skip_clue" in may and not rounds % 2:
        return {"type": "skip_clue"}
    if "give_clue" in may:
        return {"type": "give_clue", "text": CLUES[2 * rounds + len(table["clues"])]}
    if "place_guess" in may and "challenge_clue" in may and not (rounds or table["challenged"]):
        return {"type": "challenge_clue"}
    if "place_guess" in may:
        taken = {piece["square"] for piece in table["pieces"]}
        free = [square for square in SQUARES if square not in taken]
        nearest = min(free, key=lambda square: distance(square, known["target"]))
        return {"type": "place_guess", "square": nearest}
    if "vote" in may and you["seat"] == table["to_act"][0]:
        return {"type": "vote", "uphold": False}
    return {"type": "next_round"} if "next_round" in may else None


def distance(one, other):
    return max(abs(ord(one[0]) - ord(other[0])), abs(int(one[1:]) - int(other[1:])))


class Play:
    """A table at which a game is played; somebody sits on each of the servers."""

    def __init__(self, table):
        self.table = table
        self.people = table.lines
        self.known = {}
        self.said = set()
        self.begin()

    def begin(self):
        """Give everybody the whole time, from now: what a server takes to start is not theirs."""
        self.end = asyncio.get_running_loop().time() + PATIENCE

    async def until(self, ends, what):
        """Let everybody play until all of them see that `ends(table)`."""
        await self.all((person.play(ends, self.known) for person in self.people), what)

    async def all(self, work, what):
        """Let all do their work at the same time, while there is time."""
        try:
            async with asyncio.timeout_at(self.end), asyncio.TaskGroup() as group:
                for one in work:
                    group.create_task(one)
        except TimeoutError:
            seen = ", ".join(map(str, self.people))
            pytest.fail(f"in {PATIENCE:g} s it did not come to it that {what}; {seen}")

    async def until_scored(self, number):
        await self.until(
            lambda table: table["phase"] == "scored" and table["round"] == number,
            f"all see the score of round {number}",
        )

    async def until_over(self):
        await self.until(lambda table: table["phase"] == "over", "all see the end of the game")

    async def talk(self, when):
        """Let each say something: all hear all of it."""
        texts = {person: f"{number} {when}" for number, person in enumerate(self.people)}
        self.said |= set(texts.values())
        for person, text in texts.items():
            # One after the other: the version before may lose what is said at the same moment.
            await self.all([person.say(text)], f"all talk {when}")
        await self.all((p.hear(self.said) for p in self.people), f"all hear what is said {when}")

    async def check(self, database):
        """Hold what people were shown at the end against each other, and against the log."""
        end, *others = [shown(person.view) for person in self.people]
        assert others == [end] * len(others)
        assert any(end["scores"])
        for person in self.people:
            assert sorted(person.heard.values()) == sorted(self.said)
            for page in ("", "record.json"):
                status, _ = await ask(person.visitor, "GET", f"/g/{end['album']}/{page}")
                assert status == 200
        rows, slug = log_of(database, end["game"])
        assert [number for number, *_ in rows] == list(range(1, end["version"] + 1))
        done = [(seat, client_id, number) for number, seat, client_id in rows if client_id]
        assert sorted(done) == sorted(one for person in self.people for one in person.done)
        assert slug == end["album"]
        return len(done)


def shown(view):
    """Return what must be the same for everybody once a game is over."""
    table = {name: view["table"][name] for name in ("scores", "winners", "history", "album")}
    return {"game": view["game"], "version": view["version"], **table}


def log_of(database, game):
    """Return a game's rows (number, seat, client id), and the slug of its page."""
    rows = "SELECT number, seat, client_id FROM colorclues_gameevent WHERE game_id = %s ORDER BY id"
    with psycopg.connect(database) as connection:
        slug = connection.execute("SELECT slug FROM colorclues_game WHERE id = %s", [game])
        return connection.execute(rows, [game]).fetchall(), slug.fetchone()[0]


@pytest.mark.parametrize(
    ("host", "old_server", "new_server"),
    [("old", "daphne", "uvicorn"), ("new", "uvicorn", "daphne")],
)
async def test_people_on_both_versions_play_one_game_to_its_end(
    rollout, host, old_server, new_server
):
    old = await rollout.start_old(old_server)
    new = await rollout.start_new(new_server)
    # Each opens a table and starts a game that the other has to understand.
    webs = [old, new] if host == "old" else [new, old]
    table = await rollout.open_table(webs, 3, rules=ONE_LAP)
    game = Play(table)
    await game.talk("before the game")
    await table.post("start")
    await game.until_scored(1)
    await game.talk("after a round")
    await game.until_over()
    commands = await game.check(rollout.env["DATABASE_URL"])
    report(
        14,
        f"the version before ({old_server}) and this one ({new_server}) at one table",
        commands=commands,
        lost=0,
        gaps=0,
        doubles=0,
    )


async def test_who_played_on_the_version_before_goes_on_with_this_one(rollout):
    old = await rollout.start_old("daphne")
    table = await rollout.open_table([old], 3, rules=ONE_LAP)
    game = Play(table)
    await table.post("start")
    await game.until_scored(1)
    new = await rollout.start_new("daphne")
    game.begin()
    maya, tom, ana = table.lines
    await tom.come_to(new)
    await game.talk("with one of them on the new process")
    await game.until_scored(2)
    await asyncio.to_thread(old.terminate)
    for person in (maya, ana):
        seat = person.view["you"]["seat"]
        # No goodbye at all, where the version before stops as `MENDED` says; but never a refusal,
        # after which a page would stay away.
        assert not 4400 <= (await close_code(person.socket) or 1006) < 4500
        await person.come_to(new)
        assert person.view["you"]["seat"] == seat
        await person.repeat()
    await game.talk("with all of them on the new process")
    await game.until_over()
    await game.check(rollout.env["DATABASE_URL"])


async def test_each_version_hears_what_happens_on_the_other(rollout):
    old = await rollout.start_old("daphne")
    new = await rollout.start_new("uvicorn")
    async with asyncio.timeout(PATIENCE):
        for here, there in ((old, new), (new, old)):
            table = await rollout.open_table([here, there], 2)
            await the_rules_change(table)
            await the_host_admits(table, Browser(there))
            await all_write_house_words(table)
            await another_tab_is_too_many(table, here)


async def the_rules_change(table):
    for person in table.lines:
        await person.send(type="edit", field="laps")
    await table.post("rules", {"laps": "3", "field": ["laps"]}, by=1)
    await until_view(table.lines[0], lambda view: view["table"]["rules"]["laps"] == 3)


async def the_host_admits(table, stranger):
    """Somebody asks at another process than the host's."""
    await table.post("power", {"deed": "admission", "admission": "host"})
    await ask(stranger, "GET", "/")
    requests, name = f"/t/{table.code}/requests", "Stranger"
    async with table.host.line("/ws/me/") as news:
        await until_changed(news)  # it says so once at the start
        await ask(stranger, "POST", f"/t/{table.code}/join", {"name": name})
        page = ""
        while name not in page:
            await until_changed(news)
            _, page = await ask(table.host, "GET", requests)
    async with stranger.line("/ws/me/") as news:
        await until_changed(news)
        number = re.search(r'name="request" +value="(\d+)"', page)[1]
        await table.post("requests", {"request": number, "answer": "admit"})
        await until_changed(news)
    for line in table.lines:
        await until_view(line, lambda view: len(view["table"]["players"]) == 3)


async def until_changed(news):
    """Read until a guest's own page is told to look again."""
    while json.loads(await asyncio.wait_for(news.recv(), SILENCE))["type"] != "changed":
        pass


async def all_write_house_words(table):
    text = ""
    async with contextlib.AsyncExitStack() as sockets:
        writers = []
        for browser in table.browsers:
            writers.append(await Writer(Real(browser, table.code)).open())
            sockets.push_async_callback(writers[-1].line.close)
            await writers[-1].say({"writing": True})
        for number, writer in enumerate(writers):
            writer.write(f"written by {number}; ")
            text += f"written by {number}; "
            await writer.push()
            for other in writers:
                await other.until_text(text)


async def another_tab_is_too_many(table, web):
    """One seat's sockets are counted wherever they are."""
    first = table.lines[1]
    for _ in range(TABS):
        table.lines.append(Person(first.visitor.at(web), table.code))
        await table.lines[-1].open()
    assert await close_code(first.socket) == 4429
