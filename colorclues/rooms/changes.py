"""How a room is changed: locked, checked, written, and published after the commit.

Whatever changes a room does so in one transaction, which reads the room with `locked`, checks,
writes, and ends with `changed`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from colorclues import notify
from colorclues.models import Room
from colorclues.notify import FeedChanged, RoomChanged
from colorclues.rooms.presence import seen


class NoSuchRoom(LookupError):
    """There is no room with this code."""


class Refused(Exception):
    """Something that cannot be done now; `code` names why, the text is for its author."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@contextmanager
def as_host(code: str, host: int) -> Iterator[Room]:
    """Let the host, by primary key, change a room that nobody else changes meanwhile.

    One transaction; all are notified after its commit. Raises `NoSuchRoom` or `Refused`.
    """
    with transaction.atomic():
        room = locked(code)
        check_host(room, host)
        yield room
        changed(room)


def locked(code: str) -> Room:
    """Return a room that nobody else changes until this transaction ends; raises `NoSuchRoom`."""
    room = Room.objects.select_for_update().filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    return room


def changed(room: Room) -> None:
    """Count a change of the room that others see, and notify them of it after the commit."""
    Room.objects.filter(pk=room.pk).update(revision=F("revision") + 1)
    room.refresh_from_db(fields=["revision"])
    notify.publish_after_commit(RoomChanged(room.code, None, room.revision))


def tell_list(room: Room) -> None:
    """Let the start pages ask again after the commit, if they show the room."""
    if room.is_public:
        notify.publish_after_commit(FeedChanged(notify.HOME))


def check_host(room: Room, player: int) -> None:
    """Raise `Refused` for anybody but the host, and for a table that was closed."""
    if not room.is_open:
        raise Refused("ended", _("This table is closed."))
    if room.host_id != player:
        raise Refused("not_host", _("Only the host can do that."))
    # A form is a sign of life too: a host whose socket is not up (again) must not lose the chair.
    seen(player)


def check_not_in_play(room: Room) -> None:
    """Raise `Refused` while a game is on."""
    if in_play(room):
        raise Refused("in_play", _("A game is on at this table."))


def in_play(room: Room) -> bool:
    """Return whether a game is on."""
    game = room.latest_game()
    return game is not None and game.ended_at is None
