"""The bots at a table: whose turn it is among them, and what they would do.

They see the view of their seat and nothing else, as people do.
"""

import random

from colorclues.games.snapshot import Look
from colorclues.palette import COLORS
from game_engine import Command, Phase, Square, view_for
from game_engine.bots import named_bot

_bot = named_bot({Square.parse(name): color.name for name, color in COLORS.items()})


def turn_of(look: Look) -> int | None:
    """Give the seat of a bot that may act now, or None."""
    if look.play is None or look.play.state.phase in {Phase.SCORED, Phase.OVER}:
        return None
    bots = {player.seat for player in look.people.players if player.bot}
    return next((seat for seat in look.play.state.to_act if seat in bots), None)


def command(look: Look, seat: int) -> Command:
    """Ask the bot in this seat what it does."""
    assert look.play is not None
    return _bot(view_for(look.play.state, seat), random.Random())
