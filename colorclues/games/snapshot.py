"""A room at one moment: its people, and the game that they play."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from colorclues.models import ChatMessage, Game, GameEvent, Player, Room
from colorclues.rooms.changes import NoSuchRoom
from colorclues.rooms.presence import AWAY, SKIPPABLE, count_spectators
from game_engine import GameState, Phase


@dataclass(frozen=True, slots=True)
class People:
    """A room and who is in it, at one revision."""

    code: str
    name: str
    host: int | None
    rules: dict[str, Any]
    """Fields of `game_engine.Rules`, for the next game."""
    revision: int
    players: tuple[Player, ...]
    away: frozenset[int]
    """Primary keys of the players who have given no sign of life for `AWAY` seconds."""
    pauses: tuple[tuple[float, float | None], ...]
    """(start, end) of each, in seconds since 1970; a pause that lasts has None as its end."""
    ended: bool
    spectators: int
    paused: bool = False
    """Whether the timers stand still."""
    skippable: frozenset[int] = frozenset()
    """Primary keys of seated players whom anybody may pass for: away for `SKIPPABLE` seconds."""

    def player(self, pk: int | None) -> Player | None:
        """Return a player by primary key, if there is one."""
        # By `id`: Django's `pk` costs ten times as much, and this is asked for every socket.
        return next((p for p in self.players if p.id == pk), None)

    def skippable_now(self) -> frozenset[int]:
        """Return who is skippable by now, unless somebody has come back."""
        return _skippable(self.players, self.away)

    def in_seat(self, seat: int) -> Player | None:
        """Return the player in a seat, if there is one."""
        return next((p for p in self.players if p.seat == seat), None)


@dataclass(frozen=True, slots=True)
class Play:
    """A game as this process knows it: a shortcut, for the truth is the log."""

    game: int
    state: GameState
    version: int
    """Number of the last event."""
    turn_began: datetime
    album: str | None = None
    """The slug of the game's own page, once the game is over."""
    done: dict[tuple[int | None, str], int] = field(default_factory=dict)
    """(seat, client id) of each command that carried one: the version it led to."""

    def after(self, state: GameState, events: int, at: datetime) -> "Play":
        """Return the game after so many more events of the log, which lead to this state."""
        began = self.turn_began if state.turn == self.state.turn else at
        return replace(self, state=state, version=self.version + events, turn_began=began)

    def deadline(self) -> datetime | None:
        """Return when the present turn is over; None if the rules set no time."""
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
    """What a room shows, in numbers: where none has changed, there is nothing new to show."""

    revision: int
    away: frozenset[int]
    """Primary keys of the players who are away."""
    spectators: int
    game: int | None
    version: int
    """Of the game: the number of its last event."""
    skippable: frozenset[int] = frozenset()
    """Primary keys of the players whose turn anybody may skip."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One room at one moment."""

    people: People
    play: Play | None

    @property
    def state(self) -> GameState | None:
        """Where the present game stands, if there is one."""
        return self.play.state if self.play else None

    @property
    def versions(self) -> Versions:
        """The numbers of what this shows: two snapshots with the same ones show the same."""
        play, people = self.play, self.people
        game, version = (play.game, play.version) if play else (None, 0)
        return Versions(
            people.revision, people.away, people.spectators, game, version, people.skippable
        )

    def deadline(self) -> datetime | None:
        """Return when the present turn is over; None without a limit, and during a pause."""
        deadline = self.play.deadline() if self.play else None
        if deadline is None or self.play is None or self.people.paused:
            return None
        began = self.play.turn_began.timestamp()
        stood = (max(0.0, (end or began) - max(start, began)) for start, end in self.people.pauses)
        return deadline + timedelta(seconds=sum(stood))

    def vacant(self) -> tuple[int, ...]:
        """Return the seats that the table waits for although nobody sits there any more."""
        if self.play is None or self.play.state.phase in {Phase.SCORED, Phase.OVER}:
            return ()
        taken = {player.seat for player in self.people.players}
        return tuple(seat for seat in self.play.state.to_act if seat not in taken)


