"""What is kept of a table and of a person there: to be handed out, and to be erased.

Whoever runs a server owes people both. A person is found by table and name, for that is what people
can say of themselves: their browser's secret is known to nobody.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from colorclues import notify
from colorclues.models import (
    ChatMessage,
    Exclusion,
    Game,
    GameEvent,
    HouseWords,
    JoinRequest,
    Player,
    PuzzleTry,
    Room,
    RoomEntry,
    WordsRow,
)
from colorclues.rooms import changes, membership

NOBODY = "NN"
"""The name of somebody whose name was erased: as in the records of chess, and in all languages."""

HANDED_OUT: dict[type[models.Model], tuple[str, ...]] = {
    Room: (
        *("code", "name", "preset", "rules", "shared", "edition", "edits", "admission", "listed"),
        *("locked", "pauses", "goes_on", "created_at", "ended_at"),
    ),
    Player: (
        "id",
        "name",
        "symbol",
        "seat",
        "bot",
        "level",
        "stand_in",
        "program",
        "joined_at",
        "seen_at",
    ),
    Game: ("id", "cast", "held", "started_at", "ended_at", "slug"),
    GameEvent: ("number", "seat", "at", "data"),
    JoinRequest: ("name", "symbol", "status", "asked_at", "denials", "denied_at"),
    Exclusion: ("name", "banned", "at"),
    RoomEntry: ("at", "actor", "deed", "subject"),
    ChatMessage: ("player", "name", "symbol", "text", "reaction", "at"),
    HouseWords: ("text", "editor"),
    WordsRow: ("number", "data"),
    PuzzleTry: ("puzzle", "first", "second", "points", "practice"),
}
"""The fields that an export has. Not among them: what opens doors (invitations, the hashes of
people's secrets and addresses), ids by which clients and processes know their own messages, and
keys of rows that say nothing more. A game that is being played has neither deck nor log."""

Rows = list[dict[str, Any]]


class NoSuchPerson(LookupError):
    """Nothing at this table has this name."""


@dataclass(slots=True)
class Trace:
    """What a person has left at one table."""

    room: Room
    players: set[int] = field(default_factory=set)
    """Primary keys."""
    names: set[str] = field(default_factory=set)
    """What they were called here."""

    def messages(self) -> models.QuerySet[ChatMessage]:
        """Return what they have said."""
        return self.room.messages.filter(
            models.Q(player__in=self.players) | models.Q(name__in=self.names)
        )

    def entries(self) -> models.QuerySet[RoomEntry]:
        """Return the rows of the table's log in which they are named."""
        return self.room.entries.filter(
            models.Q(actor__in=self.names) | models.Q(subject__in=self.names)
        )

    def seats(self) -> Iterator[tuple[Game, int]]:
        """Return the games in which they had a seat."""
        for game in self.room.games.order_by("pk"):
            for seat, one in enumerate(game.cast):
                if one["player"] in self.players or one["name"] in self.names:
                    yield game, seat


def of_room(room: Room) -> dict[str, Any]:
    """Return all that is kept of a table, in JSON's terms."""
    words = HouseWords.objects.filter(room=room)
    return {
        **_row(room),
        "players": _rows(room.players.all()),
        "requests": _rows(room.requests.all()),
        "exclusions": _rows(room.exclusions.all()),
        "log": _rows(room.entries.all()),
        "chat": _rows(room.messages.all()),
        "house_words": _rows(words),
        "house_words_log": _rows(room.words_rows.all()),
        "games": [_game(game) for game in room.games.order_by("pk")],
    }


def of_person(room: Room, name: str) -> dict[str, Any]:
    """Return all that is kept of a person, at this table and where else their browser has a seat.

    Raises `NoSuchPerson`.
    """
    guest, traces = _traces(room, name)
    return {
        "tables": [_trace(trace, guest) for trace in traces],
        "puzzles": _rows(PuzzleTry.objects.filter(guest=guest)) if guest else [],
    }


@transaction.atomic
def erase_room(room: Room) -> None:
    """Remove a table with all that belongs to it, finished games and their links, too."""
    room.delete()
    notify.publish_after_commit(notify.anew(room.code))
    changes.tell_list(room)


@transaction.atomic
def erase_person(room: Room, name: str) -> None:
    """Remove a person from this table and from where else their browser has a seat.

    Their seats become free, and what they said is deleted. Games stay, and can be played again to
    the last step, for others took part: there the person's name is `NOBODY`. So it is in the
    table's log, in a ban (which holds, for it knows the browser), and in the table's own name.
    Texts that several wrote together stay. Raises `NoSuchPerson`.
    """
    guest, traces = _traces(room, name)
    for trace in traces:
        _erase(trace, guest)
    if guest:
        PuzzleTry.objects.filter(guest=guest).delete()


def _traces(room: Room, name: str) -> tuple[str | None, list[Trace]]:
    """Return the hash of a person's secret, if anything here knows it, and their tables."""
    known: Iterable[Player | JoinRequest | Exclusion] = (
        *room.players.people().filter(name=name),
        *room.requests.filter(name=name),
        *room.exclusions.filter(name=name),
    )
    guest = next((one.guest for one in known), None)
    first = Trace(room, names={name})
    traces = {room.pk: first}
    for player in Player.objects.filter(guest=guest).select_related("room") if guest else ():
        trace = traces.setdefault(player.room_id, Trace(player.room))
        trace.players.add(player.pk)
        trace.names.add(player.name)
    for trace in traces.values():
        trace.names |= {game.cast[seat]["name"] for game, seat in trace.seats()}
    if guest is None and not (
        first.messages().exists() or first.entries().exists() or any(first.seats())
    ):
        raise NoSuchPerson(name)
    return guest, [*traces.values()]


def _trace(trace: Trace, guest: str | None) -> dict[str, Any]:
    room = trace.room
    games = []
    for game, seat in trace.seats():
        log = game.events.all() if game.ended_at else ()
        own = [_row(event) for event in log if event.data.get("seat") == seat]
        games.append({"game": game.pk, "seat": seat, **game.cast[seat], "events": own})
    return {
        "code": room.code,
        "name": room.name,
        "players": _rows(Player.objects.filter(pk__in=trace.players)),
        "requests": _rows(room.requests.filter(guest=guest)) if guest else [],
        "exclusions": _rows(room.exclusions.filter(guest=guest)) if guest else [],
        "log": _rows(trace.entries()),
        "chat": _rows(trace.messages()),
        "games": games,
    }


def _erase(trace: Trace, guest: str | None) -> None:
    room = changes.locked(trace.room.code)
    trace.messages().delete()
    for game, seat in trace.seats():
        game.cast[seat]["name"] = NOBODY
        game.save(update_fields=["cast"])
    room.entries.filter(actor__in=trace.names).update(actor=NOBODY)
    room.entries.filter(subject__in=trace.names).update(subject=NOBODY)
    HouseWords.objects.filter(room=room, editor__in=trace.names).update(editor="")
    named = "|".join(rf"\b{re.escape(name)}\b" for name in trace.names)
    room.name = re.sub(named, NOBODY, room.name)
    room.save(update_fields=["name"])
    if guest:
        room.requests.filter(guest=guest).delete()
        room.exclusions.filter(guest=guest).update(name=NOBODY)
        membership.leave(room.code, guest)
    changes.changed(room)


def _game(game: Game) -> dict[str, Any]:
    if game.ended_at is None:
        return _row(game)
    return {**_row(game), "setup": game.setup, "events": _rows(game.events.all())}


def _rows(found: models.QuerySet[Any]) -> Rows:
    return [_row(one) for one in found]


def _row(one: models.Model) -> dict[str, Any]:
    values = {name: one.serializable_value(name) for name in HANDED_OUT[type(one)]}
    if isinstance(one, PuzzleTry):
        values["puzzle"] = one.puzzle.day
    if isinstance(one, WordsRow):
        values["data"] = base64.b64encode(one.data).decode()
    return values
