"""A client of the house words, as Yjs has them: pycrdt at one end of a socket."""

import asyncio
import contextlib
import json

import websockets
from channels.testing import WebsocketCommunicator
from pycrdt import (
    Doc,
    Text,
    YMessageType,
    YSyncMessageType,
    create_awareness_message,
    write_message,
    write_var_uint,
)

from colorclues.asgi import application
from colorclues.house_words import protocol
from tests.server.factories import cookie_of

PATIENCE = 120


class InProcess:
    """A socket at the consumer itself."""

    def __init__(self, code, cookie):
        headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        headers += [(b"cookie", cookie.encode())] if cookie else []
        self.socket = WebsocketCommunicator(application, f"/ws/t/{code}/words/", headers=headers)
        self.code = None

    async def open(self):
        connected, _ = await self.socket.connect(timeout=PATIENCE)
        assert connected

    async def send(self, frame):
        if isinstance(frame, bytes):
            await self.socket.send_to(bytes_data=frame)
        else:
            await self.socket.send_to(text_data=frame)

    async def receive(self):
        """Take a frame; None once the socket is closed."""
        output = await self.socket.receive_output(timeout=PATIENCE)
        if output["type"] == "websocket.close":
            self.code = output.get("code", 1000)
            return None
        return output["bytes"]

    async def close(self):
        if self.code is None:
            await self.socket.disconnect(timeout=PATIENCE)


class Real:
    """A socket at a real server."""

    def __init__(self, visitor, code):
        self.url = f"{visitor.web.socket_url}/ws/t/{code}/words/"
        self.how = {"additional_headers": {"Cookie": visitor.cookie()}, "origin": visitor.web.url}
        self.code = None

    async def open(self):
        self.socket = await websockets.connect(
            self.url, max_size=None, open_timeout=PATIENCE, **self.how
        )

    async def send(self, frame):
        """Send a frame; that the socket is closed shows when the next one is read."""
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.socket.send(frame)

    async def receive(self):
        """Take a frame; None once the socket is closed."""
        try:
            return await asyncio.wait_for(self.socket.recv(), PATIENCE)
        except websockets.ConnectionClosed:
            self.code = self.socket.close_code
            return None

    async def close(self):
        await self.socket.close()


class Writer:
    """Somebody who writes, and what they see; it reads only while it waits for something."""

    def __init__(self, line):
        self.line = line
        self.document = Doc()
        self.words = self.document.get(protocol.TEXT, type=Text)
        self.changes = []
        self.document.observe(self._note)
        self.hearing = False
        self.unanswered = 0
        self.heard = []
        """Updates that came, in order."""
        self.known = {}
        """Client -> what was last said of it."""
        self.frames = 0

    def _note(self, event):
        if not self.hearing:
            self.changes.append(bytes(event.update))

    async def open(self):
        """Connect, and bring each what the other lacks."""
        await self.line.open()
        await self.sync()
        return self

    async def reopen(self, line):
        """Come back by another socket with what was written meanwhile."""
        self.line, self.unanswered, self.changes = line, 0, []
        return await self.open()

    async def sync(self):
        await self.send(protocol.step_1(self.document.get_state()))
        await self.until(lambda: not self.unanswered)

    def write(self, text, at=None):
        """Write at a place (in bytes of UTF-8), or at the end; others hear of it with `push`."""
        self.words.insert(len(self.words) if at is None else at, text)

    async def push(self):
        """Send what was written; returns when the server has it."""
        changes, self.changes = self.changes, []
        for change in changes:
            await self.send(protocol.update(change))
        await self.until(lambda: not self.unanswered)

    async def send(self, frame):
        await self.line.send(frame)
        if isinstance(frame, bytes) and frame[:1] == bytes([YMessageType.SYNC]):
            self.unanswered += 1

    async def say(self, state, client=None, clock=1):
        """Say something of oneself."""
        client = self.document.client_id if client is None else client
        text = state if isinstance(state, bytes) else json.dumps(state).encode()
        said = write_var_uint(client) + write_var_uint(clock) + write_message(text)
        await self.line.send(create_awareness_message(b"\x01" + said))

    async def until(self, holds):
        """Read until something holds; not for ever, though signs of life go on."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                assert await self.next(), f"closed with {self.line.code}"

    async def until_text(self, text):
        await self.until(lambda: str(self.words) == text)

    async def until_closed(self):
        """Give the close code."""
        async with asyncio.timeout(PATIENCE):
            while await self.next():
                pass
        return self.line.code

    async def next(self):
        """Take in one frame; False once the socket is closed."""
        frame = await self.line.receive()
        if frame is None:
            return False
        self.frames += 1
        if frame[0] == YMessageType.AWARENESS:
            entries = protocol.read(frame).entries
            self.known |= {entry.client: entry for entry in entries}
        elif frame[1] == YSyncMessageType.SYNC_STEP1:
            state = protocol.state_vector(protocol.read(frame).state)
            await self.send(protocol.step_2(self.document.get_update(state)))
        else:
            self.unanswered -= frame[1] == YSyncMessageType.SYNC_STEP2
            update = protocol.read(frame).data
            if frame[1] == YSyncMessageType.SYNC_UPDATE:
                self.heard.append(update)
            self.hearing = True
            self.document.apply_update(update)
            self.hearing = False
        return True


def in_process(room, secret=None, **kept):
    """Give a writer at the consumer itself."""
    return Writer(InProcess(room.code, cookie_of(secret, **kept)))
