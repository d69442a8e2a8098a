"""Who is in which room and what they may do there: create, join, leave, set up, start.

Every function is one transaction, takes primary keys or hashes that the caller has checked
against a session, and rings the bell after its commit.
"""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues import names
from colorclues.bell import HOME, ring_after_commit, tell_after_commit
from colorclues.games.snapshot import AWAY, NoSuchRoom, Versions, count_spectators
from colorclues.models import (
    NAME,
    ChatMessage,
    Game,
    GameEvent,
    Player,
    Room,
    RoomEntry,
)
from game_engine import PRESETS, Rules, Setup
from game_engine.record import rules_to_dict, setup_to_dict

ALPHABET = "23456789ABCDEFGHIJKMNPQRSTVWXYZ"
"""31 characters that are not mistaken for one another: no 0 beside O, no 1 or L beside I."""
CODE_LENGTH = 6
MIN_PLAYERS, MAX_PLAYERS = 3, 10
SYMBOLS = ("▲", "■", "●", "◆", "★", "✚", "▼", "♣", "♠", "♥", "☾", "✿")
BOT_NAMES = ("Ada", "Bo", "Cleo", "Dov", "Eda", "Finn", "Gil", "Hana", "Ivo", "Juno")


class Newest(NamedTuple):
    """What a room has, without looking at it."""

    versions: Versions
    chat: int
    """Number of the last message."""


class Refused(Exception):
    """Something that cannot be done now; `code` names why, the text is for its author."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def create_room(
    guest: str,
    *,
    name: str,
    player_name: str,
    preset: str = "official",
    symbol: str = "",
    language: str = "en",
) -> Room:
    """Open a table with one player, who is its host; `language` is that of the clues."""
    table_name = names.clean(name, names.MAX_TABLE_NAME)
    own_name = names.clean(player_name)
    with transaction.atomic():
        room = _new_room(table_name, preset, language)
        room.host = Player.objects.create(
            room=room, guest=guest, seat=0, name=own_name, symbol=symbol or SYMBOLS[0]
        )
        room.save(update_fields=["host"])
    return room


def create_demo(bots: int) -> Room:
    """Open a table with bots and no host: the first person who joins becomes that."""
    with transaction.atomic():
        room = _new_room("Demo table", "official")
        for seat in range(bots):
            _seat_bot(room, seat)
    return room


def player_of(code: str, guest: str | None) -> int | None:
    """Give the primary key of the guest's player in a room, None for a stranger.

    Raises `NoSuchRoom`.
    """
    if not Room.objects.filter(code=code).exists():
        raise NoSuchRoom(code)
    if guest is None:
        return None
    return Player.objects.filter(room__code=code, guest=guest).values_list("pk", flat=True).first()


def seat(room: Room, guest: str, name: str, symbol: str = "") -> Player:
    """Give a seat in a locked room; during a game one waits for the next without a seat."""
    players = list(Player.objects.filter(room=room))
    check_free_name(name, players)
    if len(players) >= MAX_PLAYERS:
        raise Refused("full", _("This table is full. Watch instead?"))
    taken = {player.symbol for player in players}
    free = [s for s in SYMBOLS if s not in taken] or list(SYMBOLS)
    player = Player.objects.create(
        room=room,
        guest=guest,
        seat=None if _in_play(room) else _free_seat(players),
        name=name,
        symbol=symbol if symbol in free else free[0],
    )
    if room.host is None:
        room.host = player
        room.save(update_fields=["host"])
    changed(room)
    tell_list(room)
    return player


def leave(code: str, guest: str) -> None:
    """Give up the seat. In a game the seat stays, empty, until the game is over."""
    with transaction.atomic():
        room = locked(code)
        player = Player.objects.filter(room=room, guest=guest).first()
        if player is None:
            return
        was_host = room.host_id == player.pk
        player.delete()
        if was_host:
            room.host = longest_seated(room)
            room.save(update_fields=["host"])
        changed(room)
        tell_list(room)


def is_preset(preset: str, rules: Rules) -> bool:
    """Say whether these are a preset's rules, in whichever language."""
    known = PRESETS.get(preset)
    return known is not None and replace(known, language=rules.language) == rules


