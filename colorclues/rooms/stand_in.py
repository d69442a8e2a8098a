"""A bot that plays for somebody who is away, until they are back; and who takes a bot's seat."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colorclues.models import Player, Room
from colorclues.rooms import changes
from colorclues.rooms.audit_log import note
from colorclues.rooms.changes import Refused
from colorclues.rooms.presence import AWAY, SKIPPABLE


def begin(code: str, player: int, subject: int) -> None:
    """Let a bot play for somebody: the host once they are away, others once they are skippable.

    Both by primary key. Raises `Refused`, or `NoSuchRoom`.
    """
    with transaction.atomic():
        room = changes.locked(code)
        if not room.is_open:
            raise Refused("ended", _("This table is closed."))
        by = Player.objects.filter(room=room, pk=player).first()
        if by is None or (by.seat is None and room.host_id != player):
            raise Refused("not_seated", _("You have no seat in this game."))
        absent = Player.objects.people().filter(room=room, pk=subject, seat__isnull=False).first()
        if absent is None:
            raise Refused("gone", _("That player has left the table."))
        enough = AWAY if room.host_id == player else SKIPPABLE
        if absent.seen_at >= timezone.now() - timedelta(seconds=enough):
            raise Refused("not_away", _("%(name)s has not been away for long.") % {"name": absent})
        absent.stand_in = True
        absent.save(update_fields=["stand_in"])
        note(room, by.name, "stand in", absent.name)
        changes.changed(room)


def end(code: str, player: int) -> None:
    """Give the seat back to somebody who is here again."""
    with transaction.atomic():
        room = changes.locked(code)
        if Player.objects.filter(room=room, pk=player, stand_in=True).update(stand_in=False):
            changes.changed(room)


def take_over(code: str, player: int, bot: int) -> None:
    """Give a bot's seat, with its points, to somebody who waits for the next game.

    Both by primary key. Raises `Refused`, or `NoSuchRoom`.
    """
    with transaction.atomic():
        room = changes.locked(code)
        if not room.is_open:
            raise Refused("ended", _("This table is closed."))
        person = Player.objects.filter(room=room, pk=player).first()
        if person is None or person.seat is not None:
            raise Refused("seated", _("You have a seat already."))
        seated = Player.objects.filter(room=room, bot=True, seat__isnull=False, pk=bot).first()
        if seated is None:
            raise Refused("gone", _("No bot sits there any more."))
        seated.delete()
        person.seat = seated.seat
        person.save(update_fields=["seat"])
        _recast(room, person)
        note(room, person.name, "take over", seated.name)
        changes.changed(room)
        changes.tell_list(room)


def _recast(room: Room, person: Player) -> None:
    """Let the game that is on know who plays in a seat by now."""
    game = room.latest_game()
    if game is not None and game.ended_at is None and person.seat is not None:
        game.cast[person.seat] = person.as_cast()
        game.save(update_fields=["cast"])
