"""What a view of a table needs before it runs: an open room, and a client that may ask."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property, wraps
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from colorclues.guests import guest_of
from colorclues.models import JoinRequest, Player, Room
from colorclues.ops.database import in_database
from colorclues.rooms import membership
from colorclues.rooms.changes import NoSuchRoom
from colorclues.views import rate_limit
from colorclues.views.responses import error_page, no_such_table

Page = Callable[..., Any]


class TableRequest(HttpRequest):
    """A request for something at a table that is open."""

    htmx: HtmxDetails
    visitor: "Visitor"


@dataclass
class Visitor:
    """Who asks for something at a table."""

    room: Room
    """As it was when the request came."""
    session: MutableMapping[str, Any]

    @property
    def guest(self) -> str | None:
        """The hash under which this person is known; None for a stranger."""
        return guest_of(self.session)

    @cached_property
    def player(self) -> int | None:
        """The primary key of this person's player at the table, if there is one."""
        return membership.player_of(self.room.code, self.guest)


def of_room(page: Page) -> Page:
    """Return a view that gets the code in capitals, and on the request a `visitor`.

    It answers by itself for a room that does not exist or is closed.
    """

    @wraps(page)
    def view(request: TableRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            return _enter(request, code.upper()) or page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):  # It was closed meanwhile.
            return no_such_table(request)

    @wraps(page)
    async def view_async(request: TableRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            refused = await in_database(_enter, request, code.upper())
            return refused or await page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):
            return no_such_table(request)

    return view_async if iscoroutinefunction(page) else view


def _enter(request: TableRequest, code: str) -> HttpResponse | None:
    """Put the visitor on the request; return the answer to a wrong code, or to too many of them."""
    client, most = rate_limit.client_of(request), settings.MISSES_PER_MINUTE
    if rate_limit.spent("misses", client, most=most):
        return error_page(
            request, 429, _("Please wait a minute"), _("There were too many wrong codes.")
        )
    room = Room.objects.open().select_related("house_words").filter(code=code).first()
    if room is not None:
        request.visitor = Visitor(room, request.session)
        return None
    if not _was_here(request, code):
        rate_limit.allow("misses", client, most=most, seconds=60)
    return no_such_table(request)


def _was_here(request: HttpRequest, code: str) -> bool:
    """Return whether somebody knew the room: a page left open at a closed table goes on asking."""
    guest = guest_of(request.session)
    if guest is None:
        return False
    return any(
        kind.objects.filter(room__code=code, guest=guest).exists() for kind in (Player, JoinRequest)
    )
