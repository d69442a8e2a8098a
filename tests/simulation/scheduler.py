"""Virtual time: one seeded scheduler, and an event loop for each simulated process.

A process is what `asyncio.get_running_loop()` says it is: production keeps its singletons by event
loop (`ops.event_loop.OnePerLoop`), so each loop here has a store, hubs and a listener of its own.
Within a loop everything runs in the order that asyncio promises; which loop runs next, and when
anything comes from outside, is chance.
"""

import asyncio
import contextvars
import heapq
from collections import deque
from hashlib import blake2b
from random import Random

KEPT = 400
"""Lines of the trace that are kept for whoever reads it."""
SWEEP = 64
"""Tasks after which those that are done are forgotten."""


class Stuck(AssertionError):
    """Nothing will ever happen any more, or things happen without end."""


class Scheduler:
    """The clock and the chance of one simulated world."""

    def __init__(self, seed, *, most_steps=400_000):
        self.chance = Random(seed)
        self.now = 0.0
        self.steps = 0
        self.loops = []
        self.trace = deque(maxlen=KEPT)
        self._most_steps = most_steps
        self._events = []
        self._number = 0
        self._hash = blake2b(digest_size=8)

    def note(self, line):
        """Add a line to the trace."""
        line = f"{self.now:10.4f}  {line}"
        self.trace.append(line)
        self._hash.update(line.encode("utf-8", "surrogatepass"))

    def digest(self):
        """Return a hash of the whole trace."""
        return self._hash.hexdigest()

    def at(self, when, call, *args):
        """Call something at a moment of the virtual clock, outside of any event loop."""
        self._number += 1
        heapq.heappush(self._events, (max(when, self.now), self._number, call, args))

    def after(self, seconds, call, *args):
        """Call something after so many virtual seconds."""
        self.at(self.now + seconds, call, *args)

    def soon(self, mean):
        """Return a random delay around so many seconds: mostly short, seldom long."""
        return self.chance.expovariate(1 / mean)

    def run_until(self, done):
        """Let the world go on until something holds."""
        while not done():
            self.step()

    def step(self):
        """Let one loop do one thing; or, if none has anything to do, move the clock on."""
        self.steps += 1
        if self.steps > self._most_steps:
            raise Stuck(f"{self.steps} steps in {self.now:.0f} s: this goes on for ever")
        ready = [loop for loop in self.loops if loop.ready and loop.awake]
        if ready:
            (ready[0] if len(ready) == 1 else self.chance.choice(ready)).run_one()
        elif self._events:
            self.now, _, call, args = heapq.heappop(self._events)
            call(*args)
        else:
            raise Stuck("nothing will ever happen any more")


class Loop(asyncio.AbstractEventLoop):
    """The event loop of one simulated process; it is run by the scheduler, a callback at a time."""

    def __init__(self, scheduler, name, run_in_thread=None):
        self.scheduler = scheduler
        self.name = name
        self.ready = deque()
        self.awake = True
        self.failures = []
        """What was raised where nobody took it."""
        self._tasks = []
        self._run_in_thread = run_in_thread
        scheduler.loops.append(self)

    def run_one(self):
        handle = self.ready.popleft()
        if handle.cancelled():
            return
        asyncio._set_running_loop(self)
        try:
            handle._run()
        finally:
            asyncio._set_running_loop(None)

    def start(self, work):
        """Begin a task from outside, in a context of its own."""
        return self.create_task(work, context=contextvars.Context())

    def end(self):
        """Cancel what is left, so that nothing of this world outlives it."""
        for _ in range(20):
            self.sweep()
            for task in self._tasks:
                task.cancel()
            while self.ready:
                self.run_one()

    # What asyncio asks of an event loop.

    def time(self):
        return self.scheduler.now

    def call_soon(self, callback, *args, context=None):
        handle = asyncio.Handle(callback, args, self, context)
        self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(self.scheduler.now + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self.scheduler.at(when, self._due, handle)
        return handle

    def _due(self, handle):
        if not handle.cancelled():
            self.ready.append(handle)

    def _timer_handle_cancelled(self, handle):
        pass

    def create_future(self):
        return asyncio.Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        task = asyncio.Task(coro, loop=self, name=name or "task", context=context)
        self._tasks.append(task)
        if len(self._tasks) % SWEEP == 0:
            self.sweep()
        return task

    def sweep(self):
        """Forget the tasks that are done, and note what they have raised in vain."""
        done = [task for task in self._tasks if task.done()]
        self._tasks = [task for task in self._tasks if not task.done()]
        for task in done:
            if task._log_traceback:
                self.failures.append({"exception": task.exception()})

    def run_in_executor(self, executor, func, *args):
        return self._run_in_thread(executor, func, args)

    def call_exception_handler(self, context):
        self.failures.append(context)

    def is_running(self):
        return asyncio._get_running_loop() is self

    def is_closed(self):
        return False

    def get_debug(self):
        return False
