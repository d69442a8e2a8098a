"""A crowd that plays: each person on a real socket, with a ledger of all that the server said.

What the server acknowledged must be in its log, what it showed must have been true, and what was
sent twice must have been done once; `Ledger.compare` holds the ledger against the log.
"""

import asyncio
import contextlib
import itertools
import json
import random
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass, field

import msgspec
import psycopg
import websockets
from websockets.exceptions import WebSocketException

from colorclues.games.snapshot import People, Play, Snapshot
from colorclues.sockets.outgoing import _history, _now
from game_engine import evolve, opening
from game_engine.record import event_from_dict, setup_from_dict
from game_engine.view import table_view
from tests.servers import PATIENCE
from tests.views import Parts

THINKING = 0.2
"""Seconds, at most twice, that a person thinks: so that nobody sends faster than people may."""
SILENCE = 25.0
"""Seconds without a word, not even a tick, after which a line is given up, as the page does."""
REPEATS = 0.2
"""Part of the acknowledged commands that are sent once more, as a client does that is not sure."""
RELOADS = 0.5
"""Part of the people who load the page anew when the line is back, and have forgotten what they
asked for; the others ask for it again."""
VOLATILE = {
    *("code", "name", "revision", "rules", "spectators", "paused", "players"),
    *("deadline", "album", "parts"),
}
"""Of the public half of a view: what is not a matter of the log."""


@dataclass
class Ledger:
    """All that the server has promised."""

    acknowledged: dict = field(default_factory=dict)
    """(game, seat, client id) -> version."""
    shown: dict = field(default_factory=dict)
    """(game, version) -> the public half as it was shown first."""
    problems: list = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)
    """Close codes of the sockets that the server, or its death, has closed."""
    back: list = field(default_factory=list)
    """Seconds from a lost line to the next view."""
    latency: list = field(default_factory=list)
    """Seconds from a command to its acknowledgement."""

    def show(self, view):
        """Take down a view; the same version must be the same for everybody."""
        if view["game"] is None:
            return
        key = (view["game"], view["version"])
        public = {k: v for k, v in view["table"].items() if k not in VOLATILE}
        if self.shown.setdefault(key, public) != public:
            self.problems.append(f"two truths about {key}")

    def compare(self, log):
        """Hold everything against the log: {game: (setup, rows)}; gives the figures."""
        lost = gaps = doubles = untrue = 0
        for setup, rows in log.values():
            gaps += [row.number for row in rows] != list(range(1, len(rows) + 1))
            ids = [(row.seat, row.client_id) for row in rows if row.client_id]
            doubles += len(ids) - len(set(ids))
            del setup
        for (game, seat, client_id), version in self.acknowledged.items():
            rows = log.get(game, (None, []))[1]
            there = [r.number for r in rows if (r.seat, r.client_id) == (seat, client_id)]
            lost += there != [version]
        truth = {}
        for (game, version), public in self.shown.items():
            if game not in truth:
                truth[game] = dict(retold(game, *log[game]))
            # As long as a test runs more may come; a version beyond the log was never true.
            untrue += truth[game].get(version) != public
        figures = {"lost": lost, "gaps": gaps, "doubles": doubles, "shown but untrue": untrue}
        return figures | {"other problems": len(self.problems)}


@dataclass(frozen=True)
class Row:
    """A row of a server's log."""

    number: int
    data: dict
    seat: int | None
    client_id: str | None


def retold(game, setup, rows):
    """Give (version, public half) for each version of a game, from its log alone."""
    state = opening(setup_from_dict(setup))
    nobody = People("", "", None, {}, 0, (), frozenset(), (), False, 0)
    for version in range(len(rows) + 1):
        if version:
            state = evolve(state, event_from_dict(rows[version - 1].data))
        snapshot = Snapshot(nobody, Play(game, state, version, None))
        table = table_view(state)
        public = _now(snapshot, table) | _history(table)
        public = msgspec.json.decode(msgspec.json.encode(public))
        yield version, {k: v for k, v in public.items() if k not in VOLATILE}


def log_of(web):
    """Read a server's database: {game: (setup, rows)}."""
    games = "SELECT id, setup FROM colorclues_game"
    events = "SELECT game_id, number, data, seat, client_id FROM colorclues_gameevent"
    url = web.env.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            found = connection.execute(games).fetchall()
            rows = connection.execute(f"{events} ORDER BY game_id, number").fetchall()
    else:
        with contextlib.closing(sqlite3.connect(f"{web.env['VAR_DIR']}/db.sqlite3")) as connection:
            found = connection.execute(games).fetchall()
            rows = connection.execute(f"{events} ORDER BY game_id, number").fetchall()
    log = {game: (_json(setup), []) for game, setup in found}
    for game, number, data, seat, client_id in rows:
        log[game][1].append(Row(number, _json(data), seat, client_id))
    return log


def _json(value):
    return json.loads(value) if isinstance(value, str) else value


