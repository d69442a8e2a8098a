"""What is to be written to the event log, by whose right, and why it may be refused."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


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

    @property
    def ends_game(self) -> bool:
        """Whether the game is over with this entry."""
        return bool(self.events[-1]["type"] == "game_ended")
