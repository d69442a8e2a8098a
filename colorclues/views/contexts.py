"""What the templates of a table are given: a context for each, made of one reading of the room."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colorclues import names
from colorclues.guests import own_symbol
from colorclues.models import Game, JoinRequest, Player, Room
from colorclues.rooms import admission, audit_log, chat, house_rules, membership
from colorclues.rooms.rules_form import PRESET_NAMES, RULES_TITLES
from colorclues.views.decorators import TableRequest
from colorclues.views.forms import ADMISSIONS, JoinForm

Context = dict[str, Any]

LOG_SHOWN = 20
"""Rows of the room's log in the host's menu: those of an evening."""
DEEDS_TO_PLAYERS = [
    ("make_host", gettext_lazy("Make host"), gettext_lazy("Hand the host’s chair over?")),
    ("remove", gettext_lazy("Remove"), gettext_lazy("Remove this player from the table?")),
    ("ban", gettext_lazy("Ban"), gettext_lazy("Ban this player? They cannot even watch then.")),
]
"""(deed, label, question) of the menu beside each player."""


@dataclass(frozen=True)
class Seen:
    """A table that is open, as one visitor sees it."""

    request: TableRequest
    room: Room
    everyone: list[Player]
    me: Player | None
    """The visitor's own player."""

    @property
    def is_host(self) -> bool:
        """Whether the visitor is host."""
        return self.me is not None and self.room.host_id == self.me.pk

    @cached_property
    def players(self) -> list[Player]:
        """The players whom the visitor may know of."""
        # Who asks to come in has to know whose table it is, and no more.
        known = self.me is not None or self._may_know()
        return [player for player in self.everyone if known or player.pk == self.room.host_id]

    @cached_property
    def game(self) -> Game | None:
        """The game that is on, or else the last one."""
        return self.room.latest_game()

    @property
    def in_play(self) -> bool:
        """Whether a game is on."""
        return self.game is not None and self.game.ended_at is None

    @property
    def socket_path(self) -> str:
        """The path of the table's socket."""
        return reverse("table", args=[self.room.code]).replace("/t/", "/ws/t/", 1)

    def _may_know(self) -> bool:
        """Return whether somebody without a seat may know who is there, to watch or to join."""
        room, guest, kept = self.room, self.request.visitor.guest, self.request.session.get
        if admission.may_watch(room, guest, kept(f"watch {room.code}", "")):
            return True
        return admission.is_invited(room, guest, kept(f"invite {room.code}", ""))


def see(request: TableRequest) -> Seen:
    """Read a table; what the request has changed is seen. Raises `Room.DoesNotExist`."""
    room, guest = request.visitor.room, request.visitor.guest
    if request.method != "GET":
        room = Room.objects.open().select_related("house_words").get(pk=room.pk)
    everyone = list(Player.objects.filter(room=room))
    me = next((player for player in everyone if guest and player.guest == guest), None)
    return Seen(request, room, everyone, me)


def page(seen: Seen, *, watching: bool = False, tv: bool = False) -> Context:
    """Return the context of a whole page: its frame, and of what stands in it."""
    context = frame(seen) | {"watching": watching, "tv": tv}
    if seen.me is None and not watching:
        return context | join(seen)
    return context | lobby(seen) | play(seen)


def frame(seen: Seen) -> Context:
    """Return the context of what is round the parts of a page."""
    room, guest = seen.room, seen.request.visitor.guest
    may_ask = guest is not None and seen.me is None
    return {
        "room": room,
        "me": seen.me,
        "is_host": seen.is_host,
        "asked": JoinRequest.objects.filter(room=room, guest=guest).first() if may_ask else None,
        "game": seen.game,
        "socket_path": seen.socket_path,
    }


def join(seen: Seen, form: JoinForm | None = None) -> Context:
    """Return the context of the form by which somebody takes a seat; `form` is one with errors."""
    session = seen.request.session
    taken = {player.symbol for player in seen.everyone}
    free = [symbol for symbol in membership.SYMBOLS if symbol not in taken]
    if form is None:
        known = {"name": session.get("name", ""), "symbol": own_symbol(session, free)}
        form = JoinForm(initial=known)
        form.fields["symbol"].choices = [(s, s) for s in free]  # type: ignore[attr-defined]
    return {
        "room": seen.room,
        "players": seen.players,
        "in_play": seen.in_play,
        "full": len(seen.everyone) >= membership.MAX_PLAYERS,
        "join_form": form,
    }


