"""The pages: what is a page or a form goes over HTTP as HTML; what is played does not."""

from collections.abc import Callable, Sequence
from functools import wraps
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from colorclues import admission, chat, hosting, moving, names, people, throttle, words
from colorclues.database import in_database
from colorclues.forms import (
    ADMISSIONS,
    PRESET_NAMES,
    RULES_TITLES,
    CodeForm,
    CreateForm,
    JoinForm,
    RulesForm,
)
from colorclues.guests import guest_of, make_guest
from colorclues.language import clue_language
from colorclues.models import Game, JoinRequest, Player, Room
from colorclues.palette import COLORS
from colorclues.rooms import NoSuchRoom, is_paused, rooms
from game_engine import PRESETS, Phase
from game_engine.clues import words_of
from game_engine.record import rules_to_dict

KEYS_KEPT = 10
"""Of each kind, links of private tables that a browser can have open."""
Page = Callable[..., HttpResponse]


def of_room(page: Page) -> Page:
    """Bring the code into its form, and answer for a room that does not exist."""

    @wraps(page)
    def view(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        client, most = throttle.client_of(request), settings.MISSES_PER_MINUTE
        if throttle.spent("misses", client, most=most):
            return error_page(
                request, 429, _("Please wait a minute"), _("There were too many wrong codes.")
            )
        try:
            return page(request, code.upper(), **rest)
        except (NoSuchRoom, Room.DoesNotExist):
            throttle.allow("misses", client, most=most, seconds=60)
            return no_such_table(request)

    return view


def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, and the ways in."""
    return render(request, "home.html", _home(request, CreateForm(), CodeForm()))


def create(request: HttpRequest) -> HttpResponse:
    """Open a table and seat its host."""
    if request.method != "POST":
        return redirect("home")
    form = CreateForm(request.POST)
    if not form.is_valid():
        return render(request, "home.html", _home(request, form, CodeForm()), status=422)
    most = settings.ROOMS_PER_HOUR
    if not throttle.allow("rooms", throttle.client_of(request), most=most, seconds=3600):
        form.add_error(None, _("You have opened many tables. Please wait a while."))
        return render(request, "home.html", _home(request, form, CodeForm()), status=429)
    guest = make_guest(request.session)
    room = people.create_room(guest, **form.cleaned_data, language=clue_language())
    _remember(request, form.cleaned_data["player_name"], form.cleaned_data["symbol"])
    return redirect("table", room.code)


def find(request: HttpRequest) -> HttpResponse:
    """Go to the table with the code that was typed."""
    form = CodeForm(request.GET)
    client, most = throttle.client_of(request), settings.MISSES_PER_MINUTE
    if throttle.spent("misses", client, most=most):
        form.is_valid()
        form.add_error(None, _("Too many wrong codes. Please wait a minute."))
        return render(request, "home.html", _home(request, CreateForm(), form), status=429)
    if form.is_valid() and _is_open(form.cleaned_data["code"]):
        return redirect("table", form.cleaned_data["code"])
    if form.is_valid():
        throttle.allow("misses", client, most=most, seconds=60)
        form.add_error("code", _("There is no open table with this code."))
    return render(request, "home.html", _home(request, CreateForm(), form), status=422)


def _is_open(code: str) -> bool:
    return Room.objects.filter(code=code, ended_at=None).exists()


@require_GET
@of_room
def table(request: HttpRequest, code: str) -> HttpResponse:
    """Show the one page of a table: join, lobby, game and result."""
    _keep_key(request, "invite", code)
    return render(request, "table.html", _table(request, code))


@require_GET
@of_room
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """Show the table to somebody who does not want a seat."""
    return _watched(request, code, "table.html")


@require_GET
@of_room
def tv(request: HttpRequest, code: str) -> HttpResponse:
    """Show the table on a big screen: no controls, and no secrets, for it has no seat."""
    return _watched(request, code, "tv.html", tv=True)


def _watched(request: HttpRequest, code: str, template: str, *, tv: bool = False) -> HttpResponse:
    _keep_key(request, "watch", code)
    context = _table(request, code)
    key = request.session.get(f"watch {code}", "")
    if admission.may_look(context["room"], guest_of(request.session), key) and not context["me"]:
        return error_page(
            request,
            403,
            _("You cannot watch this table"),
            _("Its host decides who comes in."),
            action=(_("Ask to join"), reverse("table", args=[code])),
        )
    return render(request, template, context | {"watching": True, "tv": tv})


@require_GET
@of_room
def waiting(request: HttpRequest, code: str) -> HttpResponse:
    """Show somebody who asked to be let in what has become of it."""
    context = _table(request, code)
    if context["me"]:
        return _go(request, reverse("table", args=[code]))
    return render(request, "table/waiting.html", context)


@require_POST
@of_room
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take one's request back."""
    guest = guest_of(request.session)
    if guest is not None:
        admission.withdraw(code, guest)
    return _go(request, reverse("home"))


@require_http_methods(["GET", "POST"])
@of_room
def requests(request: HttpRequest, code: str) -> HttpResponse:
    """Show the host who asks to be let in, and take the answer; others see nothing."""
    room = Room.objects.get(code=code)
    player = people.player_of(code, guest_of(request.session))
    error = ""
    if request.method == "POST":
        number = request.POST.get("request", "")
        try:
            admission.answer(
                code,
                player or 0,
                int(number) if number.isdecimal() else 0,
                admit=request.POST.get("answer") == "admit",
            )
        except people.Refused as refused:
            error = str(refused)
    found = admission.waiting(room) if player is not None and room.host_id == player else []
    return render(request, "table/requests.html", {"room": room, "requests": found, "error": error})


@require_GET
@of_room
def menu(request: HttpRequest, code: str, player: int = 0) -> HttpResponse:
    """Show the host what may be done to a player, or (player 0) to the table."""
    return _menu(request, code, player)


def _menu(request: HttpRequest, code: str, player: int, error: str = "") -> HttpResponse:
    context = _table(request, code) | {"error": error, "person_deeds": PERSON_DEEDS}
    if not context["is_host"]:
        return HttpResponse(words.sentence("not_host"), status=403, content_type="text/plain")
    person = next((p for p in context["players"] if p.pk == player), None)
    template = "table/person.html" if player else "table/host.html"
    return render(request, template, context | {"person": person})


@require_POST
@of_room
def power(request: HttpRequest, code: str) -> HttpResponse:
    """Use one of the host's powers, from the lobby or from a menu."""
    deed = POWERS.get(request.POST.get("deed", ""))
    if deed is None:
        return HttpResponse(status=400)

    def answer(error: str) -> HttpResponse:
        if request.htmx.target != "menu-body":  # type: ignore[attr-defined]
            return _lobby(request, code, error)
        if error:
            return _menu(request, code, _subject(request), error)
        return trigger_client_event(HttpResponse(status=204), "menu_done")

    return _as_host(request, code, lambda host: deed(code, host, request), answer)


def _subject(request: HttpRequest) -> int:
    number = request.POST.get("player", "")
    return int(number) if number.isdecimal() and len(number) < 15 else 0


def _rename(code: str, host: int, request: HttpRequest) -> None:
    try:
        hosting.rename(code, host, _subject(request), request.POST.get("name", ""))
    except names.BadName as error:
        raise people.Refused("name", str(error)) from error


POWERS: dict[str, Callable[[str, int, HttpRequest], None]] = {
    "make_host": lambda code, host, request: hosting.make_host(code, host, _subject(request)),
    "remove": lambda code, host, request: hosting.remove(code, host, _subject(request)),
    "ban": lambda code, host, request: hosting.ban(code, host, _subject(request)),
    "rename": _rename,
    "pause": lambda code, host, _request: hosting.pause(code, host),
    "resume": lambda code, host, _request: hosting.resume(code, host),
    "lock": lambda code, host, _request: hosting.lock(code, host),
    "unlock": lambda code, host, _request: hosting.lock(code, host, shut=False),
    "end": lambda code, host, _request: hosting.end(code, host),
    "admission": lambda code, host, request: hosting.admit_by(
        code,
        host,
        request.POST.get("admission", ""),
        listed=bool(request.POST.get("listed")),
    ),
}
"""What the host's forms may ask for, by the name in their field "deed"."""
PERSON_DEEDS = [
    ("make_host", gettext_lazy("Make host"), gettext_lazy("Hand the host’s chair over?")),
    ("remove", gettext_lazy("Remove"), gettext_lazy("Remove this player from the table?")),
    ("ban", gettext_lazy("Ban"), gettext_lazy("Ban this player? They cannot even watch then.")),
]
"""(deed, label, question) of the menu beside each player."""


@require_POST
@of_room
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Give a seat to the person who asks for it."""
    form = JoinForm(request.POST)
    if form.is_valid():
        guest = make_guest(request.session)
        try:
            invite = request.session.get(f"invite {code}", "")
            admission.enter(code, guest, **form.cleaned_data, invite=invite)
        except people.Refused as error:
            form.add_error("name", str(error))
        else:
            _remember(request, form.cleaned_data["name"], form.cleaned_data["symbol"])
            return _go(request, reverse("table", args=[code]))
    context = _table(request, code) | {"join_form": form}
    template = "table/join.html" if request.htmx else "table.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=200 if request.htmx else 422)  # type: ignore[attr-defined]


@require_POST
@of_room
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Make the one-time link (and its QR code) that takes one's seat to another device."""
    player = people.player_of(code, guest_of(request.session))
    if player is None:
        return HttpResponse(status=403)
    ticket = moving.ticket(player)
    link = request.build_absolute_uri(reverse("take", args=[ticket]))
    return render(request, "table/move.html", {"link": link, "ticket": ticket})


@require_GET
def take_qr(request: HttpRequest, ticket: str) -> HttpResponse:
    """Draw the link of a ticket."""
    return _qr(request.build_absolute_uri(reverse("take", args=[ticket])))


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, ticket: str) -> HttpResponse:
    """Take a seat along: ask first, for a link may be opened by a preview, then once."""
    if request.method == "GET":
        return render(request, "take.html", {"ticket": ticket})
    code = moving.take(ticket, make_guest(request.session))
    if code is None:
        return error_page(
            request,
            410,
            _("This link has been used"),
            _("A seat moves once, and within ten minutes. Make another link on the old device."),
        )
    return redirect("table", code)


