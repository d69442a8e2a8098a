"""The database: SQLite, and in place of the threads that speak to it, work that can be held up.

Whatever production runs in a thread runs here in a greenlet, with a connection of its own. At any
statement it may be made to wait, while other processes go on, and be refused; at a commit, the
commit may fail, or succeed and its answer be lost, or its process die with the commit on its way.
"""

import asyncio
import contextlib
import contextvars
import os
import sqlite3
import tempfile
from collections import deque
from pathlib import Path
from types import SimpleNamespace

import greenlet
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import OperationalError

TIMEOUT = 20.0
"""Seconds that a writer waits for its turn, as in the settings."""
READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")
HELD_UP = 0.25
"""Part of the statements before which others may go on."""


class Refused(OperationalError):
    """The simulated database, or the way there, has failed."""


class Connection(DatabaseWrapper):
    """Django's own connection to SQLite; what is sent to it goes through a thread's hands."""

    thread = None
    raw = None

    def get_new_connection(self, conn_params):
        """Return the connection that was opened once: to open one takes a millisecond."""
        if self.raw is None:
            self.raw = super().get_new_connection(conn_params)
        return self.raw

    def _close(self):
        if self.raw is not None:
            self.raw.rollback()
        if self.thread is not None:
            self.thread.broken = False
            self.thread.unlock()

    def _commit(self):
        if self.thread is None:
            super()._commit()
        else:
            self.thread.commit(super()._commit)

    def _rollback(self):
        if self.thread is not None and self.thread.broken:
            raise Refused("there is no connection any more")
        super()._rollback()
        if self.thread is not None:
            self.thread.unlock()


class File:
    """The file that all worlds of this process use, one after the other."""

    def __init__(self):
        folder = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._folder = tempfile.TemporaryDirectory(prefix="simulation-", dir=folder)
        self.path = Path(self._folder.name) / "db.sqlite3"
        self._idle = []
        self._open = []
        with self.outside():
            self._make_tables()
        self.plain = sqlite3.connect(self.path, isolation_level=None)
        """For who looks at it from outside of the simulation."""

    def _make_tables(self):
        connection = connections["default"]
        with connection.schema_editor() as editor:
            for model in apps.get_app_config("colorclues").get_models():
                editor.create_model(model)
        tables = connection.introspection.table_names()
        self._tables = [name for name in tables if name.startswith("colorclues_")]

    @contextlib.contextmanager
    def outside(self):
        """Use the file by the models, as a process that nothing happens to."""
        before, wrapper = connections._connections, self.take(None)
        connections._connections = SimpleNamespace(default=wrapper)
        try:
            yield
        finally:
            connections._connections = before
            self.give_back(wrapper)

    def take(self, thread):
        """Return a connection for a thread."""
        wrapper = self._idle.pop() if self._idle else self._make()
        wrapper.thread = thread
        return wrapper

    def give_back(self, wrapper):
        """Take back the connection of a thread that is no more."""
        wrapper.thread = None
        wrapper.close()
        wrapper.execute_wrappers.clear()
        self._idle.append(wrapper)

    def _make(self):
        how = connections.configure_settings({"default": settings.DATABASES["default"].copy()})
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 0,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        }
        plain = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(self.path),
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
        }
        wrapper = Connection(how["default"] | plain, "default")
        wrapper.inc_thread_sharing()
        self._open.append(wrapper)
        return wrapper

    def empty(self):
        """Delete everything, so that numbers begin at 1 again."""
        self.plain.execute("BEGIN IMMEDIATE")
        for name in self._tables:
            self.plain.execute(f"DELETE FROM {name}")
        self.plain.execute("DELETE FROM sqlite_sequence")
        self.plain.execute("COMMIT")

    def close(self):
        """Remove the file."""
        self.plain.close()
        for wrapper in self._open:
            if wrapper.raw is not None:
                wrapper.raw.close()
        self._folder.cleanup()


class Database:
    """The database of one world, with its faults."""

    def __init__(self, file, scheduler, committed):
        self.file = file
        self.scheduler = scheduler
        self.committed = committed
        """Called after every commit."""
        self.refuses = 0.0
        """How often a statement is refused."""
        self.loses_answers = 0.0
        """How often something is committed, and yet fails."""
        self.delay = 0.001
        self.away = False
        self.current = None
        """The thread that runs now."""
        self.writer = None
        self._waiting = []
        self._main = greenlet.getcurrent()

    def lock(self, thread):
        """Let a thread write; it waits until no other does."""
        if self.writer is thread:
            return
        until = self.scheduler.now + TIMEOUT
        while self.writer is not None:
            if self.scheduler.now >= until:
                raise Refused("database is locked")
            self._waiting.append(thread)
            thread.wait_until(until)
        self.writer = thread

    def unlock(self, thread):
        """Let the next one write, whichever that is."""
        if self.writer is thread:
            self.writer = None
            waiting, self._waiting = self._waiting, []
            self.scheduler.chance.shuffle(waiting)
            for one in waiting:
                one.wake()

    def check(self, what, often):
        """Raise `Refused` now and then, and always while the database is away."""
        thread, chance = self.current, self.scheduler.chance
        if thread.broken or self.away or (often and chance.random() < often):
            # A database that is full or locked says so; one that is away breaks the connection.
            thread.broken = thread.broken or self.away or chance.random() < 0.5
            self.scheduler.note(f"{thread.name}: database refuses {short(what)}")
            raise Refused("the simulated database is away")