def lobby(seen: Seen, error: str = "", wrong: house_rules.Wrong | None = None) -> Context:
    """Return the context of the lobby's panel, with what went wrong: at all, or in its fields.

    Beside the seats and the links, it is rendered once for all who see the same there.
    """
    room, everyone = seen.room, seen.everyone
    needed = max(0, membership.MIN_PLAYERS - len(everyone))
    return {
        "rendered_for": _rendered_for(seen, wrong),
        "room": room,
        "me": seen.me,
        "is_host": seen.is_host,
        "players": seen.players,
        "full": len(everyone) >= membership.MAX_PLAYERS,
        "needed": needed,
        "empty_seats": range(needed),
        "bots": [player for player in everyone if player.bot],
        "game": seen.game,
        "in_play": seen.in_play,
        # Only who is at the table may pass the key of its link on.
        "link": link(seen) if seen.me else "",
        "watch_link": watch_link(seen) if seen.me else "",
        "socket_path": seen.socket_path,
        "admissions": ADMISSIONS,
        "presets": PRESET_NAMES,
        "rules_title": RULES_TITLES.get(room.preset, _("House rules")),
        "may_edit": house_rules.may_edit(room, seen.me) and not seen.in_play,
        # Called where they are rendered, if they are.
        "rows": lambda: house_rules.rows(room, everyone, wrong),
        "last_edit": lambda: house_rules.last_edit(room, everyone),
        "longest_name": names.MAX_TABLE_NAME * names.POINTS,
        "name_wrong": (wrong or {}).get(house_rules.NAME),
        "error": error,
    }


def _rendered_for(seen: Seen, wrong: house_rules.Wrong | None) -> tuple[object, ...]:
    """Return all that the rules in the lobby, and what is beside them, depend on but the language.

    Two who see the same have the same, and nobody else has it; the revision stands for people and
    settings.
    """
    room, game = seen.room, seen.game
    role = "host" if seen.is_host else "player" if seen.me else "watching"
    words = (room.house_words.text, room.house_words.editor) if hasattr(room, "house_words") else ()
    return (room.code, room.revision, role, game and game.pk, seen.in_play, words, wrong)


def play(seen: Seen) -> Context:
    """Return the context of the board and what is beside it."""
    return {"room": seen.room, "me": seen.me, "reactions": chat.REACTIONS}


def table_menu(seen: Seen, error: str = "") -> Context:
    """Return the context of what the host may do to the table."""
    entries = seen.room.entries.order_by("-pk")[:LOG_SHOWN]
    return {
        "room": seen.room,
        "paused": seen.room.is_paused,
        "entries": [
            (entry.at, audit_log.actor(entry.actor), audit_log.deed(entry.deed), entry.subject)
            for entry in entries
        ],
        "error": error,
    }


def player_menu(seen: Seen, player: int, error: str = "") -> Context:
    """Return the context of what the host may do to a player, by primary key."""
    return {
        "room": seen.room,
        "in_play": seen.in_play,
        "person": next((one for one in seen.everyone if one.pk == player), None),
        "person_deeds": DEEDS_TO_PLAYERS,
        "error": error,
    }


def link(seen: Seen) -> str:
    """Return the link that a player hands on: where a link opens the table, it holds the key."""
    room = seen.room
    plain = seen.request.build_absolute_uri(reverse("table", args=[room.code]))
    return f"{plain}?key={room.invite}" if room.admission == "link" else plain


def watch_link(seen: Seen) -> str:
    """Return the link to watch by: where the code alone lets nobody watch, it holds a key."""
    room = seen.room
    plain = seen.request.build_absolute_uri(reverse("watch", args=[room.code]))
    return plain if room.admission == "code" else f"{plain}?key={admission.watch_key(room)}"
