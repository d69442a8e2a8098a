"""This process's sockets, room by room; it hears the bell and sends each its own turn_update.

The process has one channel, and joins the group of each room that has sockets here, and those of
the guests' own pages. A tick heals lost bells.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import structlog
from django.db.utils import InterfaceError, OperationalError

from colorclues import notify
from colorclues.games import snapshot
from colorclues.games.snapshot import Snapshot
from colorclues.games.store import GameStore, game_store
from colorclues.games.timers import Timers
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.rooms import chat, connections, feed, host_controls, house_rules
from colorclues.rooms.changes import NoSuchRoom
from colorclues.sockets import outgoing
from colorclues.sockets.feed_hub import Page
from colorclues.sockets.listener import Ear
from game_engine import GameView, Phase, view_for
from game_engine.view import you_view

LAST_WORDS = 3.0
"""Seconds that a server which stops waits for its commits."""
FLUSH = 0.2
"""Seconds that answers and goodbyes get to leave a server which stops."""

DOING = {notify.TYPING: "typing", notify.AIMING: "aiming"}
"""What a bell tells of a player's doing."""

log = structlog.get_logger(__name__)


class Socket(Protocol):
    """What the hub needs to know of a socket."""

    channel_name: str
    player: int | None
    """Primary key of the player; None for a spectator."""
    owner: int | None
    """Whose seat lets this socket in: the player's own, or, for a big screen, whoever opened it."""

    def show(self, update: str) -> None:
        """Queue a view for sending; it replaces one that waits."""

    def note(self, text: str) -> None:
        """Queue a message for sending."""

    def dismiss(self, code: int, reason: str) -> None:
        """Say why, and close."""


