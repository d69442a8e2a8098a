"""The one door to a game: look at it, submit a command. Nothing here knows sockets."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from colorclues import bell
from colorclues.database import in_database
from colorclues.journal import Conflict, Entry, Journal, NotAllowed
from colorclues.models import Game, GameEvent, Player, Room
from game_engine import (
    Command,
    Event,
    GameState,
    IllegalCommand,
    Pass,
    Phase,
    StartRound,
    evolve,
    opening,
    play,
)
from game_engine.record import event_from_dict, event_to_dict, setup_from_dict

REMEMBERED = 1000
"""Rooms of which a process keeps the latest state; more are simply read again."""

Played = tuple[GameState, tuple[Event, ...]]
Move = Callable[[GameState], Played]


class NoSuchRoom(LookupError):
    """There is no room with this code."""


class NoGame(LookupError):
    """The room has no game to play a command in."""


class NotSeated(Exception):
    """Whoever asked has no seat in the game, or lost the power that the command needs."""


@dataclass(frozen=True, slots=True)
class People:
    """A room and who is in it, at one revision."""

    code: str
    name: str
    host: int | None
    rules: dict[str, Any]
    revision: int
    players: tuple[Player, ...]

    def player(self, pk: int | None) -> Player | None:
        """Find a player by primary key."""
        return next((p for p in self.players if p.pk == pk), None)

    def in_seat(self, seat: int) -> Player | None:
        """Find a player by seat."""
        return next((p for p in self.players if p.seat == seat), None)


@dataclass(frozen=True, slots=True)
class Play:
    """A game as this process knows it: a shortcut, the log is the truth."""

    game: int
    state: GameState
    version: int
    """Number of the last event."""
    turn_began: datetime
    done: dict[tuple[int | None, str], int] = field(default_factory=dict)
    """(seat, client id) of each command that carried one: the version it led to."""

    def advanced(self, event: Event, at: datetime) -> "Play":
        """Take in the log's next event."""
        state = evolve(self.state, event)
        began = self.turn_began if state.turn == self.state.turn else at
        return replace(self, state=state, version=self.version + 1, turn_began=began)

    def deadline(self) -> datetime | None:
        """Say when the present turn is over, or None when the rules set no time."""
        rules = self.state.rules
        match self.state.phase:
            case Phase.CHOOSING | Phase.CLUING:
                seconds = rules.clue_seconds
            case Phase.GUESSING | Phase.VOTING:
                seconds = rules.guess_seconds
            case _:
                seconds = None
        return self.turn_began + timedelta(seconds=seconds) if seconds else None


@dataclass(frozen=True, slots=True)
class Look:
    """One room at one moment."""

    people: People
    play: Play | None