def covers(snapshot: Snapshot, game: int | None, version: int) -> bool:
    """Return whether a snapshot is at least as new as what a notification told of."""
    if game is None:
        return snapshot.people.revision >= version
    if snapshot.play is None or snapshot.play.game < game:
        return False
    return snapshot.play.game > game or snapshot.play.version >= version


def read_room(
    code: str, game: int | None, version: int
) -> tuple[People, Game | None, Sequence[GameEvent]]:
    """Read the room, its present game, and the events after `version` if it is still `game`."""
    room = Room.objects.filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    players = tuple(Player.objects.filter(room=room))
    since = datetime.now(UTC) - timedelta(seconds=AWAY)
    away = frozenset(p.pk for p in players if not p.bot and p.seen_at < since)
    people = People(
        code=room.code,
        name=room.name,
        host=room.host_id,
        rules=room.rules,
        revision=room.revision,
        players=players,
        away=away,
        skippable=_skippable(players, away),
        pauses=tuple((start, end) for start, end in room.pauses),
        paused=room.is_paused,
        ended=not room.is_open,
        spectators=count_spectators([room.pk]).get(room.pk, 0),
    )
    newest = room.latest_game()
    if newest is None:
        return people, None, ()
    after = version if newest.pk == game else 0
    events = list(GameEvent.objects.filter(game=newest, number__gt=after).order_by("number"))
    if events and events[-1].data["type"] == "game_ended":
        # The game may have ended after its row was read, and before its events were.
        newest.refresh_from_db(fields=["slug"])
    return people, newest, events


def read_events(game: int, version: int) -> tuple[Sequence[GameEvent], str | None]:
    """Read a game's events after `version`, and the slug of its own page once it is over."""
    events = list(GameEvent.objects.filter(game=game, number__gt=version).order_by("number"))
    over = bool(events) and events[-1].data["type"] == "game_ended"
    slugs = Game.objects.filter(pk=game).values_list("slug", flat=True)
    return events, slugs.first() if over else None


def _skippable(players: Sequence[Player], away: frozenset[int]) -> frozenset[int]:
    since = datetime.now(UTC) - timedelta(seconds=SKIPPABLE)
    return frozenset(
        p.pk for p in players if p.pk in away and p.seat is not None and p.seen_at < since
    )


class RoomHead(NamedTuple):
    """The newest of a room, told without reading all of it."""

    versions: Versions
    chat: int
    """Number of the last message."""


def heartbeat(players: Iterable[int], codes: Iterable[str]) -> dict[str, RoomHead]:
    """Renew the leases of players with an open socket, and return what is newest of each room."""
    Player.objects.filter(pk__in=set(players)).update(seen_at=timezone.now())
    # One subquery each: a join of them all would give games x messages rows for each room.
    games, said = Game.objects.filter(room=OuterRef("pk")), ChatMessage.objects.order_by("-pk")
    game = games.order_by("-pk").values("pk")[:1]
    chat = said.filter(room=OuterRef("pk")).values("pk")[:1]
    rooms = Room.objects.filter(code__in=set(codes))
    found = list(rooms.values_list("pk", "code", "revision", Subquery(game), Subquery(chat)))
    keys = [pk for pk, *_ in found]
    events = GameEvent.objects.filter(game=OuterRef("pk")).order_by("-number")
    newest = Game.objects.filter(pk__in=[game for _pk, _code, _revision, game, _chat in found])
    versions = dict(newest.values_list("pk", Subquery(events.values("number")[:1])))
    watching = count_spectators(keys)
    away: dict[int, set[int]] = {}
    for room, player in Player.objects.away(AWAY).filter(room__in=keys).values_list("room", "pk"):
        away.setdefault(room, set()).add(player)
    return {
        code: RoomHead(
            Versions(
                revision,
                frozenset(away.get(pk, ())),
                watching.get(pk, 0),
                game,
                versions.get(game) or 0,
            ),
            chat or 0,
        )
        for pk, code, revision, game, chat in found
    }