def add_bot(code: str, player: int) -> None:
    """Let a bot take a free seat; the host may, between games."""
    with transaction.atomic():
        room = locked(code)
        check_host(room, player)
        check_not_in_play(room)
        players = list(Player.objects.filter(room=room))
        seat = _free_seat(players)
        if seat is None or len(players) >= MAX_PLAYERS:
            raise Refused("full", _("This table is full."))
        _seat_bot(room, seat)
        changed(room)
        tell_list(room)


def remove_bot(code: str, player: int) -> None:
    """Send the bot that came last away; the host may, between games."""
    with transaction.atomic():
        room = locked(code)
        check_host(room, player)
        check_not_in_play(room)
        bot = Player.objects.filter(room=room, bot=True).order_by("-joined_at").first()
        if bot is not None:
            bot.delete()
            changed(room)
            tell_list(room)


def start_game(code: str, player: int, edition: int | None = None) -> Game:
    """Deal a new game to whoever is at the table, first come first seated; the host may.

    `edition` is that of the set-up which the host has seen: with another one nothing starts.
    """
    with transaction.atomic():
        room = locked(code)
        check_host(room, player)
        check_not_in_play(room)
        if edition is not None and edition != room.edition:
            raise Refused("edited", _("The house rules have just been changed: please look first."))
        players = list(Player.objects.filter(room=room).order_by(F("seat").asc(nulls_last=True)))
        seated = sorted(players, key=lambda p: (p.seat is None, p.seat or 0, p.joined_at))
        seated = seated[:MAX_PLAYERS]
        if len(seated) < MIN_PLAYERS:
            more = MIN_PLAYERS - len(seated)
            needed = ngettext("%(n)d more needed to start.", "%(n)d more needed to start.", more)
            raise Refused("too_few", needed % {"n": more})
        Player.objects.filter(room=room).update(seat=None)
        for seat, person in enumerate(seated):
            Player.objects.filter(pk=person.pk).update(seat=seat)
        rules = rules_from_dict(room.rules)
        setup = Setup.deal(len(seated), seed=secrets.randbits(64), rules=rules)
        cast = [{"player": p.pk, "name": p.name, "symbol": p.symbol} for p in seated]
        game = Game.objects.create(room=room, setup=setup_to_dict(setup), cast=cast)
        changed(room)
    return game


def renew_and_look(players: Iterable[int], codes: Iterable[str]) -> dict[str, Newest]:
    """Renew the leases of players with an open socket, and give what is newest of each room."""
    Player.objects.filter(pk__in=set(players)).update(seen_at=timezone.now())
    # One subquery each: a join of them all would give games x messages rows for each room.
    games, said = Game.objects.filter(room=OuterRef("pk")), ChatMessage.objects.order_by("-pk")
    game = games.order_by("-pk").values("pk")[:1]
    chat = said.filter(room=OuterRef("pk")).values("pk")[:1]
    rooms = Room.objects.filter(code__in=set(codes))
    found = list(rooms.annotate(game=Subquery(game), chat=Subquery(chat)))
    events = GameEvent.objects.filter(game=OuterRef("pk")).order_by("-number")
    newest = Game.objects.filter(pk__in=[room.game for room in found if room.game])
    newest = newest.annotate(v=Subquery(events.values("number")[:1]))
    versions = dict(newest.values_list("pk", "v"))
    since = timezone.now() - timedelta(seconds=AWAY)
    watching = count_spectators(found)
    away: dict[int, set[int]] = {}
    late = Player.objects.filter(room__in=found, bot=False, seen_at__lt=since)
    for room, pk in late.values_list("room", "pk"):
        away.setdefault(room, set()).add(pk)
    return {
        room.code: Newest(
            Versions(
                room.revision,
                frozenset(away.get(room.pk, ())),
                watching.get(room.pk, 0),
                room.game,
                versions.get(room.game) or 0,
            ),
            room.chat or 0,
        )
        for room in found
    }


