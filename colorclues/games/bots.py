"""The bots at a table: which of them may act, and what it does.

Like people, they see the view of their own seat and nothing else, and know the house rules.
"""

import random
from functools import cache

from colorclues.games.snapshot import Snapshot
from colorclues.lexicon import lexicon
from colorclues.palette import COLORS
from game_engine import Command, Phase, Square, view_for
from game_engine.bots import Level, listening_bot
from game_engine.listener import Listener


def turn_of(snapshot: Snapshot) -> int | None:
    """Return the seat of a bot that may act now, or None."""
    if snapshot.play is None or snapshot.play.state.phase in {Phase.SCORED, Phase.OVER}:
        return None
    bots = {player.seat for player in snapshot.people.players if player.bot}
    return next((seat for seat in snapshot.play.state.to_act if seat in bots), None)


def command(snapshot: Snapshot, seat: int, level: Level = Level.MEDIUM) -> Command:
    """Return what the bot in this seat does."""
    assert snapshot.play is not None
    state = snapshot.play.state
    bot = listening_bot(_listener(state.rules.language), state.rules, level)
    return bot(view_for(state, seat), random.Random())


@cache
def _listener(language: str) -> Listener:
    """Return the one listener of a language at this process; it remembers what words mean."""
    colors = {Square.parse(name): _rgb(color.hex) for name, color in COLORS.items()}
    return Listener(lexicon(language), colors)


def _rgb(value: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(value.removeprefix("#"))
    return red, green, blue