@require_POST
@of_room
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Give up the seat."""
    guest = guest_of(request.session)
    if guest is not None:
        people.leave(code, guest)
    return _go(request, reverse("home"))


@require_GET
@of_room
def lobby(request: HttpRequest, code: str) -> HttpResponse:
    """Show the lobby's panel."""
    return _lobby(request, code)


@require_POST
@of_room
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Start a game, or the next one at the same table."""
    return _as_host(request, code, lambda player: people.start_game(code, player))


@require_POST
@of_room
def bots(request: HttpRequest, code: str) -> HttpResponse:
    """Seat a bot, or send one away."""
    work = people.remove_bot if request.POST.get("remove") else people.add_bot
    return _as_host(request, code, lambda player: work(code, player))


@require_http_methods(["GET", "POST"])
@of_room
def rules_form(request: HttpRequest, code: str) -> HttpResponse:
    """Show the house rules as a form, and take it."""
    room = Room.objects.get(code=code)
    if request.method == "GET":
        preset = PRESETS.get(request.GET.get("preset", ""))
        fields = rules_to_dict(preset) if preset else room.rules
        fields["language"] = room.rules.get("language", "en")
        form = RulesForm(initial=fields)
        return render(request, "table/rules.html", _rules(room, form))
    form = RulesForm(request.POST)
    if not form.is_valid():
        return render(request, "table/rules.html", _rules(room, form))
    rules = form.cleaned_data["rules"]
    return _as_host(
        request,
        code,
        lambda player: people.set_rules(code, player, preset=form.preset(), rules=rules),
    )


@require_POST
async def referee(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the giver, while typing, what the referee would say of a clue."""
    try:
        look = await rooms().look(code.upper())
    except NoSuchRoom:
        return no_such_table(request)
    player = await in_database(people.player_of, code.upper(), guest_of(request.session))
    person = look.people.player(player)
    state = look.state
    if person is None or state is None or state.phase is not Phase.CLUING:
        return HttpResponse(status=204)
    if person.seat != state.giver:
        return HttpResponse(status=403)
    text = request.POST.get("text", "")[:200]
    refusal = state.judge_clue(text) if text.strip() else None
    clue = len(state.round.clues)
    context = {
        "ok": refusal is None and bool(text.strip()),
        "reason": words.of_clue(refusal, state.rules, clue) if refusal else "",
        "words": len(words_of(text)),
        "limit": state.rules.words(clue),
    }
    return render(request, "table/referee.html", context)


