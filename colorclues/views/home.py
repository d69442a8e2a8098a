"""The start page, and the ways from it to a table."""

from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from colorclues import names, rate_limit
from colorclues.games import start
from colorclues.guests import guest_of, make_guest, own_symbol, remember
from colorclues.language import clue_language
from colorclues.models import Room
from colorclues.palette import COLORS
from colorclues.rooms import feed, membership
from colorclues.rooms.rules_form import PRESET_NAMES
from colorclues.views.forms import CodeForm, CreateForm
from colorclues.views.puzzle import teaser

TOO_MANY = gettext_lazy("You have opened many tables. Please wait a while.")


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
    if not _may_open(request):
        form.add_error(None, TOO_MANY)
        return render(request, "home.html", _home(request, form, CodeForm()), status=429)
    guest = make_guest(request.session)
    room = membership.create_room(guest, **form.cleaned_data, language=clue_language())
    remember(request.session, form.cleaned_data["player_name"], form.cleaned_data["symbol"])
    return redirect("table", room.code)


def play_now(request: HttpRequest) -> HttpResponse:
    """Open a table with bots for somebody who comes alone, with the game on."""
    if request.method != "POST":
        return redirect("home")
    if not _may_open(request):
        form = CreateForm()
        context = _home(request, form, CodeForm()) | {"too_many": TOO_MANY}
        return render(request, "home.html", context, status=429)
    room = start.play_now(
        make_guest(request.session),
        name=_typed_name(request) or request.session.get("name", ""),
        symbol=own_symbol(request.session, membership.SYMBOLS),
        language=clue_language(),
    )
    return redirect("table", room.code)


def _typed_name(request: HttpRequest) -> str:
    """Return the name in the form, "" if there is none that can be shown: nobody is asked twice."""
    try:
        return names.clean(request.POST.get("player_name", ""))
    except names.BadName:
        return ""


def find(request: HttpRequest) -> HttpResponse:
    """Go to the table with the code that was typed."""
    form = CodeForm(request.GET)
    client = rate_limit.client_of(request)
    if not rate_limit.may_guess(client):
        form.is_valid()
        form.add_error(None, _("Too many wrong codes. Please wait a minute."))
        return render(request, "home.html", _home(request, CreateForm(), form), status=429)
    if form.is_valid() and _is_open(form.cleaned_data["code"]):
        link = reverse("table", args=[form.cleaned_data["code"]])
        return redirect(f"{link}?key={form.key}" if form.key else link)
    if form.is_valid():
        rate_limit.count_miss(client)
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


def _may_open(request: HttpRequest) -> bool:
    """Count another table of this address; return whether it may have it."""
    client, most = rate_limit.client_of(request), settings.ROOMS_PER_HOUR
    return rate_limit.allow("rooms", client, most=most, seconds=3600)


def _is_open(code: str) -> bool:
    return Room.objects.open().filter(code=code).exists()
