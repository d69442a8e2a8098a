"""Who is let in: at once, or when the host (or staff) says so."""

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from colorclues import names, notify
from colorclues.models import Exclusion, JoinRequest, Player, Room
from colorclues.notify import FeedChanged, guest_group
from colorclues.rooms import audit_log, changes, membership
from colorclues.rooms.changes import NoSuchRoom, Refused, locked

Status = JoinRequest.Status
MAX_WAITING = 50
"""Requests that may wait in a room: a client without cookies could make any number, and five times
a full table is more than a host will read through."""
MAX_ALIKE = 5
"""Of these, those that come from one network: a family or a class, but not a whole queue."""


class NoSession(Exception):
    """Whoever asks has no session to be known by."""


class NotLetIn(Exception):
    """Whoever asks has no seat, and may not watch."""


def enter(
    code: str, guest: str, *, name: str, symbol: str = "", invite: str = "", client: str = ""
) -> Player | None:
    """Seat the guest and return their player; or, where the host admits, ask, and return None.

    `client` is the guest's address, if it is known.
    Raises `Refused`, `names.BadName` or `NoSuchRoom`.
    """
    own_name = names.clean(name)
    with transaction.atomic():
        room = locked(code)
        already = Player.objects.filter(room=room, guest=guest).first()
        if already is not None:
            return already
        check_not_excluded(room, guest)
        if room.locked:
            raise Refused("locked", _("The host has locked this table."))
        if room.admission == "link" and not constant_time_compare(room.invite, invite):
            raise Refused("link_only", _("This table opens by its link only. Ask for the link."))
        if room.admission != "host":
            return membership.seat(room, guest, own_name, symbol)
        _ask(room, guest, name=own_name, symbol=symbol, client=_network(room, client))
    return None


def _ask(room: Room, guest: str, *, name: str, symbol: str, client: str) -> None:
    membership.check_free_name(name, list(Player.objects.filter(room=room)))
    before = JoinRequest.objects.filter(room=room, guest=guest).first()
    if before is not None and before.status == Status.DENIED:
        raise Refused("denied", _("The host didn’t let you in."))
    if before is not None and (before.status, before.name) == (Status.WAITING, name):
        return  # The host knows: once is enough, however often somebody asks.
    others = JoinRequest.objects.filter(room=room, status=Status.WAITING).exclude(guest=guest)
    if others.count() >= MAX_WAITING:
        raise Refused("crowded", _("Too many people are waiting here. Please try again later."))
    if client and others.filter(client=client).count() >= MAX_ALIKE:
        sentence = _(
            "%(n)d people from your network are waiting here already. "
            "Please ask again when the host has answered one of them."
        )
        raise Refused("crowded", sentence % {"n": MAX_ALIKE})
    asked = {"name": name, "symbol": symbol, "status": Status.WAITING, "client": client}
    JoinRequest.objects.update_or_create(room=room, guest=guest, defaults=asked)
    _tell(room, guest)


def answer(code: str, host: int, request: int, *, admit: bool) -> None:
    """Admit or deny, as the host."""
    with transaction.atomic():
        room = locked(code)
        changes.check_host(room, host)
        found = JoinRequest.objects.filter(room=room, pk=request).first()
        if found is None:
            raise Refused("gone", _("There is no such request."))
        settle(found, Player.objects.get(pk=host).name, admit=admit)


def settle(request: JoinRequest, actor: str, *, admit: bool) -> None:
    """Admit or deny a request that waits; raises `Refused` for one that does not any more."""
    with transaction.atomic():
        room = locked(request.room.code)
        request = JoinRequest.objects.select_for_update().get(pk=request.pk)
        if request.status != Status.WAITING:
            sentence = _("%(name)s is not waiting any more.")
            raise Refused("settled", sentence % {"name": request.name})
        if admit:
            membership.seat(room, request.guest, request.name, request.symbol)
        request.status = Status.ADMITTED if admit else Status.DENIED
        request.client = ""
        request.save(update_fields=["status", "client"])
        audit_log.note(room, actor, "admit" if admit else "deny", request.name)
        _tell(room, request.guest)


