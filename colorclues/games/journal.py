"""The only writer of the event log.

Whatever arrives while a commit is in flight goes into the next one (group commit), so that all
rooms of the process share the cost of making rows durable.
"""

import asyncio
import contextvars
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from colorclues.models import Game, GameEvent, Player, Room, new_slug
from colorclues.ops import metrics
from colorclues.ops.database import in_database
from colorclues.rooms.presence import SKIPPABLE


class Conflict(Exception):
    """Somebody else has written to this game since the state that the command was played on."""


class NotAllowed(Exception):
    """The author has lost the seat, or the host's chair, that the command needs."""


class Stopped(Exception):
    """The table is paused, or closed."""


@dataclass(frozen=True, slots=True)
class Author:
    """Whose command it is, and by what right: checked again in the transaction that writes it."""

    player: int | None = None
    """Primary key; None for the server's own, a timer's or a bot's."""
    client_id: str | None = None
    """What makes a repeat of the command harmless."""
    as_host: bool = False
    """Whether the command needs the host's chair."""
    skipped: int | None = None
    """The seat that is passed for: anybody may, for a player away for `SKIPPABLE` seconds."""


@dataclass(slots=True)
class Entry:
    """One command's events, to be written together or not at all."""

    game: int
    first: int
    """Number of the first event."""
    events: Sequence[dict[str, Any]]
    """As `game_engine.record.event_to_dict` writes them: "type", and the event's fields."""
    at: datetime
    author: Author = Author()
    seat: int | None = None
    """The author's, as of now."""
    album: str | None = None
    """The slug of the finished game, once the entry that ended it is written."""
    written: asyncio.Future[None] = field(init=False, repr=False)

    def rows(self) -> list[GameEvent]:
        """Return the rows of the log that this entry adds."""
        rows = [
            GameEvent(game_id=self.game, number=number, data=data, at=self.at, seat=self.seat)
            for number, data in enumerate(self.events, self.first)
        ]
        rows[-1].client_id = self.author.client_id
        return rows


class Journal:
    """Writes entries in groups; there is one for each event loop, and so for each process."""

    def __init__(self) -> None:
        self._waiting: list[Entry] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, entry: Entry) -> None:
        """Return when the entry is committed.

        Raises `Conflict` if its numbers are taken, `NotAllowed` if its author may not (any more),
        `Stopped` if nobody may, and whatever the database raises while it is away.
        """
        loop = asyncio.get_running_loop()
        entry.written = loop.create_future()
        self._waiting.append(entry)
        if self._writer is None or self._writer.done():
            # A context of its own: the writer outlives the request or socket that woke it.
            self._writer = loop.create_task(self._drain(), context=contextvars.Context())
        await asyncio.shield(entry.written)

    async def idle(self) -> None:
        """Return when nothing waits to be committed any more."""
        while self._writer is not None and not self._writer.done():
            await asyncio.wait([self._writer])

    async def _drain(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                with metrics.COMMIT.time():
                    answers = await in_database(commit, group)
            except Exception as error:
                answers = [error] * len(group)
            for entry, answer in zip(group, answers, strict=True):
                if answer is None:
                    metrics.EVENTS.inc(len(entry.events))
                    entry.written.set_result(None)
                else:
                    entry.written.set_exception(answer)


def commit(group: Sequence[Entry]) -> list[Exception | None]:
    """Write the group in one transaction; or, if one entry spoils it, each entry in its own.

    Return what each entry raises, None for one that is committed.
    """
    try:
        return _commit_together(group)
    except IntegrityError as error:
        if len(group) == 1:
            conflict = Conflict()
            conflict.__cause__ = error
            return [conflict]
        return [commit([entry])[0] for entry in group]


def _commit_together(group: Sequence[Entry]) -> list[Exception | None]:
    with transaction.atomic():
        # First of all: whatever takes a seat away or stops a table comes before this, or after.
        rooms = _locked({entry.game for entry in group})
        denied = _denied(group) | _stopped(group, rooms)
        allowed = [entry for entry in group if id(entry) not in denied]
        GameEvent.objects.bulk_create([row for entry in allowed for row in entry.rows()])
        for entry in allowed:
            if entry.events[-1]["type"] == "game_ended":
                ended = Game.objects.filter(pk=entry.game)
                entry.album = new_slug()
                ended.update(ended_at=entry.at, slug=entry.album)
    return [denied.get(id(entry)) for entry in group]


def _long_away(entry: Entry) -> bool:
    since = entry.at - timedelta(seconds=SKIPPABLE)
    seat = entry.author.skipped
    skipped = Player.objects.people().filter(room__games=entry.game, seat=seat)
    return skipped.filter(seen_at__lt=since).exists()


def _locked(games: Iterable[int]) -> dict[int, Room]:
    """Return game -> room; nobody else changes these rooms until this transaction ends."""
    # All in the same order, or two processes could wait for each other.
    found = Game.objects.filter(pk__in=set(games)).order_by("room").select_related("room")
    found = found.only("room", "room__ended_at", "room__pauses")
    return {game.pk: game.room for game in found.select_for_update(of=("room",), no_key=True)}


def _stopped(group: Sequence[Entry], rooms: Mapping[int, Room]) -> dict[int, Exception]:
    """Return entry id -> `Stopped`, timers' too, where the table is paused, closed or gone."""

    def still(room: Room | None) -> bool:
        return room is None or not room.is_open or room.is_paused

    return {id(entry): Stopped() for entry in group if still(rooms.get(entry.game))}


def _denied(group: Sequence[Entry]) -> dict[int, Exception]:
    """Return entry id -> `NotAllowed` where the author lacks what the command needs."""
    asked = [entry for entry in group if entry.author.player is not None]
    rows = Player.objects.filter(pk__in={entry.author.player for entry in asked})
    people: dict[int | None, tuple[int | None, int | None]] = {
        pk: (seat, host) for pk, seat, host in rows.values_list("pk", "seat", "room__host")
    }

    def may(entry: Entry) -> bool:
        author = entry.author
        seat, host = people.get(author.player, (None, None))
        if author.as_host and (host == author.player or author.skipped is None):
            return host == author.player
        own = seat is not None and seat == entry.seat
        return own and (author.skipped is None or _long_away(entry))

    return {id(entry): NotAllowed() for entry in asked if not may(entry)}
