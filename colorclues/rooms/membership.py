"""Who is in which room: opens rooms, seats people and bots, and lets them leave.

Every function is one transaction, takes primary keys or hashes that the caller has checked against
a session, and publishes a notification after its commit.
"""

import secrets

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from colorclues import names
from colorclues.models import Player, Room
from colorclues.rooms import changes
from colorclues.rooms.changes import NoSuchRoom, Refused
from game_engine import PRESETS, Rules
from game_engine.record import rules_to_dict

ALPHABET = "23456789ABCDEFGHIJKMNPQRSTVWXYZ"
"""31 characters that are not mistaken for one another: no 0 beside O, no 1 or L beside I."""
CODE_LENGTH = 6
"""Characters: 31**6 is almost 900 million codes. With 1,000 open tables, one guess in 900,000 hits,
and an address has 10 wrong ones in a minute (`MISSES_PER_MINUTE`)."""
MIN_PLAYERS, MAX_PLAYERS = 3, 10
SYMBOLS = ("▲", "■", "●", "◆", "★", "✚", "▼", "♣", "♠", "♥", "☾", "✿")
BOT_NAMES = ("Ada", "Bo", "Cleo", "Dov", "Eda", "Finn", "Gil", "Hana", "Ivo", "Juno")


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
    """Open a table with bots and no host: the first person who joins becomes host."""
    with transaction.atomic():
        room = _new_room("Demo table", "official")
        for seat in range(bots):
            _seat_bot(room, seat)
    return room


def player_of(code: str, guest: str | None) -> int | None:
    """Return the primary key of the guest's player in a room, None for a stranger.

    Raises `NoSuchRoom`.
    """
    if not Room.objects.filter(code=code).exists():
        raise NoSuchRoom(code)
    if guest is None:
        return None
    return Player.objects.filter(room__code=code, guest=guest).values_list("pk", flat=True).first()


def seat(room: Room, guest: str, name: str, symbol: str = "") -> Player:
    """Seat somebody in a locked room; during a game, they wait for the next one without a seat.

    Raises `Refused` for a name that is taken, or a full table.
    """
    players = list(Player.objects.filter(room=room))
    check_free_name(name, players)
    if len(players) >= MAX_PLAYERS:
        raise Refused("full", _("This table is full. Watch instead?"))
    taken = {player.symbol for player in players}
    free = [s for s in SYMBOLS if s not in taken] or list(SYMBOLS)
    player = Player.objects.create(
        room=room,
        guest=guest,
        seat=None if changes.in_play(room) else _free_seat(players),
        name=name,
        symbol=symbol if symbol in free else free[0],
    )
    if room.host is None:
        room.host = player
        room.save(update_fields=["host"])
    changes.changed(room)
    changes.tell_list(room)
    return player


def leave(code: str, guest: str) -> None:
    """Give up the seat. In a game the seat stays, empty, until the game is over."""
    with transaction.atomic():
        room = changes.locked(code)
        player = Player.objects.filter(room=room, guest=guest).first()
        if player is None:
            return
        was_host = room.host_id == player.pk
        player.delete()
        if was_host:
            room.host = longest_seated(room)
            room.save(update_fields=["host"])
        changes.changed(room)
        changes.tell_list(room)


def add_bot(code: str, player: int) -> None:
    """Let a bot take a free seat, as the host, between games; raises `Refused`."""
    with changes.as_host(code, player) as room:
        changes.check_not_in_play(room)
        players = list(Player.objects.filter(room=room))
        seat = _free_seat(players)
        if seat is None or len(players) >= MAX_PLAYERS:
            raise Refused("full", _("This table is full."))
        _seat_bot(room, seat)
        changes.tell_list(room)


def remove_bot(code: str, player: int) -> None:
    """Send away the bot that came last, as the host, between games; raises `Refused`."""
    with changes.as_host(code, player) as room:
        changes.check_not_in_play(room)
        bot = Player.objects.filter(room=room, bot=True).order_by("-joined_at").first()
        if bot is not None:
            bot.delete()
            changes.tell_list(room)


def longest_seated(room: Room, within: float | None = None) -> Player | None:
    """Return the person who has been in the room longest, or None.

    With `within`, only those count who have given a sign of life within so many seconds. People who
    wait for the next game come after those who have a seat.
    """
    there = Player.objects.people() if within is None else Player.objects.here(within)
    return min(there.filter(room=room), key=lambda p: (p.seat is None, p.joined_at), default=None)


def check_free_name(name: str, players: list[Player]) -> None:
    """Raise `Refused` for a name that looks like one of these players'."""
    if names.skeleton(name) in {names.skeleton(player.name) for player in players}:
        raise Refused("name_taken", _("Somebody here is called %(name)s already.") % {"name": name})


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


def _free_seat(players: list[Player]) -> int | None:
    taken = {player.seat for player in players}
    return next((seat for seat in range(MAX_PLAYERS) if seat not in taken), None)