class Person:
    """Somebody with a seat who plays what may be played, and comes back when the line is cut."""

    numbers = itertools.count()

    def __init__(self, visitor, code, ledger, webs=None, *, seed=0):
        self.visitor = visitor
        self.code = code
        self.ledger = ledger
        self.webs = itertools.cycle(webs or [visitor.web])
        self.random = random.Random(seed)
        self.view = None
        self.pending = None
        """The command that waits for its answer: [message, times sent, moment, since]."""
        self.fresh = False
        """Whether the line has not brought a view yet."""
        self.repeated = {}
        self.away_since = None
        self.acting = None
        self.task = None
        self.playing = asyncio.Event()
        self.playing.set()

    def use(self, webs):
        """Come by other lines from now on."""
        self.webs = itertools.cycle(webs)

    async def run(self):
        """Play until cancelled."""
        while True:
            web = next(self.webs)
            try:
                async with websockets.connect(
                    f"{web.socket_url}/ws/t/{self.code}/",
                    additional_headers={"Cookie": self.visitor.cookie()},
                    origin=web.url,
                    open_timeout=10,
                    ping_interval=None,
                    close_timeout=1,
                ) as line:
                    await self.play(line)
            except (OSError, WebSocketException, TimeoutError) as error:
                code = getattr(getattr(error, "rcvd", None), "code", None)
                if self.away_since is None:
                    self.ledger.dropped[code] += 1
                    self.away_since = time.monotonic()
                if code is not None and 4400 <= code < 4500:
                    self.ledger.problems.append(f"sent away with {code}")
            await asyncio.sleep(self.random.uniform(0.05, 0.4))

    async def play(self, line):
        """Play on one line until it ends."""
        if self.pending is not None and self.random.random() < RELOADS:
            self.pending = None
        self.fresh, parts = True, Parts()
        while True:
            # Not wait_for: in Python 3.11 it may swallow that somebody was sent home.
            async with asyncio.timeout(SILENCE):
                message = json.loads(await line.recv())
            match message["type"]:
                case "turn_update":
                    await self.see(line, parts.whole(message))
                case "done":
                    await self.acknowledge(line, message)
                case "refusal":
                    await self.refuse(line, message)
                case "mark":
                    await line.send(json.dumps({"type": "ack", "mark": message["mark"]}))
                case "tick" if self.view and message["version"] > self.view["version"]:
                    await line.send(json.dumps({"type": "hello", "version": self.view["version"]}))

    async def see(self, line, view):
        """Take a view, and act if it is this person's turn."""
        self.ledger.show(view)
        if self.away_since is not None:
            self.ledger.back.append(time.monotonic() - self.away_since)
            self.away_since = None
        if self.view is None or (view["game"] or 0, view["version"]) >= (
            self.view["game"] or 0,
            self.view["version"],
        ):
            self.view = view
        if self.fresh:
            self.fresh = False
            await self.ask_again(line)
        self.consider(line)

    async def ask_again(self, line):
        """Repeat what was not answered, unless the table has moved on, as the page does."""
        if self.pending is not None and self.pending[2] == moment(self.view):
            await self.send(line)
        else:
            self.pending = None

    def consider(self, line):
        """Think of something to do, while reading goes on."""
        if self.pending is None and (self.acting is None or self.acting.done()):
            self.acting = asyncio.create_task(self.act(line))

    async def act(self, line):
        """Send a command that the view allows."""
        await asyncio.sleep(self.random.uniform(THINKING / 2, THINKING * 2))
        await self.playing.wait()
        message = self.command()
        if message is None or self.pending is not None:
            return
        message["id"] = f"{next(self.numbers)}-{self.random.getrandbits(48):x}"
        self.pending = [message, 0, moment(self.view), time.monotonic()]
        with contextlib.suppress(WebSocketException):
            await self.send(line)

    async def send(self, line):
        self.pending[1] += 1
        await line.send(json.dumps(self.pending[0]))

    def command(self):
        """Choose what to do; None when others are to act."""
        you, table = self.view["you"], self.view["table"]
        may = set(you["may"])
        taken = {piece["square"] for piece in table.get("pieces", ())}
        if "choose_target" in may:
            return {"type": "choose_target", "square": self.random.choice(you["card"])}
        if "skip_clue" in may and self.random.random() < 0.5:
            return {"type": "skip_clue"}
        if "give_clue" in may:
            return {"type": "give_clue", "text": word(self.random)}
        if "place_guess" in may:
            free = [square for square in SQUARES if square not in taken]
            return {"type": "place_guess", "square": self.random.choice(free)}
        if "next_round" in may:
            return {"type": "next_round"}
        return None

    async def acknowledge(self, line, message):
        """Take down what was promised; now and then ask for it once more."""
        client_id = message["id"]
        if client_id in self.repeated:
            if self.repeated.pop(client_id) != message["version"]:
                self.ledger.problems.append("a repeat had another result")
            return
        if self.pending is None or client_id != self.pending[0]["id"]:
            return
        (sent, _, meant, since), self.pending = self.pending, None
        seat = self.view["you"]["seat"]
        self.ledger.acknowledged[meant[0], seat, client_id] = message["version"]
        self.ledger.latency.append(time.monotonic() - since)
        if self.random.random() < REPEATS:
            self.repeated[client_id] = message["version"]
            await line.send(json.dumps(sent))
        if self.view["version"] >= message["version"]:
            self.consider(line)

    async def refuse(self, line, message):
        """Try again where the server asks for that; a repeat that is refused is a problem."""
        if self.repeated.pop(message["id"], None) is not None:
            # After a game has ended its commands cannot be repeated any more.
            if message["code"] not in {"no_game", "retry"}:
                self.ledger.problems.append(f"a repeat was refused: {message['code']}")
            return
        if self.pending is None or message["id"] != self.pending[0]["id"]:
            return
        if message["code"] in {"retry", "paused"}:
            await asyncio.sleep(0.5)
            await self.send(line)
        elif message["code"].startswith("clue_"):
            self.pending = None
            self.consider(line)
        elif self.pending[1] > 1:
            self.pending = None
            self.ledger.problems.append(f"a repeat was refused: {message['code']}")
        else:
            # The view was older than the table; a newer one is on its way.
            self.pending = None


