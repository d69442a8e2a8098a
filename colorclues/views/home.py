"""The start page, and the ways from it to a table."""

from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from colorclues.guests import guest_of, make_guest, own_symbol, remember
from colorclues.language import clue_language
from colorclues.models import Room
from colorclues.palette import COLORS
from colorclues.rooms import feed, membership
from colorclues.rooms.rules_form import PRESET_NAMES
from colorclues.views import rate_limit
from colorclues.views.forms import CodeForm, CreateForm
from colorclues.views.puzzle import teaser


def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    return render(request, "home.html", _home(request, CreateForm(), CodeForm()))


def create(request: HttpRequest) -> HttpResponse:
    """Open a table and seat its host."""
    if request.method != "POST":
        return redirect("home")
    form = CreateForm(request.POST)
    if not form.is_valid():
        return render(request, "home.html", _home(request, form, CodeForm()), status=422)
    most = settings.ROOMS_PER_HOUR
    if not rate_limit.allow("rooms", rate_limit.client_of(request), most=most, seconds=3600):
        form.add_error(None, _("You have opened many tables. Please wait a while."))
        return render(request, "home.html", _home(request, form, CodeForm()), status=429)
    guest = make_guest(request.session)
    room = membership.create_room(guest, **form.cleaned_data, language=clue_language())
    remember(request.session, form.cleaned_data["player_name"], form.cleaned_data["symbol"])
    return redirect("table", room.code)


def find(request: HttpRequest) -> HttpResponse:
    """Go to the table with the code that was typed."""
    form = CodeForm(request.GET)
    client, most = rate_limit.client_of(request), settings.MISSES_PER_MINUTE
    if rate_limit.spent("misses", client, most=most):
        form.is_valid()
        form.add_error(None, _("Too many wrong codes. Please wait a minute."))
        return render(request, "home.html", _home(request, CreateForm(), form), status=429)
    if form.is_valid() and _is_open(form.cleaned_data["code"]):
        return redirect("table", form.cleaned_data["code"])
    if form.is_valid():
        rate_limit.allow("misses", client, most=most, seconds=60)
        form.add_error("code", _("There is no open table with this code."))
    return render(request, "home.html", _home(request, CreateForm(), form), status=422)


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show the public tables, and one's own, again."""
    return render(request, "home/_tables.html", _home(request, CreateForm(), CodeForm()))


def own_tables(guest: str) -> QuerySet[Room]:
    """Return the open tables that a guest sits at, newest first."""
    return Room.objects.open().filter(players__guest=guest).order_by("-pk")[:5]


def public_tables() -> QuerySet[Room]:
    """Return the newest public tables, each with the number of its players as `people`."""
    return Room.objects.public().annotate(people=Count("players"))[: feed.PUBLIC]


def _home(request: HttpRequest, form: CreateForm, code_form: CodeForm) -> dict[str, Any]:
    """Return the context of home.html."""
    guest = guest_of(request.session)
    if not form.is_bound:
        form.initial["player_name"] = request.session.get("name", "")
        form.initial["symbol"] = own_symbol(request.session, membership.SYMBOLS)
    return {
        "form": form,
        "code_form": code_form,
        "tables": own_tables(guest) if guest else [],
        "presets": PRESET_NAMES,
        "colors": COLORS,
        "public": public_tables(),
    } | teaser(request)


def _is_open(code: str) -> bool:
    return Room.objects.open().filter(code=code).exists()
