"""The one door to a game: read a snapshot, submit a command. Nothing here knows sockets."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from colorclues import notify
from colorclues.games.entries import Author, Conflict, Entry, NotAllowed, Stopped
from colorclues.games.journal import Journal
from colorclues.games.snapshot import Play, Snapshot, covers, read_events, read_room
from colorclues.models import GameEvent
from colorclues.notify import RoomChanged
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms.changes import NoSuchRoom
from game_engine import (
    Command,
    Event,
    GameState,
    IllegalCommand,
    Pass,
    StartRound,
    evolve,
    opening,
    play,
)
from game_engine.record import event_from_dict, event_to_dict, setup_from_dict

REMEMBERED = 1000
"""Rooms of which a process keeps the latest state; the others are simply read again. Twice as many
as `BENCH=long` fills one process with (500), so what is played is always at hand."""

Played = tuple[GameState, tuple[Event, ...]]
Move = Callable[[GameState], Played]


class NoGame(LookupError):
    """The room has no game to play a command in."""


class Paused(Exception):
    """The host has stopped the timers; nothing is played until they go on."""


class NotSeated(Exception):
    """The author has no seat in the game, or has lost the power that the command needs."""


@dataclass(slots=True)
class _Known:
    snapshot: Snapshot | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class GameStore:
    """The rooms as one event loop, and so one process, sees them."""

    def __init__(self) -> None:
        self.journal = Journal()
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def snapshot(
        self, code: str, game: int | None = None, version: int | None = None
    ) -> Snapshot:
        """Return the room as it is now; or, given a game and version, at least as new as these.

        Raises `NoSuchRoom`.
        """
        room = self._room(code)
        if version is None or not _knows(room, game, version):
            async with room.lock:
                # Meanwhile a command may have brought, or have read, what was asked for.
                if version is None or not _knows(room, game, version):
                    await self._look(code, room, game)
        assert room.snapshot is not None
        return room.snapshot

    def known(self, code: str, game: int | None, version: int) -> Snapshot | None:
        """Return the room if this process knows it at least as new as that; nobody waits for it."""
        room = self._known.get(code)
        return room.snapshot if room is not None and _knows(room, game, version) else None

    async def submit(
        self, code: str, player: int, command: Command, client_id: str | None = None
    ) -> int:
        """Play a player's command; return the version that it led to, once it is committed.

        With a `client_id` that was used before, return the version that the first one led to.
        What takes a host's power needs no seat: somebody who came after the start may be host.
        Raises `IllegalCommand`, `NotSeated`, `NoGame`, `Paused`, `Conflict` where the database
        refuses what nobody was faster with, or, for a table that was closed
        too, `NoSuchRoom`.
        """

        def move(state: GameState) -> Played:
            return play(state, command)

        author = Author(
            player,
            client_id,
            as_host=isinstance(command, StartRound | Pass),
            skipped=command.seat if isinstance(command, Pass) else None,
        )
        return await self._write(code, move, author)

    async def submit_for(self, code: str, version: int, command: Command) -> int | None:
        """Play a bot's command; return the new version, None if the game is past `version`."""
        return await self._write_if(
            code, lambda snapshot: snapshot.versions.version == version, lambda s: play(s, command)
        )

    async def pass_late(self, code: str) -> int | None:
        """Pass for all seats whose time has run out; return the new version, None if it has not."""

        def late(snapshot: Snapshot) -> bool:
            deadline = snapshot.deadline()
            return deadline is not None and deadline <= datetime.now(UTC)

        return await self._write_if(code, late, pass_all)

    async def pass_vacant(self, code: str, version: int) -> int | None:
        """Pass for a seat whose player has left; return the version after it, or None as above."""

        def still(snapshot: Snapshot) -> bool:
            return snapshot.versions.version == version and bool(snapshot.vacant())

        def move(state: GameState) -> Played:
            snapshot = self._room(code).snapshot
            assert snapshot is not None
            return play(state, Pass(snapshot.vacant()[0]))

        return await self._write_if(code, still, move)

    async def _write_if(
        self, code: str, still: Callable[[Snapshot], bool], move: Move
    ) -> int | None:
        class TooLate(Exception):
            pass

        room = self._room(code)

        def guarded(state: GameState) -> Played:
            assert room.snapshot is not None
            if not still(room.snapshot):
                raise TooLate
            return move(state)

        try:
            return await self._write(code, guarded, Author())
        except (TooLate, IllegalCommand, NoGame, Paused, NoSuchRoom):
            return None

    async def _write(self, code: str, move: Move, author: Author) -> int:
        client_id = author.client_id
        room = self._room(code)
        async with room.lock:
            if room.snapshot is None or room.snapshot.play is None:
                await self._refresh(code, room)
            while True:
                await self._check_open(code, room)
                game = _playing(room)
                seat = await self._seat(code, room, author)
                if client_id is not None and (seat, client_id) in game.done:
                    return game.done[seat, client_id]
                try:
                    state, events = move(game.state)
                except IllegalCommand:
                    # A refusal counts only if it was given on the newest state.
                    if await self._refresh(code, room):
                        continue
                    raise
                now = datetime.now(UTC)
                entry = Entry(
                    game=game.game,
                    first=game.version + 1,
                    events=[event_to_dict(event) for event in events],
                    at=now,
                    author=author,
                    seat=seat,
                )
                try:
                    await self.journal.write(entry)
                except Stopped:
                    await self._refresh(code, room)
                    continue
                except Conflict:
                    # Somebody was faster; if nobody was, it would be refused for ever.
                    if await self._refresh(code, room):
                        continue
                    raise
                except NotAllowed:
                    await self._refresh(code, room)
                    raise NotSeated from None
                game = replace(game.after(state, len(events), now), album=entry.album)
                if client_id is not None:
                    game.done[seat, client_id] = game.version
                assert room.snapshot is not None
                room.snapshot = Snapshot(room.snapshot.people, game)
                break
        notify.publish_soon(RoomChanged(code, game.game, game.version))
        return game.version

    async def _check_open(self, code: str, room: _Known) -> None:
        for newest in (False, True):
            if newest:
                await self._refresh(code, room)
            assert room.snapshot is not None
            if not room.snapshot.people.ended and not room.snapshot.people.paused:
                return
        raise NoSuchRoom(code) if room.snapshot and room.snapshot.people.ended else Paused

    async def _seat(self, code: str, room: _Known, author: Author) -> int | None:
        """Return the author's seat; None for a timer, and for a host who came after the start."""
        if author.player is None:
            return None
        for newest in (False, True):
            if newest:
                await self._refresh(code, room)
            assert room.snapshot is not None
            person = room.snapshot.people.player(author.player)
            if person is not None and person.seat is not None:
                return person.seat
            if person is not None and author.as_host and person.pk == room.snapshot.people.host:
                return None
        raise NotSeated

    async def _look(self, code: str, room: _Known, game: int | None) -> None:
        """Read what is new of one game, or of all the room where the game is not this one."""
        if room.snapshot is None or room.snapshot.play is None or room.snapshot.play.game != game:
            await self._refresh(code, room)
            return
        play = room.snapshot.play
        rows, album = await in_database(read_events, play.game, play.version)
        play = replace(_played(play, rows), album=album)
        room.snapshot = Snapshot(room.snapshot.people, play)

    async def _refresh(self, code: str, room: _Known) -> bool:
        """Read what is new; return whether anything of the game was."""
        before = room.snapshot.play if room.snapshot else None
        known = (before.game, before.version) if before else (None, 0)
        people, game, rows = await in_database(read_room, code, *known)
        play = before
        if game is None:
            play = None
        elif before is None or before.game != game.pk:
            play = Play(game.pk, opening(setup_from_dict(game.setup)), 0, game.started_at)
        if play is not None and game is not None:
            play = replace(_played(play, rows), album=game.slug)
        room.snapshot = Snapshot(people, play)
        return bool(rows) or (play.game if play else None) != known[0]

    def _room(self, code: str) -> _Known:
        room = self._known.setdefault(code, _Known())
        self._known.move_to_end(code)
        while len(self._known) > REMEMBERED:
            oldest = next(iter(self._known))
            if self._known[oldest].lock.locked():
                break
            del self._known[oldest]
        return room


def pass_all(state: GameState) -> Played:
    """Pass for every seat that may act in this turn, as one move: the new state, and all events."""
    turn, events = state.turn, list[Event]()
    for seat in state.to_act:
        if state.turn == turn:
            state, happened = play(state, Pass(seat))
            events.extend(happened)
    return state, tuple(events)


def _knows(room: _Known, game: int | None, version: int) -> bool:
    return room.snapshot is not None and covers(room.snapshot, game, version)


def _played(play: Play, rows: Iterable[GameEvent]) -> Play:
    """Return a game after more rows of its log."""
    for row in rows:
        state = evolve(play.state, event_from_dict(row.data))
        play = play.after(state, 1, row.at)
        if row.client_id is not None:
            play.done[row.seat, row.client_id] = row.number
    return play


def _playing(room: _Known) -> Play:
    if room.snapshot is None or room.snapshot.play is None:
        raise NoGame
    return room.snapshot.play


game_store = OnePerLoop(GameStore)
"""The games of the running event loop."""
