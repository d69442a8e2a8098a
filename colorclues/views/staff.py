"""How staff sign in: Django's own page, with a limit on how often a password may be tried."""

import hashlib

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from colorclues import rate_limit
from colorclues.views.responses import error_page

SPAN = 600
"""Seconds; tries are counted in spans of so many, so nobody is shut out for longer."""
PER_ADDRESS = 10
PER_NAME = 30
"""Tries for one user name, from whatever addresses; more than an address has, so that a stranger
alone cannot use them up."""
KNOWN = "staff"
"""The cookie of a browser in which somebody has signed in before. It is held to the limit of its
address alone, so that strangers with many addresses cannot keep staff away."""
YEAR = 365 * 24 * 3600


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the page; take a name and a password, unless too many were tried."""
    if request.method != "POST":
        return admin.site.login(request)
    name = hashlib.sha256(request.POST.get("username", "").casefold().encode()).hexdigest()
    known = request.get_signed_cookie(KNOWN, default="", max_age=YEAR) == name
    client = rate_limit.client_of(request)
    if not (
        rate_limit.allow("staff_address", client, most=PER_ADDRESS, seconds=SPAN)
        and (known or rate_limit.allow("staff_name", name, most=PER_NAME, seconds=SPAN))
    ):
        return error_page(
            request,
            429,
            _("Please wait ten minutes"),
            _("There were too many tries to sign in."),
        )
    response = admin.site.login(request)
    if request.user.is_authenticated:
        response.set_signed_cookie(
            KNOWN, name, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Strict"
        )
    return response
