"""Starts a game: deals to those at the table."""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues import names
from colorclues.models import Game, Player, Room
from colorclues.rooms import changes, membership
from colorclues.rooms.changes import Refused
from game_engine import Rules, Setup
from game_engine.record import rules_from_dict, setup_to_dict

BOTS = 3
"""Who play with a person who comes alone: each is giver twice, in a game of ten minutes."""
NAMES = ("Robin", "Sol", "Alex", "Kim", "Noor", "Toni", "Luz", "Charlie", "Dani", "Sasha")
"""For people who have not said theirs; no bot has one of them."""


def play_now(guest: str, *, name: str, symbol: str, language: str) -> Room:
    """Open a table for a person and some bots, and deal so that the person is first to guess.

    To guess is easier than to give a clue, and shows what the game is about. `name` may be "".
    """
    own_name = name or secrets.choice(NAMES)
    with transaction.atomic():
        room = membership.create_room(
            guest,
            name=_table_name(own_name),
            player_name=own_name,
            symbol=symbol,
            language=language,
        )
        assert room.host_id is not None
        for _bot in range(BOTS):
            membership.add_bot(room.code, room.host_id)
        start_game(room.code, room.host_id, first_guesser=room.host_id)
    return room


def start_game(
    code: str, player: int, edition: int | None = None, first_guesser: int | None = None
) -> Game:
    """Deal a new game, as the host, to those at the table, first come, first seated.

    `first_guesser` is the player whom the deal is to make so, if it is not all left to chance;
    `edition` is that of the house rules that the host has seen. Raises `Refused` if they have been
    changed since, and for fewer players than a game needs.
    """
    with changes.as_host(code, player) as room:
        changes.check_not_in_play(room)
        if edition is not None and edition != room.edition:
            raise Refused("edited", _("The house rules have just been changed: please look first."))
        rules = rules_from_dict(room.rules)
        seated = membership.in_order(Player.objects.filter(room=room))[: membership.MAX_PLAYERS]
        if len(seated) < rules.fewest_seats:
            more = rules.fewest_seats - len(seated)
            needed = ngettext("%(n)d more needed to start.", "%(n)d more needed to start.", more)
            raise Refused("too_few", needed % {"n": more})
        membership.reseat(seated)
        first = next((seat for seat, p in enumerate(seated) if p.pk == first_guesser), None)
        setup = _deal(len(seated), rules, first)
        cast = [player.as_cast() for player in seated]
        return Game.objects.create(room=room, setup=setup_to_dict(setup), cast=cast)


def _table_name(own_name: str) -> str:
    """Return what a table is called after its host; a name too long for that stands alone."""
    try:
        return names.clean(_("%(name)s’s table") % {"name": own_name}, names.MAX_TABLE_NAME)
    except names.BadName:
        return own_name


def _deal(seats: int, rules: Rules, first_guesser: int | None) -> Setup:
    """Return a setup by chance: one in which this seat guesses first, if it is given."""
    while True:
        setup = Setup.deal(
            seats,
            # As many bits as a key: what the table sees of the deck must not lead to the rest.
            seed=secrets.randbits(256),
            rules=rules,
            version=settings.RULES_VERSION,
            seal_key=secrets.token_hex(32),
        )
        if first_guesser in {None, (setup.first_giver + 1) % seats}:
            return setup