def moment(view):
    """Say what a command is meant for: this game, round, phase and clue."""
    table = view["table"]
    return view["game"], table.get("round"), table["phase"], tuple(table.get("clues", ()))


SQUARES = [f"{letter}{column}" for letter in "ABCDEFGHIJKLMNOP" for column in range(1, 31)]
_SYLLABLES = ("ka", "lo", "mi", "ru", "ne", "to", "vi", "sa", "pu", "de", "zo", "fi")


def word(rng):
    """Make up a word that the referee has nothing against, and hardly ever twice."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(6))


class Crowd:
    """Tables of people who play until told to stop."""

    def __init__(self, webs):
        self.webs = webs
        self.ledger = Ledger()
        self.people = []
        self.hosts = {}
        self.tasks = []

    async def gather(self, tables, seats, open_table, *, start=True):
        """Open the tables, seat the people, begin the games and let them play."""
        names = [f"Person {number}" for number in range(seats)]
        for table in range(tables):
            code, visitors = await open_table(self.webs[table % len(self.webs)], names)
            self.hosts[code] = visitors[0]
            for seat, visitor in enumerate(visitors):
                turn = (table + seat) % len(self.webs)
                webs = self.webs[turn:] + self.webs[:turn]
                person = Person(visitor, code, self.ledger, webs, seed=table * 100 + seat)
                self.people.append(person)
            if start:
                await self.begin(code)
        self.let_play()

    def let_play(self):
        """Let everybody come to their tables."""
        self.tasks = [asyncio.create_task(self.keep_playing())]
        self.call_back()

    def send_home(self, person):
        """Let somebody close the page."""
        person.task.cancel()

    def call_back(self):
        """Let everybody who is not at a table come."""
        for person in self.people:
            if person.task is None or person.task.done():
                person.task = asyncio.create_task(person.run())
                self.tasks.append(person.task)

    def pause(self):
        """Let nobody begin anything new."""
        for person in self.people:
            person.playing.clear()

    def go_on(self):
        """Let everybody play again."""
        for person in self.people:
            person.playing.set()

    async def begin(self, code):
        """Let the host start a game."""
        with contextlib.suppress(OSError, AssertionError):
            path = f"/t/{code}/start"
            await asyncio.to_thread(self.hosts[code].request, "POST", path, {})

    async def keep_playing(self):
        """Begin the next game wherever one is over."""
        while True:
            over = {
                person.code
                for person in self.people
                if person.view and person.view["table"]["phase"] in {"over", "lobby"}
            }
            for code in over:
                await self.begin(code)
            await asyncio.sleep(0.2)

    async def until(self, holds, what, patience=PATIENCE, *, pace=0.02):
        """Wait until `holds()`; gives the seconds that it took."""
        began = time.monotonic()
        while not holds():
            if time.monotonic() - began > patience:
                raise TimeoutError(f"waited in vain until {what}")
            await asyncio.sleep(pace)
        return time.monotonic() - began

    async def until_more(self, commands, patience=PATIENCE):
        """Wait until so many more commands are acknowledged."""
        goal = len(self.ledger.acknowledged) + commands
        return await self.until(
            lambda: len(self.ledger.acknowledged) >= goal, f"{goal} are acknowledged", patience
        )

    async def until_all_go_on(self, patience=PATIENCE):
        """Wait until somebody at each table has seen something new; gives the seconds."""
        before = {id(person): self.moment(person) for person in self.people}

        def gone_on():
            moved = {p.code for p in self.people if self.moment(p) > before[id(p)]}
            return moved == set(self.hosts)

        return await self.until(gone_on, "all tables go on", patience)

    def moment(self, person):
        """Say what a person has seen last, as something to compare."""
        return (person.view["game"] or 0, person.view["version"]) if person.view else (0, 0)

    async def stop(self):
        """Let everybody go."""
        while left := [task for task in self.tasks if not task.done()]:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=5)

    def percentile(self, part):
        """Give a percentile of the seconds that acknowledgements took."""
        ordered = sorted(self.ledger.latency) or [0.0]
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
