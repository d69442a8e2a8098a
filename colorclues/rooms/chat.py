"""What is said at a table: the last hundred of each room are kept for those who come later."""

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from colorclues import names
from colorclues.models import ChatMessage, Player, Room
from colorclues.rooms.changes import Refused, locked

MAX_MESSAGES = 100
"""Messages of a room that are kept: an evening's talk, and still one frame for whoever comes in."""
MAX_REACTIONS = 10
"""Reactions that are kept: enough for those whose connection was cut for a moment."""
REACTIONS = ("👍", "👏", "😂", "😮", "🤔", "🎯", "❤️", "🔥")


class ChatLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message as everybody at the table sees it."""

    id: int
    player: int | None
    """Primary key of the author; None once they have left."""
    name: str
    symbol: str
    text: str
    reaction: bool
    at: int
    """Milliseconds since 1970."""


def say(code: str, player: int, text: str, client_id: str | None) -> int:
    """Keep what a player says, and return its number. Raises `Refused` or `names.BadName`.

    `client_id` makes a repeat harmless: it returns the number of the first.
    """
    clean = names.clean_text(text, names.MAX_TEXT)
    if not clean:
        raise Refused("invalid", _("Please write something."))
    return _keep(code, player, clean, client_id, reaction=False)


def react(code: str, player: int, text: str, client_id: str | None) -> int:
    """Keep a reaction, and return its number. Raises `Refused`; a repeat is harmless."""
    if text not in REACTIONS:
        raise Refused("invalid", _("There is no such reaction."))
    return _keep(code, player, text, client_id, reaction=True)


def since(code: str, number: int) -> list[ChatLine]:
    """Return what is kept of what was said after a message (0: all of it), oldest first."""
    after = ChatMessage.objects.filter(room__code=code, pk__gt=number)
    newest = after.order_by("-pk")[: MAX_MESSAGES + MAX_REACTIONS]
    return [
        ChatLine(
            id=message.pk,
            player=message.player_id,
            name=message.name,
            symbol=message.symbol,
            text=message.text,
            reaction=message.reaction,
            at=round(message.at.timestamp() * 1000),
        )
        for message in reversed(newest)
    ]


def _keep(code: str, player: int, text: str, client_id: str | None, *, reaction: bool) -> int:
    with transaction.atomic():
        # One after the other: whoever has read up to a number must not miss a lower one that was
        # committed later, by another process.
        room = locked(code)
        person = Player.objects.filter(pk=player, room=room).first()
        if person is None:
            raise Refused("not_seated", _("You have no seat at this table."))
        try:
            with transaction.atomic():
                message = ChatMessage.objects.create(
                    room=room,
                    player=person,
                    name=person.name,
                    symbol=person.symbol,
                    text=text,
                    reaction=reaction,
                    client_id=client_id,
                )
        except IntegrityError:  # The same message, sent again.
            return ChatMessage.objects.get(player=person, client_id=client_id).pk
        _forget_old(room, reaction=reaction)
    return message.pk


def _forget_old(room: Room, *, reaction: bool) -> None:
    """Delete what is too many; reactions count apart, so that they push no words out."""
    alike = ChatMessage.objects.filter(room=room, reaction=reaction).order_by("-pk")
    too_many = alike.values("pk")[MAX_REACTIONS if reaction else MAX_MESSAGES :]
    ChatMessage.objects.filter(pk__in=too_many).delete()
