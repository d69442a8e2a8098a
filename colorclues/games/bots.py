"""The bots at a table: which of them may act, what it does, and how long it thinks.

Like people, they see the view of their own seat and nothing else, and know the house rules.
"""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from colorclues.games.snapshot import Snapshot
from colorclues.lexicon.listening import listener
from game_engine import Command, Phase, view_for
from game_engine.bots import Level, listening_bot

_THINKING = {
    Phase.CHOOSING: (0.4, 1.0),
    Phase.CLUING: (2.0, 3.5),
    Phase.GUESSING: (2.0, 6.0),
    Phase.VOTING: (1.5, 3.0),
}
"""Seconds, from and to. The first clue of a game is there within five."""
_AMONG_BOTS = (0.6, 1.5)
"""The same where no person has anything left to do: nobody likes to wait for them."""


_prepared: set[str] = set()
"""The languages in which a bot's move costs no more than any later one."""


class Due(NamedTuple):
    """A bot's move."""

    at: datetime
    seat: int


def next_due(snapshot: Snapshot) -> Due | None:
    """Return which bot acts next, and when: the same at every process. None if none may act."""
    if snapshot.play is None or snapshot.play.state.phase in {Phase.SCORED, Phase.OVER}:
        return None
    play, bots = snapshot.play, _seats(snapshot)
    state, factor = play.state, float(settings.BOT_PAUSE)
    alone = state.phase is Phase.GUESSING and bots.issuperset(state.left_to_guess)
    low, high = _AMONG_BOTS if alone else _THINKING[state.phase]

    def due(seat: int) -> Due:
        chance = random.Random(f"{play.game} {state.turn} {seat}")
        pause = timedelta(seconds=factor * chance.uniform(low, high))
        return Due(play.turn_began + pause, seat)

    return min((due(seat) for seat in state.to_act if seat in bots), default=None)


def command(snapshot: Snapshot, seat: int) -> Command:
    """Return what the bot in this seat does."""
    assert snapshot.play is not None
    state, player = snapshot.play.state, snapshot.people.in_seat(seat)
    level = Level(player.level) if player is not None and player.bot else Level.MEDIUM
    bot = listening_bot(listener(state.rules.language), state.rules, level)
    return bot(view_for(state, seat), random.Random())


def prepare(language: str) -> None:
    """Get all ready that the first move of a bot needs in a language, and no later one."""
    listener(language).prepare()
    _prepared.add(language)


def is_prepared(language: str) -> bool:
    """Return whether that is done at this process."""
    return language in _prepared


def _seats(snapshot: Snapshot) -> set[int | None]:
    people = snapshot.people
    return {player.seat for player in people.players if people.is_bots(player)}
