"""This process's sockets at tables: each is sent its own `turn_update` when something changed."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, assert_never

import structlog
from django.db.utils import InterfaceError, OperationalError

from colorclues import notify
from colorclues.games.snapshot import Snapshot, heartbeat
from colorclues.games.store import GameStore, game_store
from colorclues.games.timers import Timers
from colorclues.notify import (
    ChatPosted,
    ConnectionsFull,
    FeedChanged,
    HouseWordsChanged,
    HouseWordsPresence,
    Notification,
    Presence,
    RoomChanged,
)
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms import chat, connections, host_controls
from colorclues.rooms.changes import NoSuchRoom
from colorclues.sockets import outgoing
from colorclues.sockets.close_codes import Close
from colorclues.sockets.hub import FLUSH, Hub
from colorclues.sockets.listener import Listener, listener
from colorclues.sockets.outgoing import View
from game_engine import GameView, Phase, view_for
from game_engine.view import you_view

COMMIT_TIMEOUT = 3.0
"""Seconds that a process that stops waits for its commits. Most supervisors kill after 10 s what
they have told to stop, and goodbyes need a moment (`BYE_TIMEOUT`), too."""

log = structlog.get_logger(__name__)


class Socket(Protocol):
    """What the hub needs to know of a socket."""

    channel_name: str
    player: int | None
    """Primary key of the player; None for a spectator."""
    owner: int | None
    """Whose seat lets this socket in: the player's own, or, for a big screen, whoever opened it."""

    def show(self, update: View, *, whole: bool = False) -> None:
        """Queue a view for sending; it replaces one that waits."""

    def tell(self, text: str) -> None:
        """Queue a message for sending."""

    def dismiss(self, close: Close) -> None:
        """Tell the client why, and close."""


@dataclass(slots=True)
class RoomHere:
    """A room that has sockets in this process."""

    timers: Timers
    sockets: dict[str, Socket] = field(default_factory=dict)
    """By channel name."""
    snapshot: Snapshot | None = None
    """What was shown last."""
    newest: RoomChanged | None = None
    """The newest notification that nobody has acted on yet."""
    refresher: asyncio.Task[None] | None = None
    chat: int = 0
    """Number of the last chat message that was sent."""
    chat_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    encoder: outgoing.Encoder = field(default_factory=outgoing.Encoder)


