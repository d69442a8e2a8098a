"""What a guest's own pages show, as a digest: a tick that finds another knows that it changed."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from colorclues import notify
from colorclues.models import Exclusion, JoinRequest, Room

PUBLIC = 20
"""Public tables that start pages show, newest first: as many as somebody will look through."""


class Digest(NamedTuple):
    """Stands for what a page shows: another with the same is the same."""

    own: frozenset[tuple[object, ...]]
    """The guest's own requests, those that wait for this host, and who was sent away."""
    public: tuple[int, ...]
    """The public tables."""


def groups_of(guest: str | None) -> list[str]:
    """Return the channel-layer groups that a page hears; `guest` is None for a stranger's."""
    return [notify.HOME, *([notify.guest_group(guest)] if guest else [])]


def digests(guests: Collection[str | None]) -> dict[str | None, Digest]:
    """Return guest -> digest for each of these (None for strangers), in three queries for all."""
    own: dict[str | None, set[tuple[object, ...]]] = {guest: set() for guest in guests}
    known = {guest for guest in guests if guest}
    waiting = JoinRequest.Status.WAITING
    asked = JoinRequest.objects.filter(
        Q(guest__in=known) | Q(status=waiting, room__host__guest__in=known)
    )
    for pk, guest, name, status, host in asked.values_list(
        "pk", "guest", "name", "status", "room__host__guest"
    ):
        for concerned in {guest, host if status == waiting else guest} & known:
            own[concerned].add((pk, name, status))
    sent_away = Exclusion.objects.filter(guest__in=known)
    for pk, guest, banned in sent_away.values_list("pk", "guest", "banned"):
        own[guest].add((pk, banned))
    public = tuple(Room.objects.public().values_list("pk", flat=True)[:PUBLIC])
    return {guest: Digest(frozenset(found), public) for guest, found in own.items()}
