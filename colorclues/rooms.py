"""The one door to a game: look at it, submit a command. Nothing here knows sockets."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db.models import Sum

from colorclues import bell
from colorclues.database import in_database
from colorclues.journal import Conflict, Entry, Journal, NotAllowed
from colorclues.models import Audience, Game, GameEvent, Player, Room
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

AWAY = 20
"""Seconds without a sign of life after which a player is shown as away."""
LEASE = 45
"""Seconds after which what a process said of its sockets does not count any more."""
Played = tuple[GameState, tuple[Event, ...]]
Move = Callable[[GameState], Played]


class NoSuchRoom(LookupError):
    """There is no room with this code."""


class NoGame(LookupError):
    """The room has no game to play a command in."""


class Paused(Exception):
    """The host has stopped the clocks; nothing is played until they go on."""


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
    away: frozenset[int]
    """Primary keys of the players who have given no sign of life for a while."""
    pauses: tuple[tuple[float, float | None], ...]
    """Start and end of each, in seconds since 1970; the present one has no end."""
    ended: bool
    spectators: int

    @property
    def paused(self) -> bool:
        """Whether the clocks stand still."""
        return is_paused(self.pauses)

    def player(self, pk: int | None) -> Player | None:
        """Find a player by primary key."""
        # By `id`: Django's `pk` costs ten times as much, and this is asked for every socket.
        return next((p for p in self.players if p.id == pk), None)

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
    album: str | None = None
    """The slug of the game's own page, once the game is over."""
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


class Versions(NamedTuple):
    """What of a room there is, in numbers."""

    revision: int
    away: frozenset[int]
    """Primary keys of the players who are away."""
    spectators: int
    game: int | None
    version: int
    """Of the game: the number of its last event."""


@dataclass(frozen=True, slots=True)
class Look:
    """One room at one moment."""

    people: People
    play: Play | None

    @property
    def state(self) -> GameState | None:
        """Where the present game stands, if there is one."""
        return self.play.state if self.play else None

    @property
    def versions(self) -> Versions:
        """What of the room there is, in numbers: another look with the same is the same."""
        play, people = self.play, self.people
        game, version = (play.game, play.version) if play else (None, 0)
        return Versions(people.revision, people.away, people.spectators, game, version)

    def deadline(self) -> datetime | None:
        """Say when the present turn is over; None without a limit, and during a pause."""
        deadline = self.play.deadline() if self.play else None
        if deadline is None or self.play is None or self.people.paused:
            return None
        began = self.play.turn_began.timestamp()
        stood = (max(0.0, (end or began) - max(start, began)) for start, end in self.people.pauses)
        return deadline + timedelta(seconds=sum(stood))

    def vacant(self) -> tuple[int, ...]:
        """Give the seats that the table waits for and that nobody has any more."""
        if self.play is None or self.play.state.phase in {Phase.SCORED, Phase.OVER}:
            return ()
        taken = {player.seat for player in self.people.players}
        return tuple(seat for seat in self.play.state.to_act if seat not in taken)


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
        skipped = command.seat if isinstance(command, Pass) else None
        return await self._write(code, move, player, client_id, as_host=as_host, skipped=skipped)

    async def submit_for(self, code: str, version: int, command: Command) -> int | None:
        """Play a bot's command, unless the game has moved on since `version`."""
        return await self._write_if(
            code, lambda look: look.versions.version == version, lambda s: play(s, command)
        )

    async def pass_late(self, code: str) -> int | None:
        """Pass for every seat that has let its time run out, if it has."""

        def late(look: Look) -> bool:
            deadline = look.deadline()
            return deadline is not None and deadline <= datetime.now(UTC)

        return await self._write_if(code, late, pass_all)

    async def pass_vacant(self, code: str, version: int) -> int | None:
        """Pass for a seat whose player has left, unless the game has moved on."""

        def still(look: Look) -> bool:
            return look.versions.version == version and bool(look.vacant())

        def move(state: GameState) -> Played:
            look = self._room(code).look
            assert look is not None
            return play(state, Pass(look.vacant()[0]))

        return await self._write_if(code, still, move)

    async def _write_if(self, code: str, still: Callable[[Look], bool], move: Move) -> int | None:
        class TooLate(Exception):
            pass

        room = self._room(code)

        def guarded(state: GameState) -> Played:
            assert room.look is not None
            if not still(room.look):
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
        skipped: int | None = None,
    ) -> int:
        room = self._room(code)
        async with room.lock:
            if room.look is None or room.look.play is None:
                await self._refresh(code, room)
            while True:
                game = _playing(room)
                assert room.look is not None
                if player is not None and room.look.people.paused:
                    raise Paused
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
                    skipped=skipped,
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
                game = replace(game, album=entry.album)
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
        if play is not None and game is not None:
            play = replace(play, album=game.slug)
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


def is_paused(pauses: Sequence[Sequence[float | None]]) -> bool:
    """Say whether the last of the pauses has no end yet."""
    return bool(pauses) and pauses[-1][1] is None


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


def count_spectators(rooms: Sequence[Room]) -> dict[int, int]:
    """Count the spectators of rooms, by the room's primary key, at all processes."""
    since = datetime.now(UTC) - timedelta(seconds=LEASE)
    there = Audience.objects.filter(room__in=rooms, seen_at__gte=since)
    return dict(there.values_list("room").annotate(Sum("number")))


def _read(
    code: str, game: int | None, version: int
) -> tuple[People, Game | None, Sequence[GameEvent]]:
    """Read the room, its present game, and the events after `version` if it is still `game`."""
    room = Room.objects.filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    players = tuple(Player.objects.filter(room=room))
    since = datetime.now(UTC) - timedelta(seconds=AWAY)
    people = People(
        code=room.code,
        name=room.name,
        host=room.host_id,
        rules=room.rules,
        revision=room.revision,
        players=players,
        away=frozenset(p.pk for p in players if not p.bot and p.seen_at < since),
        pauses=tuple((start, end) for start, end in room.pauses),
        ended=room.ended_at is not None,
        spectators=count_spectators([room]).get(room.pk, 0),
    )
    newest = Game.objects.filter(room=room).order_by("-pk").first()
    if newest is None:
        return people, None, ()
    after = version if newest.pk == game else 0
    events = list(GameEvent.objects.filter(game=newest, number__gt=after).order_by("number"))
    if events and events[-1].data["type"] == "game_ended":
        # The game may have ended after its row was read, and before its events were.
        newest.refresh_from_db(fields=["slug"])
    return people, newest, events
