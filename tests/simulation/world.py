"""One simulated world: its weather, its storm, the calm after it, and what must hold then."""

import asyncio
import contextlib
import gc
import logging
import random
import secrets
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest import mock

from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import channel_layers
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from colorclues import notify
from colorclues.games import bots
from colorclues.games.entries import Conflict
from colorclues.games.start import start_game
from colorclues.games.store import game_store
from colorclues.house_words import document
from colorclues.house_words.hub import house_words_hub
from colorclues.models import Player, Room
from colorclues.rooms import feed, membership
from colorclues.sockets import listener
from colorclues.sockets.feed_hub import feed_hub
from colorclues.sockets.room_hub import room_hub
from game_engine import GuessOrder, Rules, SecondClue, view_for
from game_engine.bots import random_bot
from game_engine.record import rules_to_dict
from tests.simulation.database import Database
from tests.simulation.ledger import Ledger
from tests.simulation.network import Layer
from tests.simulation.pages import Answerer, Asker, Writer
from tests.simulation.people import Guest
from tests.simulation.process import GAME, Process
from tests.simulation.scheduler import Loop, Scheduler, Stuck

EPOCH = datetime(2030, 1, 1, tzinfo=UTC)
"""What the clocks show when a world begins."""
STORM = 40.0
"""Seconds after which the storm is over, whatever was done."""
GO_ON = 75.0
"""Seconds within which a table must go on once nothing disturbs it: a turn's 30 s, and a tick."""
LATE = 45.0
"""Seconds within which all must see the same: a page takes 25 s to notice a dead connection, and 15
at most to open another, and a tick may be 10 s away."""
LATER = 100.0
"""The same for what depends on leases, whose 45 s must run out, and on a host who is long away."""
SINGLETONS = (listener.listener, game_store, room_hub, feed_hub, house_words_hub)
"""Of each process: they hold their event loop, and would never go by themselves."""
EXPECTED = (OperationalError, InterfaceError, ConnectionError, TimeoutError, Conflict)
"""What may fail while the database or the channel layer does."""


class Broken(AssertionError):
    """An invariant does not hold."""


@dataclass(frozen=True)
class Weather:
    """What one world is like."""

    processes: int
    seats: int
    rules: Rules
    commands: int
    refuses: float
    loses_answers: float
    loses: float
    deaf: bool
    """Whether notifications are lost even when nothing else goes wrong any more: ticks suffice."""
    doubles: float
    late: float
    kills: float
    """Mean seconds between two deaths of a process; 0: none dies."""
    outages: bool
    hold_ups: bool
    skew: float
    slow: float
    think: float
    hosting: bool
    leaving: bool
    spectators: int
    askers: int
    writers: int
    bots: int

    @classmethod
    def forecast(cls, chance):
        """Return a weather: in each some things go wrong, and others do not."""

        def often(part, value, other=0):
            return value if chance.random() < part else other

        limits = chance.random() < 0.4
        rules = Rules(
            guess_order=chance.choice(list(GuessOrder)),
            second_clue=chance.choice(list(SecondClue)),
            laps=1,
            redraw=chance.random() < 0.3,
            target_score=chance.choice([None, 5]),
            clue_seconds=30 if limits else None,
            guess_seconds=30 if limits else None,
        )
        return cls(
            processes=chance.choice([1, 2, 2, 2, 2, 3]),
            seats=chance.choice([3, 3, 3, 3, 4]),
            rules=rules,
            commands=chance.randrange(4, 16),
            refuses=often(0.5, chance.choice([0.003, 0.02])),
            loses_answers=often(0.5, chance.choice([0.02, 0.1])),
            loses=often(0.6, chance.choice([0.1, 0.5, 1.0])),
            deaf=chance.random() < 0.5,
            doubles=often(0.4, 0.3),
            late=chance.choice([0.005, 0.05, 0.5]),
            kills=often(0.5, chance.choice([2.0, 8.0])),
            outages=chance.random() < 0.3,
            hold_ups=chance.random() < 0.2,
            skew=chance.choice([0.0, 0.05, 0.5]),
            slow=often(0.6, 0.3) if limits else 0.0,
            think=chance.choice([0.1, 0.3, 0.6]),
            hosting=chance.random() < 0.3,
            leaving=chance.random() < 0.2,
            spectators=often(0.2, 1),
            askers=often(0.15, 2),
            writers=often(0.15, 2),
            bots=often(0.1, 1),
        )


