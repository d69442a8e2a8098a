"""The pages of a table that anybody there may see: lobby and game, watch and TV."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from colorclues.games import refusals
from colorclues.games.store import game_store
from colorclues.guests import mark_page
from colorclues.ops.database import in_database
from colorclues.rooms import admission, house_rules
from colorclues.views import contexts
from colorclues.views.contexts import Seen
from colorclues.views.decorators import TableRequest, of_room
from colorclues.views.responses import error_page, qr_code
from game_engine import Phase
from game_engine.clues import words_of

KEYS_KEPT = 10
"""Keys of private tables that a session keeps, of each kind: it is a cookie, which holds 4 KB, and
nobody is at more tables than that."""


@require_GET
@of_room
def table(request: TableRequest, code: str) -> HttpResponse:
    """Show the one page of a table: join, lobby, game and result."""
    _keep_key(request, "invite", code)
    mark_page(request.session)
    return render(request, "table.html", contexts.page(contexts.see(request)))


@require_GET
@of_room
def watch(request: TableRequest, code: str) -> HttpResponse:
    """Show the table to somebody who does not want a seat."""
    return _watched(request, code, "table.html")


@require_GET
@of_room
def tv(request: TableRequest, code: str) -> HttpResponse:
    """Show the table on a big screen: no controls, and no secrets, for it has no seat."""
    return _watched(request, code, "tv.html", tv=True)


@require_GET
@of_room
def lobby(request: TableRequest, code: str) -> HttpResponse:
    """Show the lobby's panel to players, and to those who may watch."""
    seen = contexts.see(request)
    return _shut_out(seen) or render(request, "table/_lobby.html", contexts.lobby(seen))


@require_GET
@of_room
def qr(request: TableRequest, code: str) -> HttpResponse:
    """Draw the table's link as a QR code."""
    if request.visitor.player is None:
        return qr_code(request.build_absolute_uri(reverse("table", args=[code])))
    return qr_code(contexts.link(contexts.see(request)))


@require_POST
@of_room
async def referee(request: TableRequest, code: str) -> HttpResponse:
    """Tell the giver, while typing, what the referee would say of a clue."""
    player = await in_database(lambda: request.visitor.player)
    if player is None:
        return HttpResponse(status=403)
    snapshot = await game_store().snapshot(code)
    person = snapshot.people.player(player)
    state = snapshot.state
    if person is None or state is None or state.phase is not Phase.CLUING:
        return HttpResponse(status=204)
    if person.seat != state.giver:
        return HttpResponse(status=403)
    text = request.POST.get("text", "")[:200]
    refusal = state.judge_clue(text) if text.strip() else None
    clue = len(state.round.clues)
    context = {
        "ok": refusal is None and bool(text.strip()),
        "reason": refusals.of_clue(refusal, state.rules, clue) if refusal else "",
        "words": len(words_of(text)),
        "limit": state.rules.words(clue),
    }
    return render(request, "table/_referee.html", context)


def lobby_panel(
    request: TableRequest, error: str = "", wrong: house_rules.Wrong | None = None
) -> HttpResponse:
    """Show the lobby's panel, with what went wrong if something did: at all, or in its fields."""
    context = contexts.lobby(contexts.see(request), error, wrong)
    return render(request, "table/_lobby.html", context)


def _watched(request: TableRequest, code: str, template: str, *, tv: bool = False) -> HttpResponse:
    _keep_key(request, "watch", code)
    mark_page(request.session)
    seen = contexts.see(request)
    return _shut_out(seen) or render(request, template, contexts.page(seen, watching=True, tv=tv))


def _shut_out(seen: Seen) -> HttpResponse | None:
    """Return the refusal page for visitors who may neither sit nor watch; None for all others."""
    room, request = seen.room, seen.request
    key = request.session.get(f"watch {room.code}", "")
    if seen.me or admission.may_watch(room, request.visitor.guest, key):
        return None
    return error_page(
        request,
        403,
        _("You cannot watch this table"),
        _("Its host decides who comes in."),
        action=(_("Ask to join"), reverse("table", args=[room.code])),
    )


def _keep_key(request: TableRequest, kind: str, code: str) -> None:
    """Keep the key that a link held, of the last few tables only."""
    if "key" not in request.GET:
        return
    names = request.session.keys()  # A session cannot be iterated itself.
    kept = [name for name in names if name.startswith(f"{kind} ")]
    for name in kept[: 1 - KEYS_KEPT]:
        del request.session[name]
    request.session[f"{kind} {code}"] = request.GET["key"][:40]
