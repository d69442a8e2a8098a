"""Color Clues with faults planted in it: a harness counts only if it sees them.

`application` is what a server runs in place of `colorclues.asgi:application`.
"""

import json
import logging

from channels.layers import get_channel_layer

from colorclues.asgi import application as application  # the apps must be ready first

from colorclues import bell, consumers, guests, rooms, wire  # isort: skip
from game_engine import ChooseTarget  # isort: skip

log = logging.getLogger(__name__)


def secrets_in_log_and_bell():
    """Tell the target to the log and to Redis."""
    whole = rooms.Rooms.submit

    async def submit(self, code, player, command, client_id=None):
        if isinstance(command, ChooseTarget):
            log.debug("room %s: the target is %s", code, command.square)
            told = {"type": "bell", "room": code, "game": None, "version": 0}
            await get_channel_layer().group_send(
                bell.group(code), {**told, "square": command.square.name}
            )
        return await whole(self, code, player, command, client_id)

    rooms.Rooms.submit = submit


def seat_secret_in_log():
    """Tell the log who somebody is."""
    whole = consumers.guest_of

    def guest_of(session):
        log.debug("hello, %s", session.get(guests.KEY))
        return whole(session)

    consumers.guest_of = guest_of


def target_in_frames():
    """Tell everybody the target."""
    whole = wire.Update.for_eyes

    def for_eyes(self, view, player):
        frame = json.loads(whole(self, view, player))
        state = self.look.play.state if self.look.play else None
        frame["hint"] = str(state.round.target) if state else None
        return json.dumps(frame)

    wire.Update.for_eyes = for_eyes


secrets_in_log_and_bell()
seat_secret_in_log()
target_in_frames()
