"""What a table's hub sends to whom, in which order."""

import asyncio
import json

from asgiref.sync import sync_to_async

from colorclues.notify import ChatPosted
from colorclues.rooms import chat
from colorclues.sockets import room_hub
from tests.server.factories import table_of


class Page:
    """A page that drops what is older than the newest message it has, as chat.js does."""

    owner = None

    def __init__(self, name, player):
        self.channel_name = name
        self.player = self.owner = player
        self.newest = 0
        self.texts = []
        self.heard = asyncio.Event()

    def show(self, update, *, whole=False):
        pass

    def tell(self, text):
        message = json.loads(text)
        for said in message.get("messages", ()):
            if said["id"] > self.newest:
                self.newest = said["id"]
                self.texts.append(said["text"])
                self.heard.set()

    async def until(self, text):
        while text not in self.texts:
            self.heard.clear()
            await self.heard.wait()


async def test_who_has_just_come_is_not_sent_new_chat_before_the_old(now, monkeypatch):
    room, _ = await now(table_of, 3)
    hub, player, code = room_hub.room_hub(), room.host_id, room.code
    early, late = Page("a/1", player), Page("a/2", player)
    whole = room_hub.in_database
    rounds = 100

    async def say(text):
        number = await sync_to_async(chat.say)(code, player, text, None)
        hub.hear(ChatPosted(code, number))

    async def held_up(work, *args):
        found = await whole(work, *args)
        if work is chat.since and args[1] == 0 and code in hub._here and early.newest:
            await say("new")
            # As much time as the hub needs to bring it to those who are there, were it allowed to.
            for _ in range(rounds):
                await sync_to_async(lambda: None)()
        return found

    await hub.attach(code, early)
    await say("old")
    await early.until("old")
    monkeypatch.setattr(room_hub, "in_database", held_up)
    await hub.attach(code, late)
    await late.until("new")
    assert late.texts == ["old", "new"]
    for page in (early, late):
        await hub.detach(code, page)
