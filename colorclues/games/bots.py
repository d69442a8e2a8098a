"""The bots at a table: which of them may act, and what it does.

Like people, they see the view of their own seat and nothing else.
"""

import random

from colorclues.games.snapshot import Snapshot
from colorclues.palette import COLORS
from game_engine import Command, Phase, Square, view_for
from game_engine.bots import named_bot

_bot = named_bot({Square.parse(name): color.name for name, color in COLORS.items()})


def turn_of(snapshot: Snapshot) -> int | None:
    """Return the seat of a bot that may act now, or None."""
    if snapshot.play is None or snapshot.play.state.phase in {Phase.SCORED, Phase.OVER}:
        return None
    bots = {player.seat for player in snapshot.people.players if player.bot}
    return next((seat for seat in snapshot.play.state.to_act if seat in bots), None)


def command(snapshot: Snapshot, seat: int) -> Command:
    """Return what the bot in this seat does."""
    assert snapshot.play is not None
    return _bot(view_for(snapshot.play.state, seat), random.Random())