def restate(request: JoinRequest, actor: str) -> None:
    """Give a request the status that staff chose, with all its effects; raises `Refused`."""
    with transaction.atomic():
        before = JoinRequest.objects.select_for_update().get(pk=request.pk)
        if before.status == request.status:
            return
        if request.status in {Status.ADMITTED, Status.DENIED}:
            settle(before, actor, admit=request.status == Status.ADMITTED)
            return
        JoinRequest.objects.filter(pk=request.pk).update(status=request.status, client="")
        audit_log.note(request.room, actor, request.status, request.name)
        _tell(request.room, request.guest)


def forget(request: JoinRequest) -> None:
    """Delete a request, so that its author may ask as if for the first time."""
    with transaction.atomic():
        request.delete()
        _tell(request.room, request.guest)


def withdraw(code: str, guest: str) -> None:
    """Withdraw one's own request."""
    with transaction.atomic():
        room = locked(code)
        waiting = JoinRequest.objects.filter(room=room, guest=guest, status=Status.WAITING)
        if waiting.update(status=Status.WITHDRAWN, client=""):
            _tell(room, guest)


def waiting(room: Room) -> list[JoinRequest]:
    """Return the requests that nobody has answered, oldest first."""
    return list(JoinRequest.objects.filter(room=room, status=Status.WAITING))


def check_not_excluded(room: Room, guest: str | None) -> None:
    """Raise `Refused` for a browser that was removed or banned."""
    if guest and Exclusion.objects.filter(room=room, guest=guest).exists():
        raise Refused("removed", _("The host has removed you from this table."))


def arrive(code: str, guest: str | None, key: str = "") -> int | None:
    """Let somebody's socket in; return the primary key of their player, None for a spectator.

    `key` is what the link held by which a spectator came.
    Raises `NoSuchRoom`, for a room that was closed too, `NoSession` or `NotLetIn`.
    """
    player = membership.player_of(code, guest)
    room = Room.objects.get(code=code)
    if player is not None and room.is_open:
        return player
    check_may_watch(room, guest, key)
    return None


def arrive_on_tv(code: str, guest: str | None, key: str) -> int | None:
    """Let a big screen in as a spectator; return the primary key of its owner's player, if any.

    A player's screen needs no key, and is no sign of life of theirs. Raises what `arrive` raises.
    """
    owner = membership.player_of(code, guest)
    if owner is not None:
        guest, key = None, watch_key(Room.objects.get(code=code))
    arrive(code, guest, key)
    return owner


def watch_key(room: Room) -> str:
    """Return what the watch link of a private table holds: it opens no seat."""
    return salted_hmac("watch", room.invite).hexdigest()[:22]


def is_invited(room: Room, guest: str | None, invite: str) -> bool:
    """Return whether somebody holds the link of a table that opens by it, and was not sent away."""
    if room.admission != "link" or not constant_time_compare(room.invite, invite):
        return False
    return not (guest and Exclusion.objects.filter(room=room, guest=guest).exists())


def check_may_watch(room: Room, guest: str | None, key: str = "") -> None:
    """Raise `NotLetIn`, `NoSuchRoom` or `NoSession` for whoever may not watch without a seat.

    A table that does not open by its code alone shows itself only by its own watch link.
    """
    if guest and Exclusion.objects.filter(room=room, guest=guest, banned=True).exists():
        raise NotLetIn
    if not room.is_open:
        raise NoSuchRoom(room.code)
    if room.admission != "code" and not constant_time_compare(key, watch_key(room)):
        raise NoSession if guest is None else NotLetIn


def may_watch(room: Room, guest: str | None, key: str = "") -> bool:
    """Return whether somebody without a seat may watch."""
    try:
        check_may_watch(room, guest, key)
    except (NoSession, NotLetIn, NoSuchRoom):
        return False
    return True


def _network(room: Room, client: str) -> str:
    """Return a keyed hash of an address, different in each room: it tells only who shares one.

    32 hexadecimal digits, or "" if the address is not known.
    """
    keyed = salted_hmac("asks", f"{room.pk} {client}", algorithm="sha256")
    return keyed.hexdigest()[:32] if client else ""


def _tell(room: Room, guest: str) -> None:
    """Let the pages of the requester and the host ask again; nobody else is told."""
    notify.publish_after_commit(FeedChanged(guest_group(guest)))
    if room.host is not None and room.host.guest:
        notify.publish_after_commit(FeedChanged(guest_group(room.host.guest)))
