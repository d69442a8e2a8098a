"""A process of the server: an event loop with production's own singletons, and database threads."""

import asyncio
import functools

from django.db import connection
from django.db.utils import OperationalError

from colorclues.house_words.consumer import HouseWordsConsumer
from colorclues.sockets.feed_consumer import FeedConsumer
from colorclues.sockets.game_consumer import GameConsumer
from tests.simulation.database import Thread
from tests.simulation.network import Wire
from tests.simulation.scheduler import Loop

PAGES = 3
"""Threads in which pages and forms are answered."""
GAME, FEED, WORDS = (one.as_asgi() for one in (GameConsumer, FeedConsumer, HouseWordsConsumer))


class Dead(ConnectionError):
    """Whoever was asked is no more."""


class Process:
    """One process, which may be killed between any two of its steps."""

    def __init__(self, world, number):
        self.world = world
        self.name = f"p{number}"
        self.alive = True
        self.leaving = False
        self.skew = world.chance.uniform(-world.weather.skew, world.weather.skew)
        self.finish = []
        """What production wants to be done on SIGTERM."""
        self.wires = {}
        self._threads = {}
        self._requests = {}
        self.loop = Loop(world.scheduler, self.name, self._run_in_thread)
        self.loop.process = self

    def _thread(self, key, name):
        if key not in self._threads:
            self._threads[key] = Thread(self.world.database, self.loop, f"{self.name} {name}")
            self._threads[key].process = self
        return self._threads[key]

    def _run_in_thread(self, executor, func, args):
        future = self.loop.create_future()
        work = functools.partial(func, *args)
        prefix = getattr(executor, "_thread_name_prefix", "") if executor else "any"
        name = prefix if prefix == "journal" or executor is None else "sockets"
        self._thread(name, name).submit(work, future)
        return future

    async def page(self, work, *args):
        """Answer a page or a form, in one of the threads for these."""
        names = [f"page{number}" for number in range(PAGES)]
        threads = [self._thread(name, name) for name in names]
        thread = next((one for one in threads if one.idle), threads[0])
        future = self.loop.create_future()
        thread.submit(functools.partial(answered, work, *args), future)
        return await future

    async def ask(self, work, *args):
        """Ask for a page or a form, from another event loop; raises `Dead`."""
        if not self.alive:
            raise Dead
        answer = asyncio.get_running_loop().create_future()
        self._requests[answer] = None
        self.loop.start(self._answer(answer, work, args))
        return await answer

    async def _answer(self, answer, work, args):
        try:
            found, error = await self.page(work, *args), None
        except Exception as raised:
            found, error = None, raised
        self.world.scheduler.after(
            self.world.scheduler.soon(0.02), self._reply, answer, found, error
        )

    def _reply(self, answer, found, error):
        self._requests.pop(answer, None)
        if answer.done():
            return
        if not self.alive:
            error = Dead()
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)

    def connect(self, app, *, guest, code):
        """Open a socket for a page."""
        scope = {
            "type": "websocket",
            "session": {"guest": guest, "page": 2},
            "url_route": {"kwargs": {"code": code}},
            "query_string": b"",
            "cookies": {},
            "headers": [],
        }
        return Wire(self.world.scheduler, self, app, scope)

    def kill(self):
        """Die at once, as by kill -9."""
        chance = self.world.chance
        self.world.scheduler.note(f"{self.name}: killed")
        self.alive = False
        self.loop.awake = False
        self.world.scheduler.loops.remove(self.loop)
        for thread in self._threads.values():
            thread.die(commits=chance.random() < 0.5)
        self.world.layer.forget(self.name)
        for wire in list(self.wires):
            told = None if chance.random() < 0.2 else self.world.scheduler.soon(0.1)
            wire.break_off(told=told)
        for answer in list(self._requests):
            self.world.scheduler.after(
                self.world.scheduler.soon(0.1), self._reply, answer, None, None
            )

    async def stop(self):
        """Stop as on SIGTERM, and then die."""
        self.leaving = True
        self.world.scheduler.note(f"{self.name}: stopping")
        for finish in self.finish:
            await finish()

    def hold_up(self, seconds):
        """Let nothing happen here for a while, as on a machine that has other things to do."""
        self.world.scheduler.note(f"{self.name}: held up for {seconds:.1f} s")
        self.loop.awake = False
        self.world.scheduler.after(seconds, self._go_on)

    def _go_on(self):
        if self.alive:
            self.loop.awake = True


def answered(work, *args):
    """Do what a request asks for; its connection is not used again if that went wrong."""
    try:
        return work(*args)
    except OperationalError:
        connection.close()
        raise