@dataclass(slots=True)
class RoomHere:
    """A room that has sockets in this process."""

    timers: Timers
    sockets: dict[str, Socket] = field(default_factory=dict)
    """By channel name."""
    snapshot: Snapshot | None = None
    """What was shown last."""
    newest: tuple[int | None, int] | None = None
    """Game and version that the latest bell rang for, until somebody has looked."""
    painter: asyncio.Task[None] | None = None
    chat: int = 0
    """Number of the last message that was brought."""
    chat_lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hub:
    """The sockets of one event loop."""

    def __init__(self, store: GameStore) -> None:
        self._store = store
        self._here: dict[str, RoomHere] = {}
        self._pages: dict[str, set[Page]] = {}
        self._ear = Ear(self._hear_message, self._tick, self.stop)
        self._gone: set[str] = set()
        self._dropping = asyncio.Lock()
        self._stopping = False

    async def attach(self, code: str, socket: Socket) -> None:
        """Add a socket, and send it the room as it is; if that fails, it is not added."""
        if self._stopping:
            socket.dismiss(1012, "restart")
            return
        try:
            await self._attach(code, socket)
        except BaseException:
            await self.detach(code, socket)
            raise

    async def _attach(self, code: str, socket: Socket) -> None:
        try:
            oldest = await in_database(connections.take, code, socket.channel_name, socket.player)
        except connections.Crowded:
            socket.dismiss(4429, "too_many_spectators")
            return
        # Join first, look after.
        here = self._here.get(code)
        if here is None:
            here = self._here[code] = RoomHere(self._timers_of(code))
        here.sockets[socket.channel_name] = socket
        metrics.SOCKETS.labels(_who(socket)).inc()
        metrics.ROOMS.set(len(self._here))
        await self._ear.join(notify.group(code))
        if socket.player is None:
            notify.ring_soon(code, None, notify.ANEW)
        elif oldest:
            notify.ring_soon(code, notify.LINES, socket.player)
        snapshot = await self._store.snapshot(code)
        if here.snapshot is not None and here.snapshot.versions == snapshot.versions:
            self._send(here, snapshot, [socket])
        else:
            self._show(code, here, snapshot)
        # The page's clock is the server's from the start; chat comes last.
        socket.note(outgoing.tick(snapshot.versions.version, datetime.now(UTC)))
        socket.note(outgoing.chat(await in_database(chat.since, code, 0)))

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
            await self._ear.leave(notify.group(code))
        await self._drop([socket.channel_name])
        if socket.player is None:
            notify.ring_soon(code, None, notify.ANEW)

    async def attach_page(self, page: Page) -> None:
        """Add a guest's own page, and let it look: what happened before it came was missed."""
        try:
            for group in feed.groups_of(page.guest):
                self._pages.setdefault(group, set()).add(page)
                await self._ear.join(group)
            page.newest = (await in_database(feed.digests, {page.guest}))[page.guest]
        except BaseException:
            await self.detach_page(page)
            raise
        page.changed()

    async def detach_page(self, page: Page) -> None:
        """Forget a page; the last one of a group takes the group with it."""
        for group in feed.groups_of(page.guest):
            pages = self._pages.get(group, set())
            pages.discard(page)
            if not pages and self._pages.pop(group, None) is not None:
                await self._ear.leave(group)

    async def stop(self) -> None:
        """Let what is being committed be committed and answered, then send everybody away."""
        self._stopping = True
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self._store.journal.idle()
                await self._drop(self._names())
                await asyncio.sleep(FLUSH)
        except TimeoutError:
            log.warning("stopped before everything was committed")
        sockets = [socket for here in self._here.values() for socket in here.sockets.values()]
        for socket in sockets:
            socket.dismiss(1012, "restart")
        if sockets:
            await asyncio.sleep(FLUSH)

    async def show_again(self, code: str, socket: Socket) -> None:
        """Send one socket the room as this process knows it: bells and ticks see to the rest."""
        here = self._here.get(code)
        if here is not None:
            self._send(here, await self._store.snapshot(code, None, 0), [socket])

    def present(self, code: str) -> set[int]:
        """Give the primary keys of the players with a socket here."""
        here = self._here.get(code)
        return {s.player for s in here.sockets.values() if s.player is not None} if here else set()

    def _names(self) -> set[str]:
        return {name for here in self._here.values() for name in here.sockets}

    async def _drop(self, names: Iterable[str]) -> None:
        """Give places back; what is closed while this is being done goes together."""
        self._gone.update(names)
        async with self._dropping:
            gone, self._gone = self._gone, set()
            try:
                if gone:
                    await in_database(connections.drop, gone)
            except (OperationalError, InterfaceError) as error:
                log.warning("leases end by themselves", error=type(error).__name__)

    def _hear_message(self, message: dict[str, Any]) -> None:
        if message["type"] == "changed":
            for page in self._pages.get(message["group"], ()):
                page.changed()
        else:
            self._hear(message["room"], message["game"], message["version"])

    def _hear(self, code: str, game: int | None, version: int) -> None:
        here = self._here.get(code)
        if here is None:
            return
        if game == notify.CHAT:
            self._ear.start(self._bring_chat(code, here))
            return
        if game == notify.LINES:
            self._ear.start(self._close_oldest(code, here))
            return
        if game in DOING:
            self._tell_others(here, version, outgoing.presence(version, DOING[game]))
            return
        if game == notify.EDITING:
            player, field = divmod(version, notify.FIELDS)
            self._tell_others(here, player, outgoing.editing(player, house_rules.field_at(field)))
            return
        if here.newest is None:
            here.newest = (game, version)
        elif here.newest[0] == game:  # Bells overtake each other.
            here.newest = (game, max(version, here.newest[1]))
        else:  # People and game both changed: look at everything.
            here.newest = (None, notify.ANEW)
        if here.painter is None or here.painter.done():
            here.painter = self._ear.start(self._paint(code, here))

    def _tell_others(self, here: RoomHere, player: int, text: str) -> None:
        for socket in here.sockets.values():
            if socket.player != player:
                socket.note(text)

    async def _close_oldest(self, code: str, here: RoomHere) -> None:
        asked = set(here.sockets)
        self._close(here, asked - await in_database(connections.held, code))

    def _close(self, here: RoomHere, names: Iterable[str]) -> None:
        """Send away those that had to make way, which for a spectator is rare: see `lines`."""
        for socket in [here.sockets[name] for name in names if name in here.sockets]:
            who = "spectators" if socket.player is None else "tabs"
            if not self._stopping:
                socket.dismiss(4429, f"too_many_{who}")

    async def _bring_chat(self, code: str, here: RoomHere) -> None:
        # One after the other, so that nobody gets messages in another order or twice.
        async with here.chat_lock:
            messages = await in_database(chat.since, code, here.chat)
            if messages:
                here.chat = messages[-1]["id"]
                for socket in list(here.sockets.values()):
                    socket.note(outgoing.chat(messages))

    async def _paint(self, code: str, here: RoomHere) -> None:
        while here.newest is not None and here.sockets:
            (game, version), here.newest = here.newest, None
            try:
                snapshot = await self._store.snapshot(code, game, version)
            except NoSuchRoom:
                for socket in list(here.sockets.values()):
                    socket.dismiss(4404, "gone")
                return
            except Exception:
                log.exception("room not shown; the tick will try again", room=code)
                return
            # Somebody who came in just now may have brought the news already.
            if here.snapshot is None or here.snapshot.versions != snapshot.versions:
                self._show(code, here, snapshot)
            else:
                here.timers.reschedule_early(snapshot)

    def _show(self, code: str, here: RoomHere, snapshot: Snapshot) -> None:
        before, here.snapshot = here.snapshot, snapshot
        with metrics.FAN_OUT.time():
            self._send(here, snapshot, list(here.sockets.values()))
        if before is not None and _lobby(before) != _lobby(snapshot):
            for socket in here.sockets.values():
                socket.note(outgoing.lobby_changed())
        here.timers.schedule(snapshot)

    def _send(self, here: RoomHere, snapshot: Snapshot, sockets: list[Socket]) -> None:
        state = snapshot.state
        views: dict[int | None, GameView] = {None: view_for(state, None)} if state else {}
        update = outgoing.Update(snapshot, views[None].table if state else None)
        for socket in sockets:
            person = snapshot.people.player(socket.owner)
            if snapshot.people.ended:
                socket.dismiss(4404, "ended")
                continue
            if socket.owner is not None and person is None:
                socket.dismiss(4403, "removed")
                continue
            if socket.player is None:
                person = None
            seat = person.seat if person and state and in_play(state.seats, person.seat) else None
            if state and seat not in views:
                views[seat] = GameView(views[None].table, you_view(state, seat))
            socket.show(update.for_eyes(views.get(seat), socket.player))

    async def _tick(self) -> None:
        """Renew the leases, look whether bells were lost, and tell everyone the time."""
        playing = {pk for code in self._here for pk in self.present(code)}
        asked = self._names()
        lost = asked - await in_database(connections.renew, asked)
        newest = await in_database(snapshot.heartbeat, playing, list(self._here))
        await in_database(host_controls.mind_hosts, list(self._here))
        for code, here in list(self._here.items()):
            if code in newest:
                self._close(here, lost)
            if code not in newest or here.snapshot is None:
                self._hear(code, None, notify.ANEW)
                continue
            skippable = here.snapshot.people.skippable_now()
            if newest[code].versions._replace(skippable=skippable) != here.snapshot.versions:
                self._hear(code, None, notify.ANEW)
            else:
                here.timers.reschedule(here.snapshot)
            if newest[code].chat > here.chat:
                self._hear(code, notify.CHAT, newest[code].chat)
            version = here.snapshot.play.version if here.snapshot.play else 0
            for socket in list(here.sockets.values()):
                socket.note(outgoing.tick(version, datetime.now(UTC)))
        await self._tick_pages()

    async def _tick_pages(self) -> None:
        pages = {page for some in self._pages.values() for page in some}
        found = await in_database(feed.digests, {page.guest for page in pages}) if pages else {}
        for page in pages:
            before, page.newest = page.newest, found[page.guest]
            if before == page.newest:
                page.tick()
            else:
                page.changed()

    def _timers_of(self, code: str) -> Timers:
        return Timers(
            code, self._store, self._ear.start, lambda: self._hear(code, None, notify.ANEW)
        )


def in_play(seats: int, seat: int | None) -> bool:
    """Say whether a person's seat is one of the seats of the present game."""
    return seat is not None and seat < seats


def _who(socket: Socket) -> str:
    return "spectator" if socket.player is None else "player"


def _lobby(snapshot: Snapshot) -> tuple[object, ...]:
    play = snapshot.play
    over = play is not None and play.state.phase is Phase.OVER
    return (snapshot.people.revision, play.game if play else None, over)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Give the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(game_store())
    return _hubs[loop]
