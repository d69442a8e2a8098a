"""What a host may do, to people and to the table: each deed is one transaction and one log row."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from colorclues import names, notify
from colorclues.models import Exclusion, Player, Room
from colorclues.notify import FeedChanged
from colorclues.rooms import changes, membership
from colorclues.rooms.audit_log import note
from colorclues.rooms.changes import Refused, changed, locked
from colorclues.rooms.presence import AWAY

HOST_AWAY = 60
"""Seconds without a sign of life after which another becomes host: longer than anybody needs to
reload a page or to be skippable, for the chair does not come back by itself."""


def make_host(code: str, host: int, subject: int) -> None:
    """Hand the host's chair to another person."""

    def deed(room: Room, player: Player) -> None:
        if player.bot:
            raise Refused("bot", _("A bot cannot be host."))
        room.host = player
        room.save(update_fields=["host"])

    _to_person((code, host, subject), "make host", deed)


def remove(code: str, host: int, subject: int) -> None:
    """Take a person's seat away; the same browser cannot take one here again."""
    _to_person((code, host, subject), "remove", _exclude(banned=False))


def ban(code: str, host: int, subject: int) -> None:
    """Remove a person, who may not even watch this table any more."""
    _to_person((code, host, subject), "ban", _exclude(banned=True))


def rename(code: str, host: int, subject: int, name: str) -> None:
    """Rename a person."""
    clean = names.clean(name)

    def deed(room: Room, player: Player) -> None:
        others = [p for p in Player.objects.filter(room=room) if p != player]
        membership.check_free_name(clean, others)
        player.name = clean
        player.save(update_fields=["name"])

    _to_person((code, host, subject), "rename", deed, oneself=True)


def pause(code: str, host: int) -> None:
    """Stop the timers."""

    def deed(room: Room) -> None:
        if not room.is_paused:
            room.pauses = [*room.pauses[-50:], [timezone.now().timestamp(), None]]

    _to_table(code, host, "pause", deed)


def resume(code: str, host: int) -> None:
    """Let the timers go on from where they stood."""

    def deed(room: Room) -> None:
        if room.is_paused:
            room.pauses[-1][1] = timezone.now().timestamp()

    _to_table(code, host, "resume", deed)


def lock(code: str, host: int, *, shut: bool = True) -> None:
    """Let nobody else take a seat; or, with shut False, let them again."""

    def deed(room: Room) -> None:
        room.locked = shut

    _to_table(code, host, "lock" if shut else "unlock", deed)


def share(code: str, host: int, *, among_all: bool = True) -> None:
    """Let everybody at the table change the house rules, or the host alone."""

    def deed(room: Room) -> None:
        room.shared = among_all

    _to_table(code, host, "share" if among_all else "unshare", deed)


def admit_by(code: str, host: int, admission: str, *, listed: bool) -> None:
    """Set who may come in, and whether the start page shows the table."""
    if admission not in {"code", "link", "host"}:
        raise Refused("invalid", _("There is no such way in."))

    def deed(room: Room) -> None:
        room.admission = admission
        room.listed = listed

    _to_table(code, host, "admission", deed)


def end(code: str, host: int) -> None:
    """Close the table for good."""

    def deed(room: Room) -> None:
        room.ended_at = timezone.now()
        room.requests.update(client="")

    _to_table(code, host, "end", deed)


def mind_hosts(codes: list[str]) -> None:
    """Where a host is missing or long away, make the longest-seated person who is there host."""
    now = timezone.now()
    late = now - timedelta(seconds=HOST_AWAY)
    rooms = Room.objects.open().filter(code__in=codes)
    for room in rooms.filter(Q(host=None) | Q(host__seen_at__lt=late)):
        with transaction.atomic():
            room = locked(room.code)  # noqa: PLW2901  (now nobody else changes it)
            if room.host is not None and room.host.seen_at >= late:
                continue
            heir = membership.longest_seated(room, within=AWAY)
            if heir is not None:
                room.host = heir
                room.save(update_fields=["host"])
                note(room, "the clock", "make host", heir.name)
                changed(room)


def _to_person(
    who: tuple[str, int, int],
    deed: str,
    do: Callable[[Room, Player], None],
    *,
    oneself: bool = False,
) -> None:
    code, host, subject = who
    with changes.as_host(code, host) as room:
        player = Player.objects.filter(room=room, pk=subject).first()
        if player is None:
            raise Refused("gone", _("That player has left the table."))
        if player.pk == host and not oneself:
            raise Refused("oneself", _("You cannot do that to yourself."))
        actor = Player.objects.get(pk=host).name
        note(room, actor, deed, player.name)
        do(room, player)


def _to_table(code: str, host: int, deed: str, do: Callable[[Room], None]) -> None:
    with changes.as_host(code, host) as room:
        shown = room.is_public
        do(room)
        room.save()
        note(room, Player.objects.get(pk=host).name, deed)
        if room.is_public != shown:
            notify.publish_after_commit(FeedChanged(notify.HOME))


def _exclude(*, banned: bool) -> Callable[[Room, Player], None]:
    def deed(room: Room, player: Player) -> None:
        if player.guest:
            Exclusion.objects.update_or_create(
                room=room,
                guest=player.guest,
                defaults={"name": player.name, "banned": banned},
            )
            notify.publish_after_commit(FeedChanged(notify.guest_group(player.guest)))
        player.delete()
        changes.tell_list(room)

    return deed
