"""GameConsumer: one socket at one table. It maps messages to commands, and nothing else."""

import asyncio
import contextvars
from typing import Any
from urllib.parse import parse_qs

import structlog
from django.db.utils import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext

from colorclues import names, notify
from colorclues.games import refusals
from colorclues.games.snapshot import Snapshot
from colorclues.games.store import NoGame, NotSeated, Paused, game_store
from colorclues.guests import guest_of, knows_parts
from colorclues.notify import ChatPosted, Presence
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.rooms import admission, changes, chat, house_rules
from colorclues.rooms.changes import NoSuchRoom
from colorclues.sockets import incoming, outgoing
from colorclues.sockets.base import MAX_INVALID, BaseConsumer
from colorclues.sockets.close_codes import REFUSED, Close
from colorclues.sockets.listener import listener
from colorclues.sockets.middleware import language_of
from colorclues.sockets.outgoing import View, encode
from colorclues.sockets.room_hub import room_hub
from colorclues.sockets.send_queue import SendQueue
from game_engine import IllegalCommand, Phase, StartRound

log = structlog.get_logger(__name__)


class GameConsumer(BaseConsumer):
    """One socket at one table; `player` is None for a spectator, which a big screen is, too."""

    channel_name: str = ""
    """The channel of its process, and its number there: the hub keeps sockets by it."""
    player: int | None = None
    _seat: int | None = None
    """As the lines of the log tell it."""
    owner: int | None = None
    """Primary key of whose seat lets it in: the player's own, or that of a big screen's owner."""

    async def connect(self) -> None:
        """Accept first, so that a refusal reaches the page as a close code it can read."""
        self.code = self.scope["url_route"]["kwargs"]["code"].upper()
        self._language = language_of(self.scope)
        translation.activate(self._language)
        self._invalid = 0
        self._queue = SendQueue(
            self._send_text,
            _mark,
            give_up=lambda: self.dismiss(Close.TOO_SLOW),
            may_leave_out=knows_parts(self.scope["session"]),
        )
        structlog.contextvars.bind_contextvars(room=self.code)
        loop = asyncio.get_running_loop()
        self._writer = loop.create_task(self._queue.run(), context=contextvars.copy_context())
        await self.accept()
        try:
            self.channel_name = await listener().name_socket()
            await self._arrive()
            await room_hub().attach(self.code, self)
        except tuple(REFUSED) as error:
            self.dismiss(REFUSED[type(error)])
        except Exception as error:
            log.warning("a socket could not be opened", error=type(error).__name__)
            self.dismiss(Close.RETRY)

    async def _arrive(self) -> None:
        """Find out whose socket this is; raises what `REFUSED` names if it is not let in."""
        session = self.scope["session"]
        guest, key = guest_of(session), session.get(f"watch {self.code}", "")
        if "tv" in parse_qs(self.scope["query_string"].decode("ascii", "replace")):
            self.owner = await in_database(admission.arrive_on_tv, self.code, guest, key)
        else:
            self.player = await in_database(admission.arrive, self.code, guest, key)
            self.owner = self.player

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer every frame that asks for something, with `done`, a view or a refusal."""
        client_id: str | None = None
        try:
            if text_data is None:
                raise incoming.InvalidMessage("invalid", gettext("This socket speaks JSON text."))
            message = incoming.read(text_data)
            client_id = message.id
            metrics.FRAMES.labels(message.__struct_config__.tag).inc()
            if isinstance(message, incoming.HelloMessage):
                await room_hub().show_again(self.code, self)
            elif isinstance(message, incoming.AckMessage):
                self._queue.acknowledge(message.mark)
            elif isinstance(message, incoming.Presence):
                await self._tell_presence(message)
            elif isinstance(message, incoming.Talk):
                await self._talk(message)
            else:
                await self._play(message)
        except incoming.InvalidMessage as error:
            self._take_invalid(error)
        except (OperationalError, InterfaceError) as error:
            log.warning("database away", error=type(error).__name__)
            self._refuse(client_id, "retry")
        except NoSuchRoom:
            self.dismiss(Close.GONE)

    def _take_invalid(self, error: incoming.InvalidMessage) -> None:
        self._refuse(None, error.code, str(error))
        self._invalid += 1
        if self._invalid >= MAX_INVALID:
            self.dismiss(Close.INVALID)

    async def _play(self, message: incoming.Play) -> None:
        snapshot = await game_store().snapshot(self.code, None, 0)
        person = snapshot.people.player(self.player)
        if self.player is None or person is None:
            self._refuse(message.id, "not_seated")
            return
        if person.seat != self._seat:
            self._seat = person.seat
            structlog.contextvars.bind_contextvars(seat=person.seat)
        command = message.command(person.seat if person.seat is not None else -1)
        if isinstance(message, incoming.NextRoundMessage):
            command = StartRound(person.seat or 0)
        try:
            version = await game_store().submit(self.code, self.player, command, message.id)
        except IllegalCommand as error:
            rules = snapshot.state.rules if snapshot.state else None
            self._refuse(message.id, error.refusal, refusals.reason(error.refusal, command, rules))
        except NotSeated:
            host_only = isinstance(message, incoming.NextRoundMessage | incoming.SkipTurnMessage)
            self._refuse(message.id, "not_host" if host_only else "not_seated")
        except Paused:
            self._refuse(message.id, "paused")
        except NoGame:
            self._refuse(message.id, "no_game")
        else:
            log.info("done", command=message.__struct_config__.tag, version=version)
            self.tell(encode(outgoing.Done(message.id, version)))

    async def _talk(self, message: incoming.Talk) -> None:
        snapshot = await game_store().snapshot(self.code, None, 0)
        person = snapshot.people.player(self.player)
        if self.player is None or person is None:
            self._refuse(message.id, "not_seated")
            return
        if _muted(snapshot, person.seat):
            self._refuse(message.id, "muted")
            return
        try:
            if isinstance(message, incoming.ReactMessage):
                text, keep = message.emoji, chat.react
            else:
                text, keep = message.text, chat.say
            number = await in_database(keep, self.code, self.player, text, message.id)
        except changes.Refused as error:
            self._refuse(message.id, error.code, str(error))
        except names.BadName as error:
            self._refuse(message.id, "invalid", str(error))
        else:
            notify.publish_soon(ChatPosted(self.code, number))
            self.tell(encode(outgoing.Done(message.id, snapshot.versions.version)))

    async def _tell_presence(self, message: incoming.Presence) -> None:
        # Nobody is told if this does not work: it is of the moment only.
        snapshot = await game_store().snapshot(self.code, None, 0)
        person = snapshot.people.player(self.player)
        if person is None or self.player is None:
            return
        if isinstance(message, incoming.TypingMessage) and not _muted(snapshot, person.seat):
            notify.publish_soon(Presence(self.code, self.player, "typing"))
        if isinstance(message, incoming.EditMessage):
            field = message.field if message.field in house_rules.FIELDS else ""
            notify.publish_soon(Presence(self.code, self.player, "editing", field))
        if isinstance(message, incoming.AimMessage) and _aims(snapshot, person.seat):
            notify.publish_soon(Presence(self.code, self.player, "aiming"))

    def _refuse(self, client_id: str | None, code: str, reason: str | None = None) -> None:
        metrics.REFUSALS.labels(code).inc()
        log.info("refused", code=code)
        self.tell(encode(outgoing.Refusal(client_id, code, reason or refusals.sentence(code))))

    def show(self, update: View, *, whole: bool = False) -> None:
        """Queue a view; it replaces one that waits, and leaves out what was sent before."""
        if whole:
            self._queue.send_all_parts()
        self._queue.put_view(update)

    def tell(self, text: str) -> None:
        """Queue a message; a client that is too far behind is sent away."""
        if not self._queue.put(text):
            self.dismiss(Close.TOO_SLOW)

    def too_long(self) -> None:
        """Refuse a frame that was dropped before its turn."""
        with translation.override(self._language):
            reason = gettext("That message is too long.")
            self._take_invalid(incoming.InvalidMessage("too_long", reason))

    async def say_bye(self, reason: str) -> None:
        """Tell the page why the socket is closed."""
        await self._send_text(encode(outgoing.Bye(reason)))

    async def forget(self) -> None:
        """Let the hub forget the socket."""
        await room_hub().detach(self.code, self)

    async def _send_text(self, text: str) -> None:
        await self.base_send({"type": "websocket.send", "text": text})

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take a frame; an unforeseen error ends neither the socket nor the room."""
        if self._dismissed:
            return
        try:
            await super().websocket_receive(message)
        except Exception:
            log.exception("a frame could not be answered")
            self._refuse(None, "retry")


def _mark(number: int) -> str:
    return encode(outgoing.Mark(number))


def _muted(snapshot: Snapshot, seat: int | None) -> bool:
    """Return whether this seat gives the clue that the others are placing pieces for."""
    state = snapshot.state
    if state is None or state.phase not in {Phase.GUESSING, Phase.VOTING}:
        return False
    return seat == state.giver


def _aims(snapshot: Snapshot, seat: int | None) -> bool:
    """Return whether it is this seat's turn to place; where all place at once that is no news."""
    state = snapshot.state
    if state is None or state.rules.simultaneous or state.phase is not Phase.GUESSING:
        return False
    return seat in state.to_act
