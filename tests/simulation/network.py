"""What lies between: the channel layer between the processes, and the sockets of browsers."""

import asyncio

LATENCY = 0.02
"""Seconds that a frame takes, on average."""
HANGS = 30.0
"""Seconds that a channel layer hangs which neither answers nor fails."""


class Layer:
    """A channel layer that delivers late, twice, in another order, or not at all.

    It answers as the pub/sub layer of channels_redis does: who is in a group is told, or not.
    """

    def __init__(self, scheduler, *, single_process=False):
        self.single_process = single_process
        self.loses = 0.0
        """How often a message does not reach a channel."""
        self.doubles = 0.0
        self.away = False
        self.hangs = False
        self.delay = 0.01
        self._scheduler = scheduler
        self._groups = {}
        self._channels = {}
        self._number = 0

    async def new_channel(self, prefix="channel"):
        self._number += 1
        process = asyncio.get_running_loop()
        channel = f"{process.name}.{self._number}"
        await self._reach()
        self._channels[channel] = asyncio.Queue()
        return channel

    async def group_add(self, group, channel):
        await self._reach()
        self._groups.setdefault(group, {})[channel] = None

    async def group_discard(self, group, channel):
        await self._reach()
        self._groups.get(group, {}).pop(channel, None)

    async def group_send(self, group, message):
        await self._reach()
        chance = self._scheduler.chance
        for channel in list(self._groups.get(group, ())):
            if chance.random() < self.loses:
                self._scheduler.note(f"layer: {message['type']} to {channel} is lost")
                continue
            for _ in range(2 if chance.random() < self.doubles else 1):
                late = self._scheduler.soon(self.delay)
                self._scheduler.after(late, self._deliver, channel, message)

    async def receive(self, channel):
        if self.away:
            raise ConnectionError("the simulated channel layer is away")
        return await self._channels[channel].get()

    def forget(self, process):
        """Forget the channels of a process that is no more."""
        for channel in [one for one in self._channels if one.split(".")[0] == process]:
            del self._channels[channel]
            for members in self._groups.values():
                members.pop(channel, None)

    def forget_groups(self):
        """Forget who is in which group, as after a restart."""
        self._groups.clear()

    async def _reach(self):
        await asyncio.sleep(self._scheduler.soon(0.0005))
        if self.hangs:
            await asyncio.sleep(HANGS)
        if self.away:
            raise ConnectionError("the simulated channel layer is away")

    def _deliver(self, channel, message):
        if channel in self._channels and not self.away:
            self._channels[channel].put_nowait(dict(message))


class Closed(Exception):
    """A socket is closed, with this code."""

    def __init__(self, code):
        super().__init__(str(code))
        self.code = code


class Wire:
    """A browser's socket: frames arrive in order, each after a while, until the line is cut."""

    def __init__(self, scheduler, process, app, scope):
        self.process = process
        self.open = True
        """Whether the client takes it for open."""
        self.cut = False
        """Whether nothing gets through any more, and nobody has been told."""
        self._scheduler = scheduler
        self._inbox = asyncio.Queue()
        self._to_server = asyncio.Queue()
        self._last = {True: 0.0, False: 0.0}
        self._gone = False
        process.wires[self] = None
        self._pass(True, self._to_server.put_nowait, {"type": "websocket.connect"})
        process.loop.start(self._serve(app, scope))

    async def _serve(self, app, scope):
        await app(scope, self._to_server.get, self._take)
        self.process.wires.pop(self, None)

    async def _take(self, event):
        """Take what the server sends."""
        if self._gone:
            return
        match event["type"]:
            case "websocket.send":
                self._pass(False, self._bring, event.get("text") or event["bytes"])
            case "websocket.close":
                self._pass(False, self._close, event.get("code", 1000))

    async def receive(self):
        """Return the next frame; raises `Closed`."""
        frame = await self._inbox.get()
        if isinstance(frame, Closed):
            raise frame
        return frame

    def send(self, frame):
        """Send a frame to the server, if it gets there."""
        kind = "text" if isinstance(frame, str) else "bytes"
        self._pass(True, self._hear, {"type": "websocket.receive", kind: frame})

    def close(self):
        """Close it, as a page does that goes."""
        if self.open:
            self.open = False
            self._pass(True, self._leave, 1001)

    def lose(self, *, told):
        """Cut the line; the server is told after a while, or never."""
        self.cut = True
        if told is not None:
            self._scheduler.after(told, self._leave, 1006)

    def break_off(self, *, told):
        """The process is gone; the client is told after a while, or finds out by itself."""
        self.cut = True
        if told is not None:
            self._scheduler.after(told, self._close, 1006)

    def _pass(self, to_server, deliver, what):
        when = self._scheduler.now + 0.001 + self._scheduler.soon(LATENCY)
        when = self._last[to_server] = max(when, self._last[to_server])
        self._scheduler.at(when, self._arrive, deliver, what)

    def _arrive(self, deliver, what):
        if (not self.cut and self.process.alive) or (
            deliver is self._close and not self.process.alive
        ):
            deliver(what)

    def _bring(self, frame):
        if self.open:
            self._inbox.put_nowait(frame)

    def _hear(self, event):
        if not self._gone:
            self._to_server.put_nowait(event)

    def _close(self, code):
        if self.open:
            self.open = False
            self._inbox.put_nowait(Closed(code))
            if not self.cut:
                self._pass(True, self._leave, code)

    def _leave(self, code):
        if not self._gone and self.process.alive:
            self._gone = True
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": code})
