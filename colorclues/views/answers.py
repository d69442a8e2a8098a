"""What pages have in common: refusals, redirects, QR codes, and rooms that are not there."""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from colorclues import throttle
from colorclues.guests import guest_of
from colorclues.models import JoinRequest, Player, Room
from colorclues.ops.database import in_database
from colorclues.rooms.changes import NoSuchRoom

Page = Callable[..., Any]


def of_room(page: Page) -> Page:
    """Bring the code into its form, and answer for a room that does not exist or is closed."""

    @wraps(page)
    def view(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            return _miss(request, code.upper()) or page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):  # It was closed meanwhile.
            return no_such_table(request)

    @wraps(page)
    async def view_async(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        try:
            missed = await in_database(_miss, request, code.upper())
            return missed or await page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):
            return no_such_table(request)

    return view_async if iscoroutinefunction(page) else view


def _miss(request: HttpRequest, code: str) -> HttpResponse | None:
    """Answer for a code that opens nothing, and who tried too many; None for an open room's."""
    client, most = throttle.client_of(request), settings.MISSES_PER_MINUTE
    if throttle.spent("misses", client, most=most):
        return error_page(
            request, 429, _("Please wait a minute"), _("There were too many wrong codes.")
        )
    if Room.objects.filter(code=code, ended_at=None).exists():
        return None
    if not _was_here(request, code):
        throttle.allow("misses", client, most=most, seconds=60)
    return no_such_table(request)


def _was_here(request: HttpRequest, code: str) -> bool:
    """Say whether somebody did not guess: a page left open at a closed table goes on asking."""
    guest = guest_of(request.session)
    if guest is None:
        return False
    return any(
        kind.objects.filter(room__code=code, guest=guest).exists() for kind in (Player, JoinRequest)
    )


def no_such_table(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a table, or a page, that is not there."""
    return error_page(
        request,
        404,
        _("There is nothing here"),
        _("There is no table with this code. It may have been closed, or mistyped."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that comes from an old page or from elsewhere."""
    return error_page(
        request,
        403,
        _("This page is too old"),
        _("Please load it again; nothing has been changed."),
    )


def error_page(
    request: HttpRequest,
    status: int,
    title: str,
    sentence: str,
    *,
    action: tuple[str, str] | None = None,
) -> HttpResponse:
    """Say what happened on a full page with one action: (label, address)."""
    label, url = action or (_("Go to the start page"), reverse("home"))
    context = {"title": title, "sentence": sentence, "action_url": url, "action_label": label}
    return render(request, "error.html", context, status=status)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page, from a form or from a part of a page."""
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def qr_code(link: str) -> HttpResponse:
    """Draw a link."""
    out = BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", scale=6, border=2, svgns=True, omitsize=True, light="#fff"
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
