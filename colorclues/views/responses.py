"""Responses that pages share: errors, redirects, QR codes, and rooms that are not there."""

from functools import lru_cache
from io import BytesIO

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _


def no_such_table(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a table, or an address, that is not there."""
    return error_page(
        request,
        404,
        _("There is nothing here"),
        _("There is no table with this code. It may have been closed, or mistyped."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that comes from an old page or from elsewhere."""
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
    """Return a full page that says what happened, with one action: (label, address)."""
    label, url = action or (_("Go to the start page"), reverse("home"))
    context = {"title": title, "sentence": sentence, "action_url": url, "action_label": label}
    return render(request, "error.html", context, status=status)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Return a redirect, for a form or for a part of a page that htmx swaps."""
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def qr_code(link: str) -> HttpResponse:
    """Return the QR code of a link, as SVG."""
    return HttpResponse(_qr_svg(link), content_type="image/svg+xml")


@lru_cache(maxsize=256)
def _qr_svg(link: str) -> bytes:
    out = BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", scale=6, border=2, svgns=True, omitsize=True, light="#fff"
    )
    return out.getvalue()
