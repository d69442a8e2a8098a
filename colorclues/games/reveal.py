"""The reveal of a round: it stays while somebody holds it."""

from django.db import transaction
from django.utils.translation import gettext as _

from colorclues.models import Game, Player
from colorclues.rooms import changes
from colorclues.rooms.changes import Refused


def hold(code: str, player: int | None, game: int, number: int, *, on: bool = True) -> None:
    """Let the table linger on the reveal of a round, or (on False) go on: anybody there may.

    Should that round be over by now, nothing waits. Raises `Refused`, or `NoSuchRoom`.
    """
    with transaction.atomic():
        room = changes.locked(code)
        if player is None or not Player.objects.filter(room=room, pk=player).exists():
            raise Refused("not_seated", _("You have no seat in this game."))
        held = [number, player] if on else None
        Game.objects.filter(pk=game, room=room).update(held=held)
        changes.changed(room)
