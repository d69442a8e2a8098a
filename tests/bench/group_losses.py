"""`make group-losses`: a large group in which several talk at once, here and as in tutorials.

That a Channels group loses messages once it is large (up to half of them at 400 members) is what
people have asked about since 2017: django/channels 763 and 1683, django/channels_redis 62 and 131.
Both sides run on one Daphne and one Redis: eight people say 25 things each, as fast as they can,
and everybody else counts what comes.
"""

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path

from tests.server.test_lost_events import Visitor
from tests.servers import Redis, Web

MEMBERS = (400, 1000)
SPEAKERS = 8
EACH = 25
"""A socket of ours may send 50 frames at once."""
QUIET = 10.0
"""Seconds without a message after which none is expected any more."""
AT_ONCE = 20
SAID = re.compile(r"said \d+-\d+")


class Tutorial(Web):
    """The tutorial's room."""

    def __init__(self, folder, redis):
        super().__init__(folder, env={"REDIS_URL": redis.url})
        del self.env["DJANGO_SETTINGS_MODULE"]
        self.prepared = True

    def command(self):
        """Start it as Color Clues is started."""
        return [*super().command()[:-1], "tests.bench.tutorial:application"]

    async def people(self, members):
        """Return (speakers, listeners), connected."""
        lines = await opened([Visitor(self).line("/") for _ in range(members)])
        return lines[:SPEAKERS], lines

    @staticmethod
    def frame(text):
        """Return what a speaker sends."""
        return text


class Ours(Web):
    """Color Clues: those who speak have seats, the others look on."""

    def __init__(self, folder, redis):
        super().__init__(folder, env={"REDIS_URL": redis.url, "SPECTATORS": str(max(MEMBERS))})

    async def people(self, members):
        """Return (speakers, listeners), connected."""
        host = Visitor(self)
        await asyncio.to_thread(host.request, "GET", "/")
        form = {"player_name": "Player 0", "preset": "official"}
        answer, _ = await asyncio.to_thread(host.request, "POST", "/new", form)
        code = answer.headers["Location"].split("/")[2]
        seated = [host, *(Visitor(self) for _ in range(SPEAKERS - 1))]
        for number, visitor in enumerate(seated[1:], 1):
            await asyncio.to_thread(visitor.request, "GET", "/")
            form = {"name": f"Player {number}"}
            await asyncio.to_thread(visitor.request, "POST", f"/t/{code}/join", form)
        looking = Visitor(self)
        await asyncio.to_thread(looking.request, "GET", f"/t/{code}/watch")
        everybody = [*seated, *[looking] * (members - SPEAKERS)]
        lines = await opened([one.line(f"/ws/t/{code}/") for one in everybody])
        return lines[:SPEAKERS], lines

    @staticmethod
    def frame(text):
        """Return what a speaker sends."""
        return json.dumps({"type": "chat", "text": text})


class Listener:
    """A socket that counts what was said, and acknowledges what asks for it."""

    def __init__(self, line):
        self.line, self.heard = line, set()
        self.last = 0.0

    async def listen(self):
        """Read until the socket is closed."""
        async for text in self.line:
            if text.startswith('{"type":"mark"'):
                await self.line.send(text.replace("mark", "ack", 1))
            new = set(SAID.findall(text)) - self.heard
            if new:
                self.heard |= new
                self.last = asyncio.get_running_loop().time()


async def opened(connections):
    """Open them, some at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(connection):
        async with places:
            return await connection

    return await asyncio.gather(*(one(connection) for connection in connections))


async def lost(server, members):
    """Return (what should have come, what did not, sockets that were closed meanwhile)."""
    speakers, lines = await server.people(members)
    listeners = [Listener(line) for line in lines]
    tasks = [asyncio.create_task(one.listen()) for one in listeners]
    loop = asyncio.get_running_loop()

    async def speak(number):
        for count in range(EACH):
            await speakers[number].send(server.frame(f"said {number}-{count}"))

    await asyncio.gather(*(speak(number) for number in range(SPEAKERS)))
    expected = members * SPEAKERS * EACH
    began = loop.time()
    while sum(len(one.heard) for one in listeners) < expected:
        await asyncio.sleep(0.5)
        if loop.time() - max(began, *(one.last for one in listeners)) > QUIET:
            break
    closed = sum(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*(line.close() for line in lines))
    return expected, expected - sum(len(one.heard) for one in listeners), closed


def main():
    """Measure and print; gives the exit code."""
    rows = ["members  way          lost of         sockets closed"]
    with tempfile.TemporaryDirectory() as folder, Redis(Path(folder) / "redis") as redis:
        for kind in (Tutorial, Ours):
            with kind(Path(folder) / kind.__name__, redis) as server:
                for members in MEMBERS:
                    print(f"measuring: {kind.__name__}, {members} ...", file=sys.stderr, flush=True)
                    expected, missing, closed = asyncio.run(lost(server, members))
                    share = f"{missing:>7,} of {expected:,} ({missing / expected:.0%})"
                    rows.append(f"{members:>7,}  {kind.__name__:<8} {share}  {closed}")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
