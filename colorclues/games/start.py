"""Starts a game: deals to those at the table."""

import secrets

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colorclues.models import Game, Player
from colorclues.rooms import changes, membership
from colorclues.rooms.changes import Refused
from game_engine import Setup
from game_engine.record import rules_from_dict, setup_to_dict


def start_game(code: str, player: int, edition: int | None = None) -> Game:
    """Deal a new game, as the host, to those at the table, first come, first seated.

    `edition` is that of the house rules that the host has seen. Raises `Refused` if they have been
    changed since, and for fewer players than a game needs.
    """
    with changes.as_host(code, player) as room:
        changes.check_not_in_play(room)
        if edition is not None and edition != room.edition:
            raise Refused("edited", _("The house rules have just been changed: please look first."))
        players = list(Player.objects.filter(room=room).order_by(F("seat").asc(nulls_last=True)))
        seated = sorted(players, key=lambda p: (p.seat is None, p.seat or 0, p.joined_at))
        seated = seated[: membership.MAX_PLAYERS]
        if len(seated) < membership.MIN_PLAYERS:
            more = membership.MIN_PLAYERS - len(seated)
            needed = ngettext("%(n)d more needed to start.", "%(n)d more needed to start.", more)
            raise Refused("too_few", needed % {"n": more})
        Player.objects.filter(room=room).update(seat=None)
        for seat, person in enumerate(seated):
            Player.objects.filter(pk=person.pk).update(seat=seat)
        rules = rules_from_dict(room.rules)
        version = settings.RULES_VERSION
        setup = Setup.deal(len(seated), seed=secrets.randbits(64), rules=rules, version=version)
        cast = [{"player": p.pk, "name": p.name, "symbol": p.symbol} for p in seated]
        return Game.objects.create(room=room, setup=setup_to_dict(setup), cast=cast)