@require_GET
@of_room
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the table's link as a QR code."""
    room = Room.objects.get(code=code, ended_at=None)
    link = request.build_absolute_uri(reverse("table", args=[code]))
    if people.player_of(code, guest_of(request.session)) is not None:
        link = _link(request, room)
    return _qr(link)


def _qr(link: str) -> HttpResponse:
    out = BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", scale=6, border=2, svgns=True, omitsize=True, light="#fff"
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


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


def _as_host(
    request: HttpRequest,
    code: str,
    work: Callable[[int], object],
    answer: Callable[[str], HttpResponse] | None = None,
) -> HttpResponse:
    """Do what only a host may, and show the lobby (or `answer`) with what came of it."""
    player = people.player_of(code, guest_of(request.session))
    error = ""
    if player is None:
        error = words.sentence("not_seated")
    else:
        try:
            work(player)
        except people.Refused as refused:
            error = str(refused)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("table", code)
    return answer(error) if answer else _lobby(request, code, error)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return redirect(url)


def _home(request: HttpRequest, form: CreateForm, code_form: CodeForm) -> dict[str, Any]:
    guest = guest_of(request.session)
    tables = Room.objects.filter(players__guest=guest) if guest else Room.objects.none()
    if not form.is_bound:
        form.initial["player_name"] = request.session.get("name", "")
        form.initial["symbol"] = _own_symbol(request, people.SYMBOLS)
    return {
        "form": form,
        "code_form": code_form,
        "tables": tables.order_by("-pk")[:5],
        "presets": PRESET_NAMES,
        "colors": COLORS,
        "public": _public(),
    }


