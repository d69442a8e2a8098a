"""Servers under load: CPU per update beside the bare server's, delay, memory, many rooms.

Servers are on one core, the load is on another. Whatever is compared is measured in turn, half a
second each, and the quiet tenth of the windows counts: the machine may be anybody's.
"""

import asyncio
import os
import shutil
import sqlite3
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from random import Random

from tests import servers
from tests.bench import copies
from tests.bench.figures import (
    BenchError,
    Row,
    Title,
    cpu_clock,
    cpu_of_family,
    percentile,
    pinned,
    quiet,
    ratio,
    resident,
    two_cores,
)
from tests.bench.players import SEATS, RealTable, Table
from tests.server.test_lost_events import Visitor

WINDOW = 0.5
WINDOWS = 10
ROOMS = 50
STEADY = 200
"""Commands a second to all rooms, which come by chance as those of people do."""
SCALE = 100
"""The same for the comparison of few rooms and many: five rooms of people send no more."""
GAME = 140
"""Commands of a game, about."""
WATCHERS = 1000
CROWD_RATE = 4
AT_ONCE = 3
"""Requests at a time that open tables."""


class Bare(servers.Web):
    """The bare server, on Daphne or uvicorn as they come."""

    def __init__(self, folder, *, server, frame):
        super().__init__(folder, server=server, env={"BENCH_FRAME": str(frame)})
        self.prepared = True

    def command(self):
        return [*super().command()[:-1], "tests.bench.bare:application"]


@dataclass
class Window:
    """What was counted in half a second."""

    cpu: float | None
    others: float | None
    """CPU seconds of the database and Redis."""
    updates: int
    seconds: float
    delays: list[float]

    @property
    def cost(self):
        """CPU milliseconds of 1,000 updates, which is microseconds of one."""
        return ratio(self.cpu, self.updates) and self.cpu / self.updates * 1e6

    @property
    def command(self):
        """CPU microseconds of a command, all its updates included."""
        return ratio(self.cpu, len(self.delays)) and self.cpu / len(self.delays) * 1e6

    @property
    def command_elsewhere(self):
        """CPU microseconds of a command in the database and Redis."""
        return ratio(self.others, len(self.delays)) and self.others / len(self.delays) * 1e6


