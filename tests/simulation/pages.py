"""Other pages than the table's: one's own news, where people are let in, and the house words."""

import asyncio
import contextlib
import json

from pycrdt import Doc, Text, YMessageType, YSyncMessageType

from colorclues.house_words import protocol
from colorclues.models import Player, Room
from colorclues.names import BadName
from colorclues.rooms import admission, feed, membership
from colorclues.rooms.changes import NoSuchRoom, Refused
from tests.simulation.people import Visitor, sit_down
from tests.simulation.process import FEED, WORDS


class Asker(Visitor):
    """Somebody who asks to be let in, and waits at their own page for the answer."""

    def __init__(self, world, name):
        super().__init__(world, name)
        self.digest = None
        self.shown = None
        world.people.start(self._ask())

    async def _ask(self):
        await asyncio.sleep(self.chance.uniform(0, 15))
        self.world.people.start(self._wait())
        with contextlib.suppress(Refused, NoSuchRoom, BadName):
            await self.insist(sit_down, self.world.code, self.guest, self.name)

    async def _wait(self):
        await self.connected(FEED, self._hear)

    async def _hear(self, wire):
        while True:
            message = json.loads(await self.next_frame(wire))
            if message["type"] == "changed":
                await self.look()

    async def look(self):
        """Ask for what the page shows now."""
        self.shown, waiting = await self.insist(read_feed, self.guest, self.world.code)
        self.world.note(f"{self.name}: own page shows {sorted(map(str, self.shown.own))}")
        await self.answer(waiting)

    async def answer(self, waiting):
        """Answer those who wait; only a host can."""


class Answerer(Asker):
    """The host's own page, at which others are let in."""

    def __init__(self, world, guest):
        Visitor.__init__(self, world, f"{guest.name} (own page)")
        self.secret, self.guest = guest.secret, guest.guest
        self.host = guest
        self.shown = None
        world.people.start(self._wait())

    async def answer(self, waiting):
        for request in waiting:
            await asyncio.sleep(self.chance.uniform(0.2, 3))
            admit = self.chance.random() < 0.7
            with contextlib.suppress(Refused, NoSuchRoom):
                await self.insist(answer_request, self.world.code, self.guest, request, admit)


class Writer(Visitor):
    """Somebody who writes at the house words."""

    def __init__(self, world, guest):
        super().__init__(world, guest.name)
        self.secret, self.guest, self.name = guest.secret, guest.guest, f"{guest.name} (words)"
        self._begin()
        self.wire = None
        self.refused = None
        world.people.start(self._stay())

    def _begin(self):
        self.document = Doc(client_id=self.chance.randrange(1, 2**32))
        self.words = self.document.get(protocol.TEXT, type=Text)
        self.changes = []
        self.sent = []
        """State of the document at each question that has no answer yet."""
        self.kept = {}
        """Client -> clock that the server has said it keeps."""
        self.hearing = False
        self.document.observe(self._note)

    def _note(self, event):
        if not self.hearing:
            self.changes.append(bytes(event.update))

    async def _stay(self):
        while True:
            code = await self.connected(WORDS, self._write_at)
            self.wire = None
            if code == 4409:
                self._begin()
            elif code in {4401, 4403, 4404}:
                self.refused = code
                return
            await asyncio.sleep(self.chance.uniform(1, 5))

    async def _write_at(self, wire):
        self.wire, self.changes, self.sent = wire, [], []
        self._sync(protocol.step_1(self.document.get_state()), None)
        writing = self.world.people.start(self._write(wire))
        try:
            while True:
                self._take(await self.next_frame(wire))
        finally:
            writing.cancel()
            self.wire = None

    def _sync(self, frame, promised):
        self.wire.send(frame)
        self.sent.append(promised)

    def _take(self, frame):
        if frame[0] == YMessageType.AWARENESS:
            return
        if frame[1] == YSyncMessageType.SYNC_STEP1:
            state = protocol.state_vector(protocol.read(frame).state)
            own = protocol.read_state(self.document.get_state())
            self._sync(protocol.step_2(self.document.get_update(state)), own)
            return
        update = protocol.read(frame).data
        if frame[1] == YSyncMessageType.SYNC_STEP2 and self.sent:
            promised = self.sent.pop(0)
            if promised is not None:
                self.kept |= promised
        self.hearing = True
        self.document.apply_update(update)
        self.hearing = False

    async def _write(self, wire):
        while wire.open:
            await asyncio.sleep(self.chance.expovariate(1 / 5.0))
            if self.world.phase == "quiet":
                continue
            text = self.chance.choice(["a", "b ", "no reds ", "c"])
            length = len(str(self.words))
            if length > 20 and self.chance.random() < 0.3:
                begin = self.chance.randrange(length - 5)
                del self.words[begin : begin + 4]
            else:
                self.words.insert(self.chance.randrange(length + 1), text)
            changes, self.changes = self.changes, []
            self.world.note(f"{self.name}: writes")
            for change in changes:
                own = protocol.read_state(self.document.get_state())
                self._sync(protocol.update(change), own)


def read_feed(guest, code):
    """Return the digest of a guest's own page, and the requests that wait for them there."""
    digest = feed.digests({guest})[guest]
    room = Room.objects.get(code=code)
    host = Player.objects.filter(pk=room.host_id, guest=guest).exists()
    return digest, [request.pk for request in admission.waiting(room)] if host else []


def answer_request(code, guest, request, admit):
    """Let somebody in, or not."""
    player = membership.player_of(code, guest)
    admission.answer(code, player, request, admit=admit)