def _public() -> list[Room]:
    """Give the tables that are open to everybody, newest first."""
    shown = Room.objects.filter(listed=True, ended_at=None, locked=False)
    return list(shown.annotate(people=Count("players")).order_by("-pk")[:20])


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show the public tables, and one's own, again."""
    return render(request, "home/tables.html", _home(request, CreateForm(), CodeForm()))


def _table(request: HttpRequest, code: str) -> dict[str, Any]:
    room = Room.objects.get(code=code, ended_at=None)
    guest = guest_of(request.session)
    players = list(Player.objects.filter(room=room))
    me = next((player for player in players if guest and player.guest == guest), None)
    taken = {player.symbol for player in players}
    free = [s for s in people.SYMBOLS if s not in taken]
    form = JoinForm(
        initial={"name": request.session.get("name", ""), "symbol": _own_symbol(request, free)}
    )
    form.fields["symbol"].choices = [(s, s) for s in free]  # type: ignore[attr-defined]
    return {
        "room": room,
        # Only who is at the table may pass the key of its link on.
        "link": _link(request, room) if me else "",
        "watch_link": _watch_link(request, room) if me else "",
        "me": me,
        "asked": JoinRequest.objects.filter(room=room, guest=guest or "").first(),
        "paused": is_paused(room.pauses),
        "is_host": me is not None and room.host_id == me.pk,
        "watching": False,
        "players": players,
        "join_form": form,
        "full": len(players) >= people.MAX_PLAYERS,
        "socket_path": reverse("table", args=[room.code]).replace("/t/", "/ws/t/", 1),
        "reactions": chat.REACTIONS,
    } | _lobby_context(room, players, me)


def _rules(room: Room, form: RulesForm) -> dict[str, Any]:
    return {"room": room, "form": form, "presets": PRESET_NAMES}


def _lobby(request: HttpRequest, code: str, error: str = "") -> HttpResponse:
    context = _table(request, code) | {"error": error}
    return render(request, "table/lobby.html", context)


def _lobby_context(room: Room, players: list[Player], me: Player | None) -> dict[str, Any]:
    needed = max(0, people.MIN_PLAYERS - len(players))
    game = Game.objects.filter(room=room).order_by("-pk").first()
    rules = people.rules_from_dict(room.rules)
    return {
        "needed": needed,
        "empty_seats": range(needed),
        "admissions": ADMISSIONS,
        "person_deeds": PERSON_DEEDS,
        "game": game,
        "in_play": game is not None and game.ended_at is None,
        "rules_summary": RulesForm.summary(rules),
        "rules_title": RULES_TITLES.get(room.preset, _("House rules")),
        "bots": [player for player in players if player.bot],
        "entries": [
            (entry.at, words.actor(entry.actor), words.deed(entry.deed), entry.subject)
            for entry in room.entries.order_by("-pk")[:20]
        ],
    }


def _link(request: HttpRequest, room: Room) -> str:
    link = request.build_absolute_uri(reverse("table", args=[room.code]))
    return f"{link}?key={room.invite}" if room.admission == "link" else link


def _watch_link(request: HttpRequest, room: Room) -> str:
    link = request.build_absolute_uri(reverse("watch", args=[room.code]))
    return link if room.admission == "code" else f"{link}?key={admission.watch_key(room)}"


def _keep_key(request: HttpRequest, kind: str, code: str) -> None:
    """Keep what a link held, of the last few tables only: the session is a cookie."""
    if "key" not in request.GET:
        return
    names = request.session.keys()  # A session cannot be iterated itself.
    kept = [name for name in names if name.startswith(f"{kind} ")]
    for name in kept[: 1 - KEYS_KEPT]:
        del request.session[name]
    request.session[f"{kind} {code}"] = request.GET["key"][:40]


def _remember(request: HttpRequest, name: str, symbol: str) -> None:
    request.session["name"] = name
    if symbol:
        request.session["symbol"] = symbol


def _own_symbol(request: HttpRequest, free: Sequence[str]) -> str:
    """Give the symbol that a guest had last, or the first that is free."""
    own = str(request.session.get("symbol", ""))
    return own if own in free else free[0]