@dataclass
class Fleet:
    """A server and the tables there."""

    web: servers.Web
    tables: list
    clock: object = None
    others: object = staticmethod(lambda: None)
    windows: dict[str, list[Window]] = field(default_factory=dict)

    def cost(self, kind):
        """Give the quiet cost of a kind of window."""
        return quiet([window.cost for window in self.windows[kind]])

    def command(self, kind):
        """Give the quiet cost of a command in a kind of window, in microseconds of CPU."""
        return quiet([window.command for window in self.windows[kind]])

    def command_elsewhere(self, kind):
        """Give what of it the database and Redis cost."""
        return quiet([window.command_elsewhere for window in self.windows[kind]])

    def delays(self, kind):
        """Give all delays of a kind of window, in milliseconds."""
        return [delay * 1000 for window in self.windows[kind] for delay in window.delays]

    @property
    def frame(self):
        """Bytes of an update, on average."""
        return round(sum(t.bytes for t in self.tables) / sum(t.updates for t in self.tables))

    def frames(self):
        """Give the frames so far: (out, in)."""
        return sum(t.frames_out for t in self.tables), sum(t.frames_in for t in self.tables)

    async def watch(self, number):
        """Let so many more look on at every table, all by one page."""
        cookies = {}
        for table in self.tables:
            cookie, path = "", table.path
            if isinstance(table, RealTable):
                if self.web not in cookies:
                    cookies[self.web] = await asyncio.to_thread(_spectator, self.web, table.code)
                cookie, path = cookies[self.web], f"{table.path}?tv=1"
            await table.watch(number, cookie, path)

    async def connect(self, first=0):
        """Open the sockets of all tables from `first` on, some at a time."""
        for start in range(first, len(self.tables), 10):
            await asyncio.gather(*(t.connect() for t in self.tables[start : start + 10]))

    async def spread(self):
        """Play on until the tables are at all stages of a game, so that no window is special."""
        wanted = {t: GAME * i // len(self.tables) for i, t in enumerate(self.tables)}
        while wanted:
            if not await self._burst(wanted, 5.0) and wanted:
                await asyncio.sleep(1.0)  # people have to rest

    async def _burst(self, wanted, seconds):
        until, played = time.perf_counter() + seconds, 0

        def again(table, _):
            nonlocal played
            played += 1
            wanted[table] -= 1
            if wanted[table] > 0 and time.perf_counter() < until:
                table.act()

        for table in self.tables:
            table.done = again
        for table in [t for t, left in wanted.items() if left <= 0 or t.over()]:
            del wanted[table]
        for table in wanted:
            table.act()
        await self._calm()
        return played

    async def measure(self, kind, drive):
        """Let `drive` play for one window, and count."""
        for table in self.tables:
            if table.over():
                await table.again()
        updates, delays = self._updates(), []
        cpu, others, began = self.clock(), self.others(), time.perf_counter()
        await drive(self.tables, delays, began + WINDOW)
        await self._calm()
        seconds = time.perf_counter() - began
        window = Window(
            _since(cpu, self.clock()),
            _since(others, self.others()),
            self._updates() - updates,
            seconds,
            delays,
        )
        self.windows.setdefault(kind, []).append(window)

    @property
    def commands(self):
        """Commands of all windows so far."""
        return sum(len(w.delays) for windows in self.windows.values() for w in windows)

    def _updates(self):
        return sum(table.updates for table in self.tables)

    async def _calm(self):
        """Wait until nothing is owed to anybody."""
        deadline = time.perf_counter() + 20
        while any(table.missing for table in self.tables):
            self.check()
            if time.perf_counter() > deadline:
                raise BenchError("An update did not come within 20 seconds.")
            await asyncio.sleep(0.002)
        self.check()

    def check(self):
        """Raise what went wrong at any table."""
        for table in self.tables:
            table.check()

    def close(self):
        """Let everybody leave."""
        for table in self.tables:
            table.close()


def _since(before, now):
    return None if before is None or now is None else now - before


def _spectator(web, code):
    """Give the cookie of somebody who has the page of those who look on."""
    visitor = Visitor(web)
    visitor.request("GET", f"/t/{code}/watch")
    return visitor.cookie()


def steady(rate, chance):
    """Make a driver that sends commands at random moments, `rate` a second over all tables."""

    async def drive(tables, delays, until):
        free = deque(tables)
        chance.shuffle(free)

        def done(table, took):
            delays.append(took)
            free.append(table)

        for table in tables:
            table.done = done
        due = time.perf_counter()
        while (due := due + chance.expovariate(rate)) < until:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            for _ in range(len(free)):
                if (table := free.popleft()).act():
                    break

    return drive


async def busy(tables, delays, until):
    """Let every table play as fast as it is answered."""

    def done(table, took):
        delays.append(took)
        if time.perf_counter() < until:
            table.act()

    for table in tables:
        table.done = done
        table.act()
    await asyncio.sleep(until - time.perf_counter())


class Yard:
    """Where the servers run. All play on from copies of one database with tables at all stages."""

    def __init__(self, folder):
        self.folder = folder
        self.template = None
        self.fleets = []
        self.count = 0
        self.cores = two_cores()

    async def __aenter__(self):
        """Open the tables, as browsers do, and play on at each to its own stage of a game."""
        self.template = self.opened(servers.Web(self._new_folder(), server="uvicorn"))
        return self

    def opened(self, web):
        """Start a server, and open tables there."""
        fleet = self._start(web)
        visitor = Visitor(web)
        visitor.request("GET", "/")
        csrf = visitor.cookies["csrftoken"]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            opened = pool.map(lambda n: RealTable.open(web, csrf, Random(n)), range(ROOMS))
            fleet.tables = list(opened)
        return fleet

    def scaled(self, postgres, redis):
        """Start Color Clues on PostgreSQL and Redis, with tables of its own."""
        env = {"DATABASE_URL": postgres.create_database("bench"), "REDIS_URL": redis.url}
        fleet = self.opened(servers.Web(self._new_folder(), server="uvicorn", env=env))
        clock = cpu_clock(redis.pid)
        fleet.others = lambda: _sum(cpu_of_family(postgres.pid), clock())
        return fleet

    async def __aexit__(self, *_):
        await self.end(*self.fleets)

    async def end(self, *fleets):
        """Let everybody leave, and end the servers."""
        for fleet in fleets:
            self.fleets.remove(fleet)
            fleet.close()
        await asyncio.sleep(0.2)
        for fleet in fleets:
            fleet.web.terminate()

    def real(self, server, rooms, env=None):
        """Start Color Clues once more, with some of the tables; nobody is connected yet."""
        model = self.template
        own = {"SECRET_KEY": model.web.env["SECRET_KEY"], **(env or {})}
        web = servers.Web(self._new_folder(), server=server, env=own)
        shutil.copytree(model.web.folder / "var" / "static", web.folder / "var" / "static")
        old, new = (w.folder / "var" / "db.sqlite3" for w in (model.web, web))
        with closing(sqlite3.connect(old)) as source, closing(sqlite3.connect(new)) as copy:
            source.backup(copy)
            for number in range(1, rooms // ROOMS):
                copies.multiply(copy, number)
        web.prepared = True
        fleet = self._start(web)
        step = max(1, ROOMS // rooms)
        for number in range(rooms):
            table = model.tables[number * step % ROOMS]
            fleet.tables.append(table.twin(web, copies.code(table.code, number // ROOMS)))
        return fleet

    def bare(self, server, rooms, frame):
        """Start the bare server."""
        fleet = self._start(Bare(self._new_folder(), server=server, frame=frame))
        fleet.tables = [Table(fleet.web, f"/{number}") for number in range(rooms)]
        return fleet

    def _new_folder(self):
        self.count += 1
        return self.folder / f"server-{self.count}"

    def _start(self, web):
        with pinned(self.cores and self.cores[0]):
            web.start()
        fleet = Fleet(web, [], cpu_clock(web.pid))
        self.fleets.append(fleet)
        return fleet


async def under_load(folder):
    """Measure all that needs servers under load."""
    async with Yard(folder) as yard:
        uvicorn = yard.template
        memory = {"uvicorn": await _memory(uvicorn)}
        await uvicorn.spread()
        scale = await _many_rooms(yard)
        daphne = yard.real("daphne", ROOMS)
        memory["Daphne"] = await _memory(daphne)
        bare = [yard.bare(server, ROOMS, uvicorn.frame) for server in ("daphne", "uvicorn")]
        for fleet in bare:
            await fleet.connect()
        chance = Random(6)
        before, commands = uvicorn.frames(), uvicorn.commands
        await _in_turn(yard, chance, "steady", "busy")
        after = uvicorn.frames()
        each = [(b - a) / (uvicorn.commands - commands) for a, b in zip(before, after, strict=True)]
        rows = [
            *_cost_rows(daphne, uvicorn, bare),
            *_delay_rows(daphne, uvicorn, bare),
            *_frame_rows(uvicorn, each),
            *_memory_rows(memory),
        ]
        for fleet in yard.fleets:
            await fleet.watch(SEATS)
        await _in_turn(yard, chance, "watched")
        rows += _slope_rows(daphne, uvicorn, bare[0])
        await yard.end(daphne, uvicorn, *bare)
        return [*rows, *await _scaled(yard), *scale, *await _crowd(yard)]


async def _in_turn(yard, chance, *kinds):
    """Measure all that run, half a second each, again and again."""
    for _ in range(WINDOWS):
        for fleet in yard.fleets:
            for kind in kinds:
                await fleet.measure(kind, busy if kind == "busy" else steady(STEADY, chance))


async def _scaled(yard):
    """Measure the same on PostgreSQL and Redis, where they are installed."""
    title = Title(f"PostgreSQL and Redis: {ROOMS} rooms of {SEATS}, {STEADY} commands/s, uvicorn")
    if servers.find("postgresql") is None or servers.find("redis") is None:
        return [title, Row("a command", None)]
    with (
        pinned(yard.cores and yard.cores[1]),
        servers.Postgres(yard.folder / "postgres") as postgres,
        servers.Redis(yard.folder / "redis") as redis,
    ):
        fleet = yard.scaled(postgres, redis)
        await fleet.connect()
        await fleet.spread()
        await _in_turn(yard, Random(8), "steady", "busy")
        delays = fleet.delays("steady")
        rows = [
            title,
            Row("a command: CPU of the server", fleet.command("steady"), "us", 1200),
            Row(
                "a command: CPU of PostgreSQL and Redis",
                fleet.command_elsewhere("steady"),
                "us",
                650,
            ),
            Row("command to the last update, p50", percentile(delays, 0.5), "ms"),
            Row("command to the last update, p99", percentile(delays, 0.99), "ms", 8),
            Row("commands a second", _rate(fleet), "/s"),
        ]
        await yard.end(fleet)
    return rows


async def _crowd(yard):
    """Let very many look on at one table."""
    if os.environ.get("BENCH") != "long":
        return []
    fleet = yard.real("uvicorn", 5, env={"SPECTATORS": str(WATCHERS)})
    del fleet.tables[1:]
    await fleet.connect()
    await fleet.watch(WATCHERS)
    for _ in range(WINDOWS):
        await fleet.measure("crowd", steady(CROWD_RATE, Random(9)))
    delays = fleet.delays("crowd")
    return [
        Title(f"{WATCHERS} look on at one table (uvicorn, {CROWD_RATE} commands/s); none is lost"),
        Row("to the last of them, p99", percentile(delays, 0.99), "ms", 250),
        Row("server CPU of 1,000 updates", fleet.cost("crowd"), "ms"),
    ]


async def _many_rooms(yard):
    """Measure whether an update costs more where there are more rooms."""
    sizes = [5, 200, *([500] if os.environ.get("BENCH") == "long" else [])]
    fleets = {size: yard.real("uvicorn", size) for size in sizes}
    for fleet in fleets.values():
        await fleet.connect()
    fleets[ROOMS] = yard.template
    chance = Random(7)
    for _ in range(WINDOWS):
        for fleet in fleets.values():
            await fleet.measure("many", steady(SCALE, chance))
    costs = {size: fleets[size].cost("many") for size in sorted(fleets)}
    await yard.end(*(fleets[size] for size in sizes))
    few = min(costs)
    return [
        Title(f"Few rooms and many (uvicorn, {SCALE} commands/s in all; flat is 1)"),
        Row(f"{few} rooms: server CPU of 1,000 updates", costs[few], "ms"),
        *(
            Row(f"{size} rooms", ratio(cost, costs[few]), f"x {few} rooms", 1.15)
            for size, cost in costs.items()
            if size != few
        ),
    ]


def _named(daphne, uvicorn):
    return (("Daphne", daphne), ("uvicorn", uvicorn))


async def _memory(fleet):
    """Give the KB of each client; the first table only warms up what is loaded but once."""
    await fleet.tables[0].connect()
    before = resident(fleet.web.pid)
    await fleet.connect(first=1)
    after = resident(fleet.web.pid)
    return None if before is None else (after - before) / (SEATS * (len(fleet.tables) - 1))


def _cost_rows(daphne, uvicorn, bare):
    rows = []
    for kind, goals, title in (
        (
            "steady",
            (2.8, 2.2),
            f"Server CPU of 1,000 updates: {ROOMS} rooms of {SEATS}, {STEADY} commands/s",
        ),
        ("busy", (2.6, 2.0), f"The same, {ROOMS} rooms as fast as they are answered"),
    ):
        base, other = (fleet.cost(kind) for fleet in bare)
        rows += [
            Title(f"{title}, {daphne.frame} bytes an update"),
            Row("bare, Daphne", base, "ms"),
            Row("bare, uvicorn", other, "ms"),
            Row("Color Clues, Daphne", daphne.cost(kind), "ms"),
            Row("Color Clues, Daphne", ratio(daphne.cost(kind), base), "x bare Daphne", goals[0]),
            Row("Color Clues, uvicorn", uvicorn.cost(kind), "ms"),
            Row("Color Clues, uvicorn", ratio(uvicorn.cost(kind), base), "x bare Daphne", goals[1]),
            Row("Color Clues, uvicorn", ratio(uvicorn.cost(kind), other), "x bare uvicorn"),
        ]
    rate = {n: _rate(f) for n, f in _named(daphne, uvicorn)}
    return rows + [Row(f"commands a second, {name}", each, "/s") for name, each in rate.items()]


def _sum(one, other):
    return None if one is None or other is None else one + other


def _rate(fleet):
    return percentile([len(w.delays) / w.seconds for w in fleet.windows["busy"]], 0.9)


def _delay_rows(daphne, uvicorn, bare):
    what = f"From a command to the last of its {SEATS} updates"
    rows = [Title(f"{what}, {STEADY} commands/s, {ROOMS} rooms (a noisy machine shows in p99)")]
    named = (*_named(daphne, uvicorn), ("bare Daphne", bare[0]), ("bare uvicorn", bare[1]))
    for name, fleet in named:
        delays, real = fleet.delays("steady"), fleet in (daphne, uvicorn)
        rows.append(Row(f"{name}, p50", percentile(delays, 0.5), "ms"))
        rows.append(Row(f"{name}, p99", percentile(delays, 0.99), "ms", 6 if real else None))
    return rows


def _frame_rows(uvicorn, each):
    return [
        Title("What goes over the wire"),
        Row("an update, on average", uvicorn.frame, "bytes", 1200),
        Row(f"frames out, a command at {SEATS} seats", each[0], "", 7.2),
        Row("frames in", each[1], "", 1.2),
    ]


def _slope_rows(daphne, uvicorn, bare):
    """Divide a command into its updates and the rest, by what six more who look on add."""
    base = bare.cost("steady")
    rows = [Title(f"One more update, by {SEATS} more who look on; b is one of bare Daphne's")]
    for (name, fleet), most in zip(_named(daphne, uvicorn), (1.3, 0.6), strict=True):
        with_six, with_twelve = fleet.command("steady"), fleet.command("watched")
        if with_six is None or with_twelve is None:
            continue
        slope = (with_twelve - with_six) / SEATS
        rows.append(Row(f"{name}: one more update", ratio(slope, base), "b", most))
        rest = with_six - SEATS * slope
        goal = 10 if fleet is uvicorn else None
        rows.append(Row(f"{name}: a command without its updates", ratio(rest, base), "b", goal))
    return rows


def _memory_rows(memory):
    rows = [
        Title(
            f"Memory of each client, {SEATS * ROOMS} clients that offer compression, as browsers do"
        )
    ]
    return rows + [Row(name, each, "KB", 40) for name, each in memory.items()]