@dataclass(slots=True)
class _Remembered:
    look: Look | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Rooms:
    """The rooms as one event loop (so one process) sees them."""

    def __init__(self) -> None:
        self.journal = Journal()
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()

    async def look(self, code: str, game: int | None = None, version: int | None = None) -> Look:
        """Give the room as it is now, or, given what a bell said, at least as new as that.

        Raises `NoSuchRoom`.
        """
        room = self._room(code)
        if room.look is None or version is None or not _covers(room.look, game, version):
            async with room.lock:
                await self._refresh(code, room)
        assert room.look is not None
        return room.look

    async def submit(
        self, code: str, player: int, command: Command, client_id: str | None = None
    ) -> int:
        """Play a player's command and give the version that it led to, once it is committed.

        Raises `IllegalCommand`, `NotSeated`, `NoGame` or `NoSuchRoom`.
        """

        def move(state: GameState) -> Played:
            return play(state, command)

        as_host = isinstance(command, StartRound | Pass)
        return await self._write(code, move, player, client_id, as_host=as_host)

    async def submit_for(self, code: str, version: int, command: Command) -> int | None:
        """Play a bot's command, unless the game has moved on since `version`."""
        return await self._write_if(
            code, lambda p: p.version == version, lambda s: play(s, command)
        )

    async def pass_late(self, code: str) -> int | None:
        """Pass for every seat that has let its time run out, if it has."""

        def late(play: Play) -> bool:
            deadline = play.deadline()
            return deadline is not None and deadline <= datetime.now(UTC)

        return await self._write_if(code, late, pass_all)

    async def _write_if(self, code: str, still: Callable[[Play], bool], move: Move) -> int | None:
        class TooLate(Exception):
            pass

        room = self._room(code)

        def guarded(state: GameState) -> Played:
            assert room.look is not None
            assert room.look.play is not None
            if not still(room.look.play):
                raise TooLate
            return move(state)

        try:
            return await self._write(code, guarded, None, None)
        except (TooLate, IllegalCommand, NoGame):
            return None

    async def _write(
        self,
        code: str,
        move: Move,
        player: int | None,
        client_id: str | None,
        *,
        as_host: bool = False,
    ) -> int:
        room = self._room(code)
        async with room.lock:
            if room.look is None or room.look.play is None:
                await self._refresh(code, room)
            while True:
                game = _playing(room)
                seat = await self._seat(code, room, player)
                if client_id is not None and (seat, client_id) in game.done:
                    return game.done[seat, client_id]
                try:
                    _, events = move(game.state)
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
                    seat=seat,
                    client_id=client_id,
                    player=player,
                    as_host=as_host,
                )
                try:
                    await self.journal.write(entry)
                except Conflict:
                    await self._refresh(code, room)
                    continue
                except NotAllowed:
                    await self._refresh(code, room)
                    raise NotSeated from None
                for event in events:
                    game = game.advanced(event, now)
                if client_id is not None:
                    game.done[seat, client_id] = game.version
                assert room.look is not None
                room.look = Look(room.look.people, game)
                break
        await bell.ring(code, game.game, game.version)
        return game.version

    async def _seat(self, code: str, room: _Remembered, player: int | None) -> int | None:
        if player is None:
            return None
        for newest in (False, True):
            if newest:
                await self._refresh(code, room)
            assert room.look is not None
            person = room.look.people.player(player)
            if person is not None and person.seat is not None:
                return person.seat
        raise NotSeated

    async def _refresh(self, code: str, room: _Remembered) -> bool:
        """Read what is new; True if anything of the game was."""
        before = room.look.play if room.look else None
        known = (before.game, before.version) if before else (None, 0)
        people, game, rows = await in_database(_read, code, *known)
        play = before
        if game is None:
            play = None
        elif before is None or before.game != game.pk:
            play = Play(game.pk, opening(setup_from_dict(game.setup)), 0, game.started_at)
        for row in rows:
            assert play is not None
            play = play.advanced(event_from_dict(row.data), row.at)
            if row.client_id is not None:
                play.done[row.seat, row.client_id] = row.number
        room.look = Look(people, play)
        return bool(rows) or (play.game if play else None) != known[0]

    def _room(self, code: str) -> _Remembered:
        room = self._remembered.setdefault(code, _Remembered())
        self._remembered.move_to_end(code)
        while len(self._remembered) > REMEMBERED:
            oldest = next(iter(self._remembered))
            if self._remembered[oldest].lock.locked():
                break
            del self._remembered[oldest]
        return room


_rooms: WeakKeyDictionary[asyncio.AbstractEventLoop, Rooms] = WeakKeyDictionary()


def rooms() -> Rooms:
    """Give the rooms of the running event loop."""
    loop = asyncio.get_running_loop()
    return _rooms.setdefault(loop, Rooms()) if loop not in _rooms else _rooms[loop]


def pass_all(state: GameState) -> Played:
    """Pass for every seat that may act in this turn, as one move."""
    turn, events = state.turn, list[Event]()
    for seat in state.to_act:
        if state.turn == turn:
            state, happened = play(state, Pass(seat))
            events.extend(happened)
    return state, tuple(events)


def _playing(room: _Remembered) -> Play:
    if room.look is None or room.look.play is None:
        raise NoGame
    return room.look.play


def _covers(look: Look, game: int | None, version: int) -> bool:
    """Say whether what is remembered is at least as new as what a bell rang for."""
    if game is None:
        return look.people.revision >= version
    if look.play is None or look.play.game < game:
        return False
    return look.play.game > game or look.play.version >= version


def _read(
    code: str, game: int | None, version: int
) -> tuple[People, Game | None, Sequence[GameEvent]]:
    """Read the room, its present game, and the events after `version` if it is still `game`."""
    room = Room.objects.filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    players = tuple(Player.objects.filter(room=room))
    people = People(room.code, room.name, room.host_id, room.rules, room.revision, players)
    newest = Game.objects.filter(room=room).order_by("-pk").first()
    if newest is None:
        return people, None, ()
    after = version if newest.pk == game else 0
    events = GameEvent.objects.filter(game=newest, number__gt=after)
    return people, newest, list(events.order_by("number"))
