"""What a view of a table needs before it runs: an open room, and a client that may ask."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cached_property, wraps
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from colorclues import rate_limit
from colorclues.guests import guest_of
from colorclues.models import Room
from colorclues.ops.database import in_database
from colorclues.rooms import membership
from colorclues.rooms.changes import NoSuchRoom
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

    It answers by itself for a room that does not exist or is closed. Nobody may keep the answers:
    what they show is for one pair of eyes, and the next person at this browser has others.
    """

    @wraps(page)
    def view(request: TableRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            response = _enter(request, code.upper()) or page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):  # It was closed meanwhile.
            response = no_such_table(request)
        return kept_by_nobody(response)

    @wraps(page)
    async def view_async(request: TableRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            refused = await in_database(_enter, request, code.upper())
            response = refused or await page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):
            response = no_such_table(request)
        return kept_by_nobody(response)

    return view_async if iscoroutinefunction(page) else view


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """Return a response that neither browsers nor proxies may keep."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def _enter(request: TableRequest, code: str) -> HttpResponse | None:
    """Put the visitor on the request; return the answer to a wrong code, or to too many of them."""
    client = rate_limit.client_of(request)
    if not rate_limit.may_guess(client):
        return _too_many(request)
    room = Room.objects.open().select_related("house_words").filter(code=code).first()
    if room is not None:
        request.visitor = Visitor(room, request.session)
        return None
    if not membership.was_here(code, guest_of(request.session)) and not rate_limit.count_miss(
        client
    ):
        return _too_many(request)
    return no_such_table(request)


def _too_many(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, 429, _("Please wait a minute"), _("There were too many wrong codes.")
    )
