"""What a table's host may do, in the lobby and from the menus."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from colorclues import names
from colorclues.games import refusals
from colorclues.games.start import start_game
from colorclues.rooms import admission, changes, host_controls, membership
from colorclues.views import contexts
from colorclues.views.decorators import TableRequest, of_room
from colorclues.views.table import lobby_panel

TOO_LONG = 15
"""Digits of a number that none of ours has."""


@require_http_methods(["GET", "POST"])
@of_room
def requests(request: TableRequest, code: str) -> HttpResponse:
    """Show the host who asks to be let in, and take the answer; others see nothing."""
    room, player = request.visitor.room, request.visitor.player
    error = ""
    if request.method == "POST":
        admit = request.POST.get("answer") == "admit"
        try:
            admission.answer(code, player or 0, _number(request, "request"), admit=admit)
        except changes.Refused as refused:
            error = str(refused)
    found = admission.waiting(room) if player is not None and room.host_id == player else []
    return render(
        request, "table/_requests.html", {"room": room, "requests": found, "error": error}
    )


@require_GET
@of_room
def menu(request: TableRequest, code: str, player: int = 0) -> HttpResponse:
    """Show the host what may be done to a player, or (player 0) to the table."""
    return _menu(request, player)


@require_POST
@of_room
def power(request: TableRequest, code: str) -> HttpResponse:
    """Use one of the host's powers, from the lobby or from a menu."""
    deed = POWERS.get(request.POST.get("deed", ""))
    if deed is None:
        return HttpResponse(status=400)

    def answer(error: str) -> HttpResponse:
        if request.htmx.target != "menu-body":
            return lobby_panel(request, error)
        if error:
            return _menu(request, _number(request, "player"), error)
        return trigger_client_event(HttpResponse(status=204), "menu_done")

    return as_player(request, code, lambda host: deed(code, host, request), answer)


@require_POST
@of_room
def start(request: TableRequest, code: str) -> HttpResponse:
    """Start a game, or the next one at the same table."""
    edition = _number_or_none(request, "edition")
    return as_player(request, code, lambda player: start_game(code, player, edition))


@require_POST
@of_room
def bots(request: TableRequest, code: str) -> HttpResponse:
    """Seat a bot, or send one away."""
    work = membership.remove_bot if request.POST.get("remove") else membership.add_bot
    return as_player(request, code, lambda player: work(code, player))


def as_player(
    request: TableRequest,
    code: str,
    work: Callable[[int], object],
    answer: Callable[[str], HttpResponse] | None = None,
) -> HttpResponse:
    """Do what needs a seat (and mostly the host's), and show what came of it: the lobby."""
    player = request.visitor.player
    if player is None:
        no_seat = refusals.sentence("not_seated")
        return HttpResponse(no_seat, status=403, content_type="text/plain")
    error = ""
    try:
        work(player)
    except changes.Refused as refused:
        error = str(refused)
    if not request.htmx:
        return redirect("table", code)
    return answer(error) if answer else lobby_panel(request, error)


def _menu(request: TableRequest, player: int, error: str = "") -> HttpResponse:
    seen = contexts.see(request)
    if not seen.is_host:
        return _not_host()
    if player:
        context = contexts.player_menu(seen, player, error)
        return render(request, "table/_player_menu.html", context)
    return render(request, "table/_table_menu.html", contexts.table_menu(seen, error))


def _not_host() -> HttpResponse:
    return HttpResponse(refusals.sentence("not_host"), status=403, content_type="text/plain")


def _number(request: TableRequest, field: str) -> int:
    """Read a primary key; 0, which is nobody's, for anything else."""
    return _number_or_none(request, field) or 0


def _number_or_none(request: TableRequest, field: str) -> int | None:
    number = request.POST.get(field, "")
    return int(number) if number.isdecimal() and len(number) < TOO_LONG else None


def _rename(code: str, host: int, request: TableRequest) -> None:
    try:
        host_controls.rename(code, host, _number(request, "player"), request.POST.get("name", ""))
    except names.BadName as error:
        raise changes.Refused("name", str(error)) from error


POWERS: dict[str, Callable[[str, int, TableRequest], None]] = {
    "make_host": lambda code, host, request: host_controls.make_host(
        code, host, _number(request, "player")
    ),
    "remove": lambda code, host, request: host_controls.remove(
        code, host, _number(request, "player")
    ),
    "ban": lambda code, host, request: host_controls.ban(code, host, _number(request, "player")),
    "rename": _rename,
    "pause": lambda code, host, _request: host_controls.pause(code, host),
    "resume": lambda code, host, _request: host_controls.resume(code, host),
    "lock": lambda code, host, _request: host_controls.lock(code, host),
    "unlock": lambda code, host, _request: host_controls.lock(code, host, shut=False),
    "share": lambda code, host, _request: host_controls.share(code, host),
    "unshare": lambda code, host, _request: host_controls.share(code, host, among_all=False),
    "end": lambda code, host, _request: host_controls.end(code, host),
    "admission": lambda code, host, request: host_controls.admit_by(
        code,
        host,
        request.POST.get("admission", ""),
        listed=bool(request.POST.get("listed")),
    ),
}
"""What the host's forms may ask for, by the name in their field "deed"."""