class RoomHub(Hub):
    """The sockets of one event loop at its tables."""

    def __init__(self, listener: Listener, store: GameStore) -> None:
        super().__init__(listener)
        self._store = store
        self._here: dict[str, RoomHere] = {}
        self._gone: set[str] = set()
        self._dropping = asyncio.Lock()

    def sockets(self) -> Iterable[Socket]:
        """Return all sockets."""
        return [socket for here in self._here.values() for socket in here.sockets.values()]

    async def attach(self, code: str, socket: Socket) -> None:
        """Add a socket, and send it the room as it is; if that fails, it is not added.

        Raises `connections.Crowded` for a spectator too many, or `NoSuchRoom`.
        """
        if self.stopping:
            socket.dismiss(Close.RESTART)
            return
        try:
            await self._attach(code, socket)
        except BaseException:
            await self.detach(code, socket)
            raise

    async def _attach(self, code: str, socket: Socket) -> None:
        oldest = await in_database(connections.take, code, socket.channel_name, socket.player)
        # Subscribe first, read afterwards: what changes in between is not missed.
        here = self._here.get(code)
        if here is None:
            here = self._here[code] = RoomHere(self._timers_of(code))
        here.sockets[socket.channel_name] = socket
        metrics.SOCKETS.labels(_who(socket)).inc()
        metrics.ROOMS.set(len(self._here))
        await self.listener.subscribe(notify.room_group(code), self)
        if socket.player is None:
            notify.publish_soon(notify.anew(code))
        elif oldest:
            notify.publish_soon(ConnectionsFull(code, socket.player))
        snapshot = await self._store.snapshot(code)
        if here.snapshot is not None and here.snapshot.versions == snapshot.versions:
            self._send(here, snapshot, [socket])
        else:
            self._show(code, here, snapshot)
        # A tick sets the page's clock from the start; chat comes last.
        socket.tell(_tick(here, snapshot.versions.version))
        socket.tell(outgoing.encode(outgoing.Chat(await in_database(chat.since, code, 0))))

    async def detach(self, code: str, socket: Socket) -> None:
        """Forget a socket; the last one of a room takes the room with it."""
        here = self._here.get(code)
        if here is None or here.sockets.pop(socket.channel_name, None) is None:
            return
        metrics.SOCKETS.labels(_who(socket)).dec()
        if not here.sockets:
            del self._here[code]
            metrics.ROOMS.set(len(self._here))
            here.timers.stop()
            await self.listener.unsubscribe(notify.room_group(code), self)
        await self._drop([socket.channel_name])
        if socket.player is None:
            notify.publish_soon(notify.anew(code))

    async def show_again(self, code: str, socket: Socket) -> None:
        """Send one socket the room as this process knows it; the tick heals the rest."""
        here = self._here.get(code)
        if here is not None:
            snapshot = await self._store.snapshot(code, None, 0)
            self._send(here, snapshot, [socket], whole=True)

    def present(self, code: str) -> set[int]:
        """Return the primary keys of the players with a socket here."""
        here = self._here.get(code)
        return {s.player for s in here.sockets.values() if s.player is not None} if here else set()

    async def stop(self) -> None:
        """Let commits under way be finished and answered, then close all sockets."""
        self.stopping = True
        try:
            async with asyncio.timeout(COMMIT_TIMEOUT):
                await self._store.journal.idle()
                await self._drop(self._names())
                await asyncio.sleep(FLUSH)
        except TimeoutError:
            log.warning("stopped before everything was committed")
        await super().stop()

    def hear(self, notification: Notification) -> None:
        """Bring the sockets of a room what a notification tells of."""
        match notification:
            case FeedChanged() | HouseWordsChanged() | HouseWordsPresence():
                return  # Other hubs'.
            case _:
                here = self._here.get(notification.room)
        if here is None:
            return
        match notification:
            case RoomChanged():
                self._look_again(here, notification)
            case ChatPosted(room=code, number=number):
                if number > here.chat:
                    self.listener.start(self._bring_chat(code, here))
            case ConnectionsFull(room=code):
                self.listener.start(self._close_oldest(code, here))
            case Presence():
                self._tell_others(here, notification)
            case _:
                assert_never(notification)

    async def tick(self) -> None:
        """Renew the leases, make up for lost notifications, and send everybody the time."""
        playing = {pk for code in self._here for pk in self.present(code)}
        asked = self._names()
        lost = asked - await in_database(connections.renew, asked)
        heads = await in_database(heartbeat, playing, list(self._here))
        await in_database(host_controls.mind_hosts, list(self._here))
        for code, here in list(self._here.items()):
            if code in heads:
                self._close(here, lost)
            if code not in heads or here.snapshot is None:
                self.hear(notify.anew(code))
                continue
            skippable = here.snapshot.people.skippable_now()
            if heads[code].versions._replace(skippable=skippable) != here.snapshot.versions:
                self.hear(notify.anew(code))
            else:
                here.timers.reschedule(here.snapshot)
            if heads[code].chat > here.chat:
                self.hear(ChatPosted(code, heads[code].chat))
            version = here.snapshot.play.version if here.snapshot.play else 0
            text = _tick(here, version)
            for socket in list(here.sockets.values()):
                socket.tell(text)

    def _names(self) -> set[str]:
        return {name for here in self._here.values() for name in here.sockets}

    async def _drop(self, names: Iterable[str]) -> None:
        """Give places back; those of sockets that are closed meanwhile go together afterwards."""
        self._gone.update(names)
        async with self._dropping:
            gone, self._gone = self._gone, set()
            try:
                if gone:
                    await in_database(connections.drop, gone)
            except (OperationalError, InterfaceError) as error:
                log.warning("leases end by themselves", error=type(error).__name__)

    def _look_again(self, here: RoomHere, changed: RoomChanged) -> None:
        known = self._store.known(changed.room, changed.game, changed.version)
        if known is not None:
            self._show_news(changed.room, here, known)
            return
        newest = here.newest
        if newest is None:
            here.newest = changed
        elif newest.game == changed.game:  # Notifications overtake each other.
            here.newest = max(newest, changed, key=lambda one: one.version)
        else:  # People and game both changed: read everything.
            here.newest = notify.anew(changed.room)
        if here.refresher is None or here.refresher.done():
            here.refresher = self.listener.start(self._refresh(changed.room, here))

    def _tell_others(self, here: RoomHere, presence: Presence) -> None:
        player = presence.player
        if presence.doing == "editing":
            text = outgoing.encode(outgoing.Editing(player, presence.field))
        else:
            text = outgoing.encode(outgoing.Presence(player, presence.doing))
        for socket in here.sockets.values():
            if socket.player != player:
                socket.tell(text)

    async def _close_oldest(self, code: str, here: RoomHere) -> None:
        asked = set(here.sockets)
        self._close(here, asked - await in_database(connections.held, code))

    def _close(self, here: RoomHere, names: Iterable[str]) -> None:
        """Close the sockets that had to make way (rare for spectators: see `connections`)."""
        for socket in [here.sockets[name] for name in names if name in here.sockets]:
            spectator = socket.player is None
            if not self.stopping:
                socket.dismiss(Close.TOO_MANY_SPECTATORS if spectator else Close.TOO_MANY_TABS)

    async def _bring_chat(self, code: str, here: RoomHere) -> None:
        # One at a time, so that nobody gets messages in another order or twice.
        async with here.chat_lock:
            messages = await in_database(chat.since, code, here.chat)
            if messages:
                here.chat = messages[-1].id
                text = outgoing.encode(outgoing.Chat(messages))
                for socket in list(here.sockets.values()):
                    socket.tell(text)

    async def _refresh(self, code: str, here: RoomHere) -> None:
        while here.newest is not None and here.sockets:
            newest, here.newest = here.newest, None
            try:
                snapshot = await self._store.snapshot(code, newest.game, newest.version)
            except NoSuchRoom:
                for socket in list(here.sockets.values()):
                    socket.dismiss(Close.GONE)
                return
            except Exception:
                log.exception("room not shown; the tick will try again", room=code)
                return
            self._show_news(code, here, snapshot)

    def _show_news(self, code: str, here: RoomHere, snapshot: Snapshot) -> None:
        # The arrival of another socket, or what came directly, may have shown it already.
        if here.snapshot is None or here.snapshot.versions != snapshot.versions:
            self._show(code, here, snapshot)
        else:
            here.timers.reschedule_early(snapshot)

    def _show(self, code: str, here: RoomHere, snapshot: Snapshot) -> None:
        before, here.snapshot = here.snapshot, snapshot
        with metrics.FAN_OUT.time():
            self._send(here, snapshot, list(here.sockets.values()))
        if before is not None and _lobby(before) != _lobby(snapshot):
            text = outgoing.encode(outgoing.LobbyChanged())
            for socket in here.sockets.values():
                socket.tell(text)
        here.timers.schedule(snapshot)

    def _send(
        self, here: RoomHere, snapshot: Snapshot, sockets: list[Socket], *, whole: bool = False
    ) -> None:
        state = snapshot.state
        views: dict[int | None, GameView] = {None: view_for(state, None)} if state else {}
        update = here.encoder.update(snapshot, views[None].table if state else None)
        for socket in sockets:
            person = snapshot.people.player(socket.owner)
            if snapshot.people.ended:
                socket.dismiss(Close.ENDED)
                continue
            if socket.owner is not None and person is None:
                socket.dismiss(Close.REMOVED)
                continue
            if socket.player is None:
                person = None
            seat = person.seat if person and state and in_play(state.seats, person.seat) else None
            if state and seat not in views:
                views[seat] = GameView(views[None].table, you_view(state, seat))
            socket.show(update.for_eyes(views.get(seat), socket.player), whole=whole)

    def _timers_of(self, code: str) -> Timers:
        return Timers(code, self._store, self.listener.start, lambda: self.hear(notify.anew(code)))


def in_play(seats: int, seat: int | None) -> bool:
    """Return whether a person's seat is one of the seats of the present game."""
    return seat is not None and seat < seats


def _tick(here: RoomHere, version: int) -> str:
    return outgoing.encode(outgoing.Tick.at_once(version, here.encoder.revisions()))


def _who(socket: Socket) -> str:
    return "spectator" if socket.player is None else "player"


def _lobby(snapshot: Snapshot) -> tuple[object, ...]:
    play = snapshot.play
    over = play is not None and play.state.phase is Phase.OVER
    return (snapshot.people.revision, play.game if play else None, over)


room_hub = OnePerLoop(lambda: RoomHub(listener(), game_store()))
"""The hub of the running event loop."""
