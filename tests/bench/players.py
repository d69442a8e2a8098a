"""Tables full of players who play by what they are shown: the load, with as little work as may be.

The sockets are written out by hand, for a library's would cost more than the server under test.
"""

import asyncio
import base64
import os
import re
import time
import uuid
from collections import deque

import msgspec

from game_engine.bots import WORDS
from tests.bench.figures import BenchError
from tests.server.test_lost_events import Visitor

SEATS = 6
MOST_FRAMES, SPAN = 40, 20.0
"""A player sends no more frames than this in so many seconds, as a person would not."""
SKIPS = 0.3
PATIENCE = 20.0
NAMES = ("Maya", "Tom", "Ana", "Ben", "Cleo", "Dov")
SQUARES = tuple(f"{row}{column}" for row in "ABCDEFGHIJKLMNOP" for column in range(1, 31))

_UPDATE = b'{"type":"turn_update"'
_REFUSAL = b'{"type":"refusal"'
_BYE = b'{"type":"bye"'
_MARK = b'{"type":"mark"'
_VERSION = re.compile(rb'"game":(\d+|null),"version":(\d+)')
_MASK = b"\x5a\xc3\x17\x8e"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10


class Connection(asyncio.Protocol):
    """One player's socket: it keeps the newest view as bytes, and tells its table of it."""

    def __init__(self, table, host, path, cookie):
        self.table = table
        self.request = _request(host, path, cookie)
        self.opened = asyncio.get_running_loop().create_future()
        self.rest = b""
        self.view = None
        self.newest = (None, -1)
        self.sent = deque(maxlen=MOST_FRAMES)
        self.transport = None
        self.leaving = False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def connection_lost(self, error):
        if not self.leaving:
            self.table.fail(f"a socket was closed: {error or 'without a word'}")
        if not self.opened.done():
            self.opened.set_exception(BenchError("The server closed a socket at once."))

    def data_received(self, data):
        data = self.rest + data if self.rest else data
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self.rest = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(BenchError(f"No socket: {head[:80]!r}"))
                return
            self.opened.set_result(None)
        self.rest = self._frames(data)

    def _frames(self, data):
        at, end = 0, len(data)
        while end - at >= 2:
            kind, length, start = data[at] & 15, data[at + 1], at + 2
            if length > 125:
                start += 2 if length == 126 else 8
                length = int.from_bytes(data[at + 2 : start], "big")
            if end < start + length:
                break
            at = start + length
            self._frame(kind, data[start:at])
        return data[at:]

    def _frame(self, kind, payload):
        self.table.frames_out += 1
        if kind == _BINARY:
            self.table.updated(self, payload, (0, self.table.turns))
        elif kind == _TEXT and payload.startswith(_UPDATE):
            game, version = _VERSION.search(payload).groups()
            newest = (None if game == b"null" else int(game), int(version))
            self.table.updated(self, payload, newest)
        elif kind == _TEXT and payload.startswith(_MARK):
            self.send(payload.replace(b"mark", b"ack", 1), time.perf_counter())
        elif kind == _TEXT and payload.startswith((_REFUSAL, _BYE)):
            self.table.fail(payload.decode())
        elif kind == _PING:
            self._write(_PONG, payload)
        elif kind == _CLOSE and not self.leaving:
            self.table.fail(f"closed with {int.from_bytes(payload[:2], 'big')}")

    def may_send(self, now):
        """Say whether a person would not have sent so much that this is too much."""
        return len(self.sent) < MOST_FRAMES or now - self.sent[0] > SPAN

    def send(self, payload, now):
        """Send one text frame."""
        self.sent.append(now)
        self.table.frames_in += 1
        self._write(_TEXT, payload)

    def close(self):
        """Leave without a word."""
        self.leaving = True
        self.transport.close()

    def _write(self, kind, payload):
        length = len(payload)
        head = bytes((128 | kind, 128 | length)) if length < 126 else None
        if head is None:
            head = bytes((128 | kind, 128 | 126)) + length.to_bytes(2, "big")
        mask = (_MASK * (length // 4 + 1))[:length]
        hidden = int.from_bytes(payload, "big") ^ int.from_bytes(mask, "big")
        self.transport.write(head + _MASK + hidden.to_bytes(length, "big"))


class Table:
    """Six connections in one room of the bare server; each command comes from the next of them."""

    def __init__(self, web, path):
        self.web = web
        self.path = path
        self.cookies = [""] * SEATS
        self.seats = []
        self.watchers = []
        self.done = lambda table, took: None
        self.problems = []
        self.missing = set()
        self.before = (None, -1)
        self.sent_at = 0.0
        self.turns = 0
        self.updates = 0
        self.bytes = 0
        self.frames_in = self.frames_out = 0

    async def connect(self):
        """Open all six sockets, and wait for the first view of each where there are views."""
        for cookie in self.cookies:
            self.seats.append(await self._open(self.path, cookie))
        await self.until(self.ready, "all seats see the table")

    async def watch(self, number, cookie, path):
        """Let so many more look on."""
        for _ in range(number):
            self.watchers.append(await self._open(path, cookie))

    async def _open(self, path, cookie):
        loop, host = asyncio.get_running_loop(), f"127.0.0.1:{self.web.port}"
        one = Connection(self, host, path, cookie)
        await loop.create_connection(lambda: one, "127.0.0.1", self.web.port)
        await asyncio.wait_for(one.opened, PATIENCE)
        return one

    def ready(self):
        """Say whether all six are at the table."""
        return True

    def over(self):
        """Say whether the game has ended."""
        return False

    async def until(self, holds, what):
        """Wait for what the sockets bring."""
        deadline = time.perf_counter() + PATIENCE
        while not holds():
            self.check()
            if time.perf_counter() > deadline:
                raise BenchError(f"{self.path}: waited in vain until {what}.")
            await asyncio.sleep(0.005)

    def check(self):
        """Raise what went wrong at this table, if anything did."""
        if self.problems:
            raise BenchError(f"{self.path}: {self.problems[0]}")

    def fail(self, why):
        """Remember what must not happen."""
        self.problems.append(why)

    def act(self):
        """Let whose turn it is send a command; False if nobody may now."""
        move = self.move()
        now = time.perf_counter()
        if move is None or self.problems or not move[0].may_send(now):
            return False
        seat, payload = move
        self.before = max(seat.newest[1] for seat in self.seats)
        self.missing = {*self.seats, *self.watchers}
        self.sent_at = now
        seat.send(payload, now)
        return True

    def move(self):
        """Give (who, what they send)."""
        self.turns += 1
        return self.seats[self.turns % SEATS], b"c" * 80

    def updated(self, seat, payload, newest):
        """Take in what one seat is shown; the last of six ends the command."""
        self.updates += 1
        self.bytes += len(payload)
        seat.view, seat.newest = payload, newest
        if seat in self.missing and newest[1] > self.before:
            self.missing.discard(seat)
            if not self.missing:
                self.done(self, time.perf_counter() - self.sent_at)

    def close(self):
        """Let all six leave."""
        for one in (*self.seats, *self.watchers):
            one.close()
        self.seats, self.watchers = [], []


class RealTable(Table):
    """Six guests at a table of Color Clues, who play by the rules."""

    def __init__(self, web, host, code, guests, chance):
        super().__init__(web, f"/ws/t/{code}/")
        self.host = host
        self.code = code
        self.cookies = [guest.cookie() for guest in guests]
        self.chance = chance

    @classmethod
    def open(cls, web, csrf, chance):
        """Open a table, seat six guests and start a game, as browsers do."""
        guests = [Visitor(web) for _ in NAMES]
        for guest in guests:
            guest.cookies["csrftoken"] = csrf
        host = guests[0]
        form = {"player_name": NAMES[0], "preset": "official"}
        answer, _ = host.request("POST", "/new", form)
        code = answer.headers["Location"].split("/")[2]
        for guest, name in zip(guests[1:], NAMES[1:], strict=True):
            guest.request("POST", f"/t/{code}/join", {"name": name})
        host.request("POST", f"/t/{code}/start", {})
        return cls(web, host, code, guests, chance)

    def twin(self, web, code):
        """Give the same people at a copy of the table on another server, not connected yet."""
        host = Visitor(web)
        host.cookies = dict(self.host.cookies)
        twin = RealTable(web, host, code, [], self.chance)
        twin.cookies, twin.turns = self.cookies, self.turns
        return twin

    async def watch(self, number, cookie, path):
        """Let so many more look on, and wait until they do."""
        await super().watch(number, cookie, path)
        await self.until(lambda: all(each.view for each in self.watchers), "all look on")

    def ready(self):
        """Say whether all six see one game at one version."""
        return all(seat.view for seat in self.seats) and len({s.newest for s in self.seats}) == 1

    def over(self):
        """Say whether the game has ended."""
        return b'"phase":"over"' in self.seats[0].view

    async def again(self):
        """Start another game."""
        game = self.seats[0].newest[0]
        await asyncio.to_thread(self.host.request, "POST", f"/t/{self.code}/again", {})
        await self.until(
            lambda: self.ready() and self.seats[0].newest[0] != game, "the next game is there"
        )

    def move(self):
        """Give (who, what they send) by the views; None when the game is over."""
        table = msgspec.json.decode(self.seats[0].view)["table"]
        match table["phase"]:
            case "over" | "lobby":
                return None
            case "scored":
                return self.seats[0], _command(type="next_round")
        seat = self.seats[table["to_act"][0]]
        return seat, self._play(table, msgspec.json.decode(seat.view)["you"])

    def _play(self, table, you):
        may = you["may"]
        if "choose_target" in may:
            return _command(type="choose_target", square=self.chance.choice(you["card"]))
        if "skip_clue" in may and self.chance.random() < SKIPS:
            return _command(type="skip_clue")
        if "give_clue" in may:
            self.turns += 1
            return _command(type="give_clue", text=WORDS[self.turns % len(WORDS)])
        taken = {piece["square"] for piece in table["pieces"]}
        square = self.chance.choice(SQUARES)
        while square in taken:
            square = self.chance.choice(SQUARES)
        return _command(type="place_guess", square=square)


def _command(**fields):
    return msgspec.json.encode({**fields, "id": str(uuid.UUID(bytes=os.urandom(16)))})


def _request(host, path, cookie):
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        f"Origin: http://{host}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()
