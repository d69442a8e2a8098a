"""The pages of a table that anybody there may see: lobby and game, watch and TV."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from colorclues import names
from colorclues.games import refusals
from colorclues.games.store import game_store
from colorclues.guests import own_symbol
from colorclues.models import JoinRequest, Player, Room
from colorclues.ops.database import in_database
from colorclues.rooms import admission, audit_log, chat, house_rules, membership
from colorclues.rooms.rules_form import PRESET_NAMES, RULES_TITLES
from colorclues.views.decorators import TableRequest, of_room
from colorclues.views.forms import ADMISSIONS, JoinForm
from colorclues.views.responses import error_page, qr_code
from game_engine import Phase
from game_engine.clues import words_of

KEYS_KEPT = 10
"""Of each kind, links of private tables that a browser can have open."""


@require_GET
@of_room
def table(request: TableRequest, code: str) -> HttpResponse:
    """Show the one page of a table: join, lobby, game and result."""
    _keep_key(request, "invite", code)
    return render(request, "table.html", table_context(request, code))


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
    return _shut_out(request, table_context(request, code)) or lobby_panel(request, code)


@require_GET
@of_room
def qr(request: TableRequest, code: str) -> HttpResponse:
    """Draw the table's link as a QR code."""
    room = Room.objects.open().get(code=code)
    link = request.build_absolute_uri(reverse("table", args=[code]))
    if request.visitor.player is not None:
        link = _link(request, room)
    return qr_code(link)


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
    request: TableRequest, code: str, error: str = "", wrong: house_rules.Wrong | None = None
) -> HttpResponse:
    """Show the lobby's panel, with what went wrong if something did: at all, or in its fields."""
    context = table_context(request, code) | {"error": error}
    if wrong:
        context["name_wrong"] = wrong.get(house_rules.NAME)
        context["rows"] = house_rules.rows(context["room"], context["players"], wrong)
    return render(request, "table/_lobby.html", context)


def table_context(request: TableRequest, code: str) -> dict[str, Any]:
    """Return what the templates of a table ask for; raises `Room.DoesNotExist`."""
    room = Room.objects.open().get(code=code)
    guest = request.visitor.guest
    players = list(Player.objects.filter(room=room))
    me = next((player for player in players if guest and player.guest == guest), None)
    # Who asks to come in has to know whose table it is, and no more.
    knows = me is not None or _may_know(request, room)
    taken = {player.symbol for player in players}
    free = [s for s in membership.SYMBOLS if s not in taken]
    form = JoinForm(
        initial={
            "name": request.session.get("name", ""),
            "symbol": own_symbol(request.session, free),
        }
    )
    form.fields["symbol"].choices = [(s, s) for s in free]  # type: ignore[attr-defined]
    return {
        "room": room,
        # Only who is at the table may pass the key of its link on.
        "link": _link(request, room) if me else "",
        "watch_link": _watch_link(request, room) if me else "",
        "me": me,
        "asked": JoinRequest.objects.filter(room=room, guest=guest or "").first(),
        "paused": room.is_paused,
        "is_host": me is not None and room.host_id == me.pk,
        "watching": False,
        "players": [p for p in players if knows or p.pk == room.host_id],
        "join_form": form,
        "full": len(players) >= membership.MAX_PLAYERS,
        "socket_path": reverse("table", args=[room.code]).replace("/t/", "/ws/t/", 1),
        "reactions": chat.REACTIONS,
    } | _lobby_context(room, players, me)


def _may_know(request: TableRequest, room: Room) -> bool:
    """Return whether somebody without a seat may know who is there, to watch or to join."""
    guest, kept = request.visitor.guest, request.session.get
    if admission.may_watch(room, guest, kept(f"watch {room.code}", "")):
        return True
    return admission.is_invited(room, guest, kept(f"invite {room.code}", ""))


def _lobby_context(room: Room, players: list[Player], me: Player | None) -> dict[str, Any]:
    needed = max(0, membership.MIN_PLAYERS - len(players))
    game = room.latest_game()
    in_play = game is not None and game.ended_at is None
    return {
        "needed": needed,
        "empty_seats": range(needed),
        "admissions": ADMISSIONS,
        "game": game,
        "in_play": in_play,
        "presets": PRESET_NAMES,
        "longest_name": names.MAX_TABLE_NAME * names.POINTS,
        "may_edit": house_rules.may_edit(room, me) and not in_play,
        "rows": house_rules.rows(room, players),
        "last_edit": house_rules.last_edit(room, players),
        "rules_title": RULES_TITLES.get(room.preset, _("House rules")),
        "bots": [player for player in players if player.bot],
        "entries": [
            (entry.at, audit_log.actor(entry.actor), audit_log.deed(entry.deed), entry.subject)
            for entry in room.entries.order_by("-pk")[:20]
        ],
    }


def _watched(request: TableRequest, code: str, template: str, *, tv: bool = False) -> HttpResponse:
    _keep_key(request, "watch", code)
    context = table_context(request, code)
    shown = context | {"watching": True, "tv": tv}
    return _shut_out(request, context) or render(request, template, shown)


def _shut_out(request: TableRequest, context: dict[str, Any]) -> HttpResponse | None:
    """Return the refusal page for visitors who may neither sit nor watch; None for all others."""
    room = context["room"]
    key = request.session.get(f"watch {room.code}", "")
    if context["me"] or admission.may_watch(room, request.visitor.guest, key):
        return None
    return error_page(
        request,
        403,
        _("You cannot watch this table"),
        _("Its host decides who comes in."),
        action=(_("Ask to join"), reverse("table", args=[room.code])),
    )


def _link(request: TableRequest, room: Room) -> str:
    """Return the link that a player hands on: where a link opens the table, it holds the key."""
    link = request.build_absolute_uri(reverse("table", args=[room.code]))
    return f"{link}?key={room.invite}" if room.admission == "link" else link


def _watch_link(request: TableRequest, room: Room) -> str:
    link = request.build_absolute_uri(reverse("watch", args=[room.code]))
    return link if room.admission == "code" else f"{link}?key={admission.watch_key(room)}"


def _keep_key(request: TableRequest, kind: str, code: str) -> None:
    """Keep what a link held, of the last few tables only: the session is a cookie."""
    if "key" not in request.GET:
        return
    names = request.session.keys()  # A session cannot be iterated itself.
    kept = [name for name in names if name.startswith(f"{kind} ")]
    for name in kept[: 1 - KEYS_KEPT]:
        del request.session[name]
    request.session[f"{kind} {code}"] = request.GET["key"][:40]
