"""A table to play at: real consumers, a real database, the channel layer of the settings."""

import json

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from colorclues.asgi import application
from colorclues.games.store import game_store
from colorclues.sockets.listener import listener
from colorclues.sockets.room_hub import room_hub
from tests.server.factories import cookie_of
from tests.servers import two_processes
from tests.views import Parts

PATIENCE = 60


class Client:
    """A browser's socket at a table, with what it has been shown."""

    def __init__(self, code, secret=None, path=None):
        headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        if secret is not None:
            headers.append((b"cookie", cookie_of(secret).encode()))
        self.socket = WebsocketCommunicator(application, path or f"/ws/t/{code}/", headers=headers)
        self.parts = Parts()
        self.frames = []
        self.sent = []
        self.view = None
        self.closed = None

    async def connect(self):
        """Open the socket."""
        connected, _ = await self.socket.connect(timeout=PATIENCE)
        assert connected
        return self

    async def send(self, **message):
        """Send one message."""
        self.sent.append(message)
        await self.socket.send_to(text_data=json.dumps(message))

    async def next(self):
        """Take the next frame; None once the socket is closed."""
        output = await self.socket.receive_output(timeout=PATIENCE)
        if output["type"] == "websocket.close":
            self.closed = output.get("code", 1000)
            return None
        self.frames.append(output["text"])
        message = json.loads(output["text"])
        if message["type"] == "turn_update":
            self.view = message = self.parts.whole(message)
        if message["type"] == "mark":
            await self.send(type="ack", mark=message["mark"])
        return message

    async def until(self, wanted):
        """Read until `wanted(message)` is true of one, and give that one."""
        while True:
            message = await self.next()
            assert message is not None, f"closed with {self.closed}"
            if wanted(message):
                return message

    async def until_type(self, kind):
        """Read until a message of this type."""
        return await self.until(lambda message: message["type"] == kind)

    async def until_version(self, version, game=None):
        """Read until the view is at least this new."""
        while (
            self.view is None
            or self.view["version"] < version
            or (game is not None and self.view["game"] != game)
        ):
            assert await self.next() is not None, f"closed with {self.closed}"
        return self.view

    async def settled(self):
        """Read all that a new socket is told; what was said before is the last of it."""
        while not any('"type":"chat"' in frame for frame in self.frames):
            await self.next()
        return self

    async def until_started(self, game):
        """Read all that the beginning of a game brings to a socket that is settled."""
        await self.until_type("lobby_changed")
        return await self.until_version(0, game)

    async def until_closed(self):
        """Read until the server closes; gives the close code."""
        while await self.next() is not None:
            pass
        return self.closed

    async def act(self, **message):
        """Send a command and give its `done` or `refusal`."""
        await self.send(**message)
        return await self.until(lambda m: m["type"] in {"done", "refusal"})

    async def quiet(self, seconds=0.05):
        """Say whether nothing more comes for now."""
        return await self.socket.receive_nothing(timeout=seconds)

    async def leave(self):
        """Close the socket."""
        await self.socket.disconnect(timeout=PATIENCE)


@pytest.fixture
async def clients():
    """Give a function that connects a client, and disconnect them all at the end."""
    opened = []

    async def connect(room, secret=None):
        client = Client(room.code, secret)
        opened.append(client)
        return await client.connect()

    yield connect
    for client in opened:
        if client.closed is None:
            await client.leave()


@pytest.fixture(scope="session")
def webs(tmp_path_factory, postgres, redis):
    """Give two processes, Daphne and uvicorn, on one PostgreSQL and one Redis, for all to share."""
    env = {
        "DATABASE_URL": postgres.create_database("webs"),
        "REDIS_URL": redis.url,
        "SECRET_KEY": "the same for both of them, and long enough to be a key",
    }
    with two_processes(tmp_path_factory.mktemp("webs"), env) as both:
        yield both


@pytest.fixture
def now(transactional_db):
    """Run database work from a test that is a coroutine."""

    def run(work, *args, **kwargs):
        return sync_to_async(work, thread_sensitive=True)(*args, **kwargs)

    return run


def restart():
    """Forget what this process knows, as a restart of the server does."""
    for one in (listener, room_hub, game_store):
        one.forget()