def longest_seated(room: Room, since: datetime | None = None) -> Player | None:
    """Give the person who has been in the room for longest, of those who were there `since`.

    Who waits for the next game comes after those who have a seat.
    """
    there = Player.objects.filter(room=room, bot=False)
    if since is not None:
        there = there.filter(seen_at__gte=since)
    return min(there, key=lambda p: (p.seat is None, p.joined_at), default=None)


def locked(code: str) -> Room:
    """Read a room that nobody else changes until this transaction ends; or `NoSuchRoom`."""
    room = Room.objects.select_for_update().filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    return room


def note(room: Room, actor: str, deed: str, subject: str = "") -> None:
    """Write a row of the room's log; staff may have longer names than players."""
    RoomEntry.objects.create(room=room, actor=actor[:NAME], deed=deed, subject=subject)


def on_the_list(room: Room) -> bool:
    """Say whether the start page shows the room to everybody."""
    return room.listed and room.ended_at is None and not room.locked


def tell_list(room: Room) -> None:
    """Let the start pages look again after the commit, if they show the room."""
    if on_the_list(room):
        tell_after_commit(HOME)


def changed(room: Room) -> None:
    """Count a change of the room that others see, and ring for it after the commit."""
    Room.objects.filter(pk=room.pk).update(revision=F("revision") + 1)
    room.refresh_from_db(fields=["revision"])
    ring_after_commit(room.code, room.revision)


def rules_from_dict(fields: dict[str, Any]) -> Rules:
    """Read what `rules_to_dict` made; a field that is missing has its default."""
    return Rules(**fields)


def _new_room(name: str, preset: str, language: str = "en") -> Room:
    rules = rules_to_dict(PRESETS.get(preset, Rules())) | {"language": language}
    for _attempt in range(10):
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return Room.objects.create(code=code, name=name, preset=preset, rules=rules)
        except IntegrityError:
            continue
    raise Refused("no_code", _("No free code was found. Please try again."))


def _seat_bot(room: Room, seat: int) -> None:
    players = list(Player.objects.filter(room=room))
    taken = {names.skeleton(player.name) for player in players}
    symbols = [s for s in SYMBOLS if s not in {player.symbol for player in players}]
    name = next(n for n in BOT_NAMES if names.skeleton(n) not in taken)
    Player.objects.create(room=room, bot=True, seat=seat, name=name, symbol=symbols[0])


def check_free_name(name: str, players: list[Player]) -> None:
    """Raise `Refused` for a name that looks like one of these players'."""
    if names.skeleton(name) in {names.skeleton(player.name) for player in players}:
        raise Refused("name_taken", _("Somebody here is called %(name)s already.") % {"name": name})


def check_host(room: Room, player: int) -> None:
    """Raise `Refused` for anybody but the host, and for a table that was closed."""
    if room.ended_at is not None:
        raise Refused("ended", _("This table is closed."))
    if room.host_id != player:
        raise Refused("not_host", _("Only the host can do that."))
    # A form is a sign of life too: a host whose socket is not up (again) must not lose the chair.
    seen(player)


def seen(player: int) -> None:
    """Take a sign of life of a player."""
    Player.objects.filter(pk=player).update(seen_at=timezone.now())


def check_not_in_play(room: Room) -> None:
    """Raise `Refused` while a game is on."""
    if _in_play(room):
        raise Refused("in_play", _("A game is on at this table."))


def _in_play(room: Room) -> bool:
    newest = Game.objects.filter(room=room).order_by("-pk").first()
    return newest is not None and newest.ended_at is None


def _free_seat(players: list[Player]) -> int | None:
    taken = {player.seat for player in players}
    return next((seat for seat in range(MAX_PLAYERS) if seat not in taken), None)