class Thread:
    """A thread of a process, which takes one piece of work after the other."""

    def __init__(self, database, loop, name):
        self.name = name
        self.dead = False
        self.broken = False
        """Whether its connection is lost, until it is closed and another is opened."""
        self._database = database
        self._scheduler = database.scheduler
        self._loop = loop
        self._connection = None
        self._jobs = deque()
        self._greenlet = None
        self._committing = None
        self._wakes = 0
        """How often it has been woken: a timer from before means nothing any more."""

    def submit(self, work, future):
        """Run some work when what came before is done; its result is the future's."""
        self._jobs.append((work, future))
        if self._greenlet is None:
            self._next()

    @property
    def idle(self):
        """Whether nothing is done or waits."""
        return self._greenlet is None and not self._jobs

    def _next(self):
        if self._jobs and not self.dead:
            self._greenlet = greenlet.greenlet(self._run)
            self._wake_after(self._scheduler.soon(self._database.delay))

    def _run(self):
        work, future = self._jobs.popleft()
        try:
            answer, error = work(), None
        except greenlet.GreenletExit:
            return
        except BaseException as raised:
            answer, error = None, raised
        assert self._database.writer is not self, "a lock is held after the work"
        self._greenlet = None
        self._scheduler.after(self._scheduler.soon(0.0005), self._answer, future, answer, error)
        self._next()

    def _answer(self, future, answer, error):
        if self.dead or future.done():
            return
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)

    # In the work itself.

    def statement(self, execute, sql, params, many, context):
        """Run a statement of Django's, or not."""
        chance, database = self._scheduler.chance, self._database
        if self.dead:
            raise greenlet.GreenletExit
        if chance.random() < HELD_UP:
            self.pause(self._scheduler.soon(database.delay))
        database.check(sql, database.refuses)
        in_transaction = self._connection.in_atomic_block
        writes = sql == "BEGIN IMMEDIATE" or not (in_transaction or sql.lstrip().startswith(READS))
        if not writes:
            return execute(sql, params, many, context)
        database.lock(self)
        if sql == "BEGIN IMMEDIATE":
            return execute(sql, params, many, context)
        try:
            result = execute(sql, params, many, context)
        finally:
            self.unlock()
        self._lose_answer(sql)
        return result

    def commit(self, commit):
        """Commit a transaction, or not, or without an answer."""
        if self.dead:
            raise greenlet.GreenletExit
        database, chance = self._database, self._scheduler.chance
        if self._connection.connection is None or not self._connection.connection.in_transaction:
            commit()
            return
        self._committing = commit
        if chance.random() < 2 * HELD_UP:
            self.pause(self._scheduler.soon(database.delay))
        self._committing = None
        database.check("COMMIT", database.refuses)
        commit()
        self.unlock()
        self._lose_answer("COMMIT")
        if chance.random() < HELD_UP:
            self.pause(self._scheduler.soon(database.delay))

    def _lose_answer(self, what):
        self._database.committed()
        database, chance = self._database, self._scheduler.chance
        if database.loses_answers and chance.random() < database.loses_answers:
            self._scheduler.note(f"{self.name}: answer to {short(what)} is lost")
            self.broken = True
            raise Refused("the answer of the simulated database was lost")

    def unlock(self):
        """Let others write."""
        self._database.unlock(self)

    def pause(self, seconds):
        """Let the world go on for so many seconds."""
        self._wake_after(seconds)
        self._switch_out()

    def wait_until(self, when):
        """Let the world go on until somebody wakes this thread, or until a moment."""
        self._scheduler.at(when, self._wake_if, self._wakes)
        self._switch_out()

    def wait_for(self, work, *args):
        """Let the loop run a coroutine, and wait for it, as `async_to_sync` does."""
        task = self._loop.create_task(work(*args), context=contextvars.copy_context())
        task.add_done_callback(self._task_done)
        while not task.done():
            self._switch_out()
        return task.result()

    def _task_done(self, _):
        self.wake()

    # From outside.

    def wake(self):
        """Let it go on, at once."""
        self._wake_after(0.0)

    def _wake_after(self, seconds):
        self._scheduler.after(seconds, self._wake_if, self._wakes)

    def _wake_if(self, wakes):
        if wakes == self._wakes and not self.dead and self._greenlet is not None:
            self._wakes += 1
            self._switch_in()

    def _switch_out(self):
        self._database._main.switch()
        if self.dead:
            raise greenlet.GreenletExit

    def _switch_in(self, throw=False):
        if self._connection is None:
            self._connection = self._database.file.take(self)
            self._connection.execute_wrappers.append(self.statement)
        before, connections._connections = (
            connections._connections,
            SimpleNamespace(default=self._connection),
        )
        self._database.current, whose = self, self._database.current
        running = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            if throw:
                self._greenlet.throw(greenlet.GreenletExit)
            else:
                self._greenlet.switch()
        finally:
            asyncio._set_running_loop(running)
            self._database.current = whose
            connections._connections = before

    def die(self, *, commits):
        """End in the middle of what it does; what was on its way to be committed may still be."""
        self.dead = True
        if self._committing is not None and commits:
            self._scheduler.note(f"{self.name}: dies, and yet its commit arrives")
            self._committing()
            self._database.committed()
        if self._greenlet is not None and self._greenlet:
            self._switch_in(throw=True)
        self.unlock()
        if self._connection is not None:
            self._database.file.give_back(self._connection)
            self._connection = None


def short(sql):
    """Return what the trace calls a statement; a savepoint's name differs from run to run."""
    return sql.split('"')[0] if "SAVEPOINT" in sql else sql[:40]
