"""The engine by itself: a whole game of six, beside a loop that no change of ours makes faster."""

import time
from random import Random

from game_engine import (
    ChooseTarget,
    GiveClue,
    Phase,
    PlaceGuess,
    StartRound,
    new_game,
    play,
    view_for,
)
from game_engine.board import SQUARES
from game_engine.bots import WORDS
from tests.bench.figures import Row, Title, percentile

SEATS = 6
TIMES = 25


def engine():
    """Measure commands alone, and with the views of all six after each."""
    commands = _commands()
    plain, shown, fixed = [], [], []
    for _ in range(TIMES):
        fixed.append(_seconds(_calibrate))
        plain.append(_seconds(lambda: _replay(commands, views=False)))
        shown.append(_seconds(lambda: _replay(commands, views=True)))
    loop, game, views = (percentile(each, 0.1) * 1000 for each in (fixed, plain, shown))
    return [
        Title(f"The engine: a whole game of {SEATS}, {len(commands)} commands"),
        Row("commands", game, "ms", 15),
        Row("commands", game / loop, "x a fixed loop"),
        Row("commands, and six views after each", views, "ms"),
        Row("commands, and six views after each", views / loop, "x a fixed loop"),
        Row("a fixed loop of additions to a dict", loop, "ms"),
    ]


def _commands():
    """Play one game and write down its commands."""
    chance, commands = Random(6), []
    state = new_game(SEATS, seed=6)
    while state.phase is not Phase.OVER:
        commands.append(_next(state, chance, len(commands)))
        state, _ = play(state, commands[-1])
    return commands


def _next(state, chance, number):
    match state.phase:
        case Phase.CHOOSING:
            return ChooseTarget(state.giver, chance.choice(state.card))
        case Phase.CLUING:
            return GiveClue(state.giver, WORDS[number])
        case Phase.GUESSING:
            taken = {piece.square for piece in state.round.pieces}
            free = [square for square in SQUARES if square not in taken]
            return PlaceGuess(state.to_act[0], chance.choice(free))
    return StartRound(0)


def _replay(commands, *, views):
    state = new_game(SEATS, seed=6)
    for command in commands:
        state, _ = play(state, command)
        if views:
            for seat in range(SEATS):
                view_for(state, seat)


def _calibrate():
    counts = dict.fromkeys(range(100), 0)
    for number in range(100_000):
        counts[number % 100] += number


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