class World:
    """Everything that is simulated together, from one seed."""

    def __init__(self, seed, file):
        self.seed = seed
        self.scheduler = Scheduler(seed)
        self.chance = self.scheduler.chance
        self.weather = Weather.forecast(self.chance)
        self.file = file
        self.broken = None
        self.phase = "storm"
        self.done = 0
        """Answers that said so."""
        self.code = ""
        self.guests, self.askers, self.writers = [], [], []
        self.refused = {}
        self.removed = False
        self.dead = []
        self.processes = []
        self._number = 0
        self.layer = Layer(self.scheduler, single_process=self.weather.processes == 1)
        self.ledger = Ledger(self, file.plain)
        self.database = Database(file, self.scheduler, self.ledger.committed)
        self.people = Loop(self.scheduler, "people")

    def note(self, line):
        """Add a line to the trace."""
        self.scheduler.note(line)

    def run(self):
        """Let it all happen; raises `Broken` or `Stuck`."""
        self.note(f"{self.weather}")
        self._begin()
        self._storm()
        self._calm()
        self._quiet()
        self.ledger.audit()
        self._check()

    # What production sees instead of the real thing.

    def now(self):
        """Return what the clock of the process that runs now shows."""
        running = asyncio._get_running_loop()
        process = getattr(running, "process", None)
        if process is None and self.database.current is not None:
            process = self.database.current.process
        skew = process.skew if process else 0.0
        return EPOCH + timedelta(seconds=self.scheduler.now + skew)

    @contextlib.contextmanager
    def in_place(self):
        """Put what is simulated in the place of what is real."""
        world = self

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                moment = world.now()
                return moment if tz else moment.replace(tzinfo=None)

        def from_thread(work):
            thread = self.database.current
            return lambda *args: thread and thread.wait_for(work, *args)

        def before_shutdown(finish):
            asyncio.get_running_loop().process.finish.append(finish)

        def bot(snapshot, seat, level=None):
            del level
            return random_bot(view_for(snapshot.play.state, seat), self.chance)

        layer = channel_layers.set(DEFAULT_CHANNEL_LAYER, self.layer)
        patches = [
            (timezone, "datetime", Clock),
            (notify, "async_to_sync", from_thread),
            (listener, "before_shutdown", before_shutdown),
            (listener, "random", self.chance),
            (bots, "command", bot),
            (secrets, "randbits", self.chance.getrandbits),
            (secrets, "choice", self.chance.choice),
            (secrets, "token_urlsafe", lambda size=16: f"{self.chance.getrandbits(96):x}"[:16]),
        ]
        with contextlib.ExitStack() as stack:
            for where, name, instead in patches:
                stack.enter_context(mock.patch.object(where, name, instead))
            stack.enter_context(Said(self))
            try:
                yield
            finally:
                channel_layers.set(DEFAULT_CHANNEL_LAYER, layer)

    # How it goes.

    def _begin(self):
        weather = self.weather
        self.file.empty()
        guests = [Guest(self, f"P{number}") for number in range(weather.seats)]
        with self.file.outside():
            room = Room.objects.create(
                code="SIMUL8",
                name="Table",
                rules=rules_to_dict(weather.rules),
                admission="host" if weather.askers else "code",
            )
            self.code = room.code
            Player.objects.bulk_create(
                Player(room=room, guest=guest.guest, seat=seat, name=guest.name, symbol="▲")
                for seat, guest in enumerate(guests)
            )
            Room.objects.update(host=Player.objects.get(seat=0))
            for _ in range(weather.bots):
                membership.add_bot(room.code, 1)
            if self.chance.random() < 0.8:
                start_game(room.code, 1)
        self.ledger.committed()
        for _ in range(weather.processes):
            self._start_process()
        watchers = [
            Guest(self, f"S{number}", spectator=True)
            for number in range(0 if weather.askers else weather.spectators)
        ]
        self.guests = guests + watchers
        for guest in self.guests:
            guest.open_page()
        if weather.askers:
            self.askers = [Answerer(self, guests[0])]
            self.askers += [Asker(self, f"A{number}") for number in range(weather.askers)]
        self.writers = [Writer(self, guest) for guest in guests[: weather.writers]]

    def _storm(self):
        weather = self.weather
        self.database.refuses = weather.refuses
        self.database.loses_answers = weather.loses_answers
        self.layer.loses, self.layer.doubles = weather.loses, weather.doubles
        self.layer.delay = weather.late
        disasters = []
        if weather.kills:
            disasters.append(self._kill_now_and_then())
        if weather.outages:
            disasters.append(self._outages())
        if weather.hold_ups:
            disasters.append(self._hold_ups())
        disasters = [self.people.start(one) for one in disasters]
        self._go_on(lambda: self.done >= weather.commands, STORM)
        for one in disasters:
            one.cancel()

    def _calm(self):
        """Nothing is disturbed any more: whoever waits gets an answer, and the table goes on."""
        self.note("calm")
        self.phase = "calm"
        self.database.refuses = self.database.loses_answers = 0.0
        self.database.away = self.layer.away = self.layer.hangs = False
        self.layer.loses = self.layer.loses if self.weather.deaf else 0.0
        self.layer.doubles, self.layer.delay = 0.0, 0.005
        for process in list(self.processes):
            process.loop.awake = True
            if process.leaving:
                self._bury(process)
        while len(self.processes) < self.weather.processes:
            self._start_process()
        for guest in self.guests:
            if guest.wire is not None and guest.wire.cut:
                guest.wire.break_off(told=0.1)
            if guest.away and self.refused.get(guest.name) is None:
                guest.open_page()
        self.people.start(self._resume())
        moves = sum(len(log.events) for log in self.ledger.logs.values())

        def goes_on():
            events = sum(len(log.events) for log in self.ledger.logs.values())
            return events >= moves + 2 or self._over()

        if not self._go_on(goes_on, GO_ON) and self._somebody_may_act():
            self.ledger.fail(f"the table does not go on within {GO_ON:.0f} s")
        pending = self._pending()
        if not self._go_on(lambda: not (set(pending) & set(self._pending())), LATE):
            left = set(pending) & set(self._pending())
            self.ledger.fail(f"no answer within {LATE:.0f} s: {sorted(left)}")

    def _quiet(self):
        """Nobody does anything any more: all must come to see the same."""
        self.note("quiet")
        self.phase = "quiet"
        self._go_on(lambda: False, 1.0)
        if not self._go_on_slowly(self._converged, LATE):
            self.ledger.fail("; ".join(self._differences()))
        if not self._go_on_slowly(lambda: not self._leftovers(), LATER):
            self.ledger.fail("; ".join(self._leftovers()))

    def _go_on(self, done, seconds):
        """Let it go on until something holds; return whether it did within these seconds."""
        until = self.scheduler.now + seconds
        self.scheduler.run_until(lambda: self.broken or self.scheduler.now >= until or done())
        self._check()
        return bool(done())

    def _go_on_slowly(self, done, seconds):
        """The same, for what is dear to ask."""
        until = self.scheduler.now + seconds
        while not done():
            if self.scheduler.now >= until:
                return False
            self._go_on(lambda: False, 1.0)
        return True

    def _check(self):
        if self.broken is not None:
            raise Broken(self.broken)
        for loop in [self.people, *(one.loop for one in [*self.processes, *self.dead])]:
            loop.sweep()
            for context in loop.failures:
                error = context.get("exception")
                if not isinstance(error, EXPECTED):
                    raise Broken(f"{loop.name}: nobody took {error!r}") from error
            loop.failures.clear()

    # Disasters.

    def _start_process(self):
        self._number += 1
        process = Process(self, self._number)
        self.note(f"{process.name}: started")
        self.processes.append(process)

    def _bury(self, process):
        if process.alive:
            self.processes.remove(process)
            self.dead.append(process)
            process.kill()
            if self.phase in {"calm", "quiet"}:
                self._start_process()

    async def _kill_now_and_then(self):
        while True:
            await asyncio.sleep(self.scheduler.soon(self.weather.kills))
            if not self.processes:
                continue
            process = self.chance.choice(self.processes)
            if self.chance.random() < 0.25:
                process.loop.start(process.stop())
                await asyncio.sleep(self.chance.uniform(0.1, 4))
            # From outside of all event loops, for it also ends what goes on in the database.
            self.scheduler.after(0.0, self._bury, process)
            await asyncio.sleep(self.chance.uniform(0.2, 3))
            while len(self.processes) < self.weather.processes:
                self._start_process()

    async def _outages(self):
        while True:
            await asyncio.sleep(self.scheduler.soon(10))
            what = self.chance.choice(["database", "layer", "layer hangs", "layer restarts"])
            self.note(f"{what}: away")
            match what:
                case "database":
                    self.database.away = True
                case "layer hangs":
                    self.layer.hangs = True
                case _:
                    self.layer.away = True
            await asyncio.sleep(self.chance.uniform(0.1, 8))
            if what == "layer restarts":
                self.layer.forget_groups()
            self.database.away = self.layer.away = self.layer.hangs = False
            self.note(f"{what}: there again")

    async def _hold_ups(self):
        while True:
            await asyncio.sleep(self.scheduler.soon(15))
            if self.processes:
                seconds = self.chance.choice([0.5, 5, 30, 60])
                self.chance.choice(self.processes).hold_up(seconds)

    async def some_process(self):
        """Return one of those that take connections, as a load balancer does."""
        while True:
            there = [one for one in self.processes if not one.leaving]
            if there:
                return self.chance.choice(there)
            await asyncio.sleep(0.5)

    async def more_tabs(self, guest):
        """Open the table in other tabs as well, and close these again."""
        wires = []
        for _ in range(self.chance.randrange(1, 4)):
            process = await self.some_process()
            wires.append(process.connect(GAME, guest=guest.secret, code=self.code))
            await asyncio.sleep(self.scheduler.soon(0.1))
        await asyncio.sleep(self.chance.uniform(0.1, 10))
        for wire in wires:
            wire.close()

    async def _resume(self):
        """Let whoever is host by then end a pause."""
        while self.phase == "calm":
            await asyncio.sleep(2)
            ((pauses,),) = self.file.plain.execute("SELECT pauses FROM colorclues_room").fetchall()
            hosts = [one for one in self.guests if one.is_host]
            if hosts and pauses.endswith("null]]"):
                await hosts[0].resume()

    # What must hold in the end.

    def _over(self):
        if not self.ledger.logs:
            return True
        state = self.ledger.logs[max(self.ledger.logs)].states[-1]
        return state.phase.value == "over"

    def _somebody_may_act(self):
        views = [one.screen.view for one in self.guests if one.screen and one.screen.view]
        return any(view["you"]["may"] for view in views)

    def _pending(self):
        return [one for guest in self.guests if guest.wire is not None for one in guest.unanswered]

    def _screens(self):
        return [guest.screen for guest in self.guests if guest.screen is not None]

    def _converged(self):
        return not self._differences()

    def _differences(self):
        found = self.ledger.complaints(self._screens())
        lost = [one.name for one in self.guests if not one.away and one.screen is None]
        found += [f"{name} has no connection" for name in lost]
        if self.scheduler.now - self.ledger.changed_at < 0.3:
            found.append("something has just been committed")
        if found or not (self.askers or self.writers):
            return found
        asked = "SELECT name FROM colorclues_joinrequest WHERE status = 'waiting'"
        if self.askers and self.askers[0].host.is_host:
            found += [f"{one} waits for an answer" for (one,) in self.file.plain.execute(asked)]
        with self.file.outside():
            for asker in self.askers:
                digest = feed.digests({asker.guest})[asker.guest]
                if asker.shown is not None and asker.shown != digest:
                    found.append(f"{asker.name} shows {asker.shown}, not {digest}")
            if self.writers:
                found += self._texts()
        return found

    def _texts(self):
        there = [one for one in self.writers if one.refused is None]
        kept = document._document(document.WordsRow.objects.all())
        text = str(kept.get("words", type=document.Text))
        found = [
            f"{one.name} shows {str(one.words)!r}, not {text!r}"
            for one in there
            if str(one.words) != text
        ]
        have = document.protocol.read_state(kept.get_state())
        for one in self.writers:
            for client, clock in one.kept.items():
                if have.get(client, 0) < clock:
                    found.append(f"{one.name} was promised {client} up to {clock}: {have}")
        return found

    def _leftovers(self):
        """Return what is left of sockets and people that have gone."""
        here = set()
        for process in self.processes:
            hub = room_hub._made.get(process.loop)
            if hub is not None:
                here |= hub._names()
        asked = "SELECT name, player FROM colorclues_line WHERE until >= ?"
        now = self.now().replace(tzinfo=None).isoformat(" ")
        leases = self.file.plain.execute(asked, [now]).fetchall()
        live, watching = {name for name, _ in leases}, [player for _, player in leases].count(None)
        found = []
        if live != here:
            found.append(f"leases of {sorted(live)}, sockets {sorted(here)}")
        for screen in self._screens():
            shown = screen.view["table"]["spectators"] if screen.view else None
            if shown != watching:
                found.append(f"{screen.name} sees {shown} spectators, not {watching}")
        return found

    def end(self):
        """Let nothing of it go on."""
        self.phase = "end"
        for process in [*self.processes]:
            self._bury(process)
        for loop in [self.people, *(one.loop for one in self.dead)]:
            loop.end()
            notify._hearers.pop(loop, None)
            for singleton in SINGLETONS:
                singleton._made.pop(loop, None)


