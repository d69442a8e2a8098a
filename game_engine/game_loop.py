"""A whole game between bots, from the first card to the end."""

from collections.abc import Sequence
from random import Random

from game_engine.bots import Bot
from game_engine.events import Event
from game_engine.rules import play
from game_engine.setup import Setup
from game_engine.state import GameState, Phase, opening
from game_engine.view import view_for


def play_game(
    setup: Setup, bots: Sequence[Bot], *, seed: int
) -> tuple[GameState, tuple[Event, ...]]:
    """Return the end of a game between bots, one for each seat, and all that happened in it.

    The same bots with the same seed play the same game. Raises ValueError for another number of
    bots than seats, and IllegalCommand if one of them asks for what it may not.
    """
    if len(bots) != setup.seats:
        raise ValueError(f"there must be {setup.seats} bots, one for each seat")
    state, chance, happened = opening(setup), Random(seed), list[Event]()
    while state.phase is not Phase.OVER:
        seat = state.to_act[0]
        state, events = play(state, bots[seat](view_for(state, seat), chance))
        happened.extend(events)
    return state, tuple(happened)
