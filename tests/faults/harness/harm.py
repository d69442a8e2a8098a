"""Color Clues with one of the faults that the crash harness must catch; $HARM names it.

`application` is what a server runs in place of `colorclues.asgi:application`.
"""

import asyncio
import os
import random

from colorclues.asgi import application as application  # the apps must be ready first

from colorclues.sockets.room_hub import room_hub  # isort: skip
from colorclues.games.snapshot import Snapshot  # isort: skip
from colorclues import notify  # isort: skip
from colorclues.games import journal  # isort: skip
from colorclues.games import store  # isort: skip
from colorclues.sockets import listener  # isort: skip
from game_engine import evolve  # isort: skip
from game_engine.record import event_from_dict  # isort: skip

DELAY = 0.3
"""Seconds between what is done too early and the commit."""


def ack_before_commit():
    """Say `done` as soon as an entry waits to be written."""
    whole = journal.Journal.write
    late = set()

    async def write_later(self, entry):
        await asyncio.sleep(DELAY)
        await whole(self, entry)

    async def write(self, entry):
        task = asyncio.get_running_loop().create_task(write_later(self, entry))
        late.add(task)

    journal.Journal.write = write


def publish_before_commit():
    """Show everybody at the table what is about to be written."""
    whole = journal.Journal.write

    async def write(self, entry):
        for code, room in store.game_store()._known.items():
            known = room.snapshot
            if known is not None and known.play is not None and known.play.game == entry.game:
                play = known.play
                for data in entry.events:
                    state = evolve(play.state, event_from_dict(data))
                    play = play.after(state, 1, entry.at)
                here = room_hub()._here.get(code)
                if here is not None:
                    newer = Snapshot(known.people, play)
                    room_hub()._send(here, newer, list(here.sockets.values()))
        await asyncio.sleep(DELAY)
        await whole(self, entry)

    journal.Journal.write = write


def forget_ids():
    """Do again what was done."""
    whole = store.GameStore.submit

    async def submit(self, code, player, command, client_id=None):
        del client_id
        return await whole(self, code, player, command, None)

    store.GameStore.submit = submit


def lose_notifications():
    """Let a part of the notifications, $LOSS of them, reach nobody; a tick comes each $TICK s."""
    listener.TICK = float(os.environ["TICK"])
    now, soon = notify.publish, notify.publish_soon
    lost, chance = float(os.environ["LOSS"]), random.Random(1)

    async def publish(notification):
        if chance.random() >= lost:
            await now(notification)

    def publish_soon(notification):
        if chance.random() >= lost:
            soon(notification)

    notify.publish, notify.publish_soon = publish, publish_soon


{
    "ack_before_commit": ack_before_commit,
    "publish_before_commit": publish_before_commit,
    "forget_ids": forget_ids,
    "lose_notifications": lose_notifications,
}[os.environ["HARM"]]()