class Said(logging.Handler):
    """Notes what production says in its log; an error that nobody foresaw breaks the world."""

    def __init__(self, world):
        super().__init__(logging.WARNING)
        self.world = world
        self._logger = logging.getLogger("colorclues")

    def __enter__(self):
        self._logger.addHandler(self)
        self._before, self._logger.propagate = self._logger.propagate, False
        return self

    def __exit__(self, *_):
        self._logger.removeHandler(self)
        self._logger.propagate = self._before

    def emit(self, record):
        said = record.msg if isinstance(record.msg, dict) else {"event": record.getMessage()}
        error = sys.exc_info()[1] if record.levelno >= logging.ERROR else None
        loop = asyncio._get_running_loop()
        name = getattr(loop, "name", "") or getattr(self.world.database.current, "name", "")
        self.world.note(f"{name}: log: {said.get('event')} {said.get('error', '')}{error or ''}")
        if record.levelno >= logging.ERROR and not isinstance(error, EXPECTED):
            for line in traceback.format_exception(error):
                self.world.scheduler.trace.append(line.rstrip())
            self.world.ledger.fail(f"{name}: {said.get('event')}: {error!r}")


def simulate(seed, file):
    """Run the world of a seed; return it, with what is broken in `broken`, or None."""
    random.seed(seed)
    gc.disable()  # What it finds, it would find at another moment each time.
    world = World(seed, file)
    with world.in_place():
        try:
            world.run()
        except (Broken, Stuck) as error:
            with contextlib.suppress(Broken):
                world._check()
            world.broken = str(error)
            world.note(f"BROKEN: {error}")
        finally:
            world.trace_hash = world.scheduler.digest()
            world.end()
    gc.enable()
    return world
