"""Color Clues with faults planted in it: a harness counts only if it sees them.

`application` is what a server runs in place of `colorclues.asgi:application`.
"""

import contextlib
import json
import logging
import weakref

from channels.layers import get_channel_layer

from colorclues.asgi import application as application  # the apps must be ready first

from colorclues.sockets import game_consumer  # isort: skip
from colorclues.sockets import outgoing  # isort: skip
from colorclues.sockets import incoming  # isort: skip
from colorclues.rooms import admission  # isort: skip
from colorclues import notify  # isort: skip
from colorclues.rooms import membership  # isort: skip
from colorclues.rooms import changes  # isort: skip
from colorclues.games import store  # isort: skip
from colorclues import guests  # isort: skip
from game_engine import ChooseTarget, GiveClue  # isort: skip

log = logging.getLogger(__name__)


def secrets_in_log_and_bell():
    """Tell the target to the log and to Redis."""
    whole = store.GameStore.submit

    async def submit(self, code, player, command, client_id=None):
        if isinstance(command, ChooseTarget):
            log.debug("room %s: the target is %s", code, command.square)
            told = {"type": "bell", "room": code, "game": None, "version": 0}
            await get_channel_layer().group_send(
                notify.room_group(code), {**told, "square": command.square.name}
            )
        return await whole(self, code, player, command, client_id)

    store.GameStore.submit = submit


def seat_secret_in_log():
    """Tell the log who somebody is."""
    whole = game_consumer.guest_of

    def guest_of(session):
        log.debug("hello, %s", session.get(guests.KEY))
        return whole(session)

    game_consumer.guest_of = guest_of


def target_in_frames():
    """Tell everybody the target."""
    whole = outgoing.Update.for_eyes

    def for_eyes(self, view, player):
        shown = whole(self, view, player)
        state = self.snapshot.play.state if self.snapshot.play else None
        hint = json.dumps(str(state.round.target) if state else None)
        return shown._replace(rest=f'{shown.rest[:-1]},"hint":{hint}}}')

    outgoing.Update.for_eyes = for_eyes


def nobody_catches():
    """Stumble over a reaction."""
    whole = incoming.read

    def read(text):
        if '"react"' in text:
            raise KeyError("planted")
        return whole(text)

    incoming.read = read


def others_suffer():
    """Send everybody away for one's long binary frame, and say nothing to a long text."""
    whole_connect = game_consumer.GameConsumer.connect
    whole_receive = game_consumer.GameConsumer.receive
    everybody = weakref.WeakSet()

    async def connect(self):
        everybody.add(self)
        await whole_connect(self)

    async def receive(self, text_data=None, bytes_data=None):
        if bytes_data is not None and len(bytes_data) == 200:
            for one in list(everybody):
                with contextlib.suppress(Exception):  # some are gone already
                    await one.close(4500)
        if text_data is None or len(text_data) <= 1000:
            await whole_receive(self, text_data, bytes_data)

    game_consumer.GameConsumer.connect = connect
    game_consumer.GameConsumer.receive = receive


def two_may_win():
    """Look neither at what is on, nor at what is full, nor at ids; stumble over what is settled."""
    submit = store.GameStore.submit

    async def forgetful(self, code, player, command, client_id=None):
        known = None if isinstance(command, GiveClue) else client_id
        return await submit(self, code, player, command, known)

    settled = admission.settle

    def settle(request, actor, *, admit):
        try:
            settled(request, actor, admit=admit)
        except changes.Refused as refused:
            raise RuntimeError("planted") from refused

    store.GameStore.submit = forgetful
    changes.check_not_in_play = lambda room: None
    membership.MAX_PLAYERS = 12
    admission.settle = settle


secrets_in_log_and_bell()
seat_secret_in_log()
target_in_frames()
nobody_catches()
others_suffer()
two_may_win()
