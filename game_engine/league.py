"""A league: bots play many games against each other; who has how many points, and how surely."""

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from game_engine.bots import Bot
from game_engine.errors import IllegalCommand
from game_engine.game_loop import play_game
from game_engine.setup import Setup
from game_engine.state import GameState

_NORMAL = 1.96
"""Standard errors on each side of a mean that hold 95% of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over games, and how far off it may be: half of the 95% confidence interval."""

    value: float
    margin: float

    @classmethod
    def of(cls, sample: Sequence[float]) -> "Mean":
        """Return the mean of a sample; of one game alone nobody knows how far off it is."""
        if len(sample) < 2:
            return cls(statistics.fmean(sample), math.inf)
        error = statistics.stdev(sample) / math.sqrt(len(sample))
        return cls(statistics.fmean(sample), _NORMAL * error)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one bot has achieved."""

    bot: str
    points: Mean
    """Of one of its seats in a game."""
    wins: Mean
    """Its share of a win, from 0 to 1: a win that several seats share is divided among them."""


def league(bots: Mapping[str, Bot], setups: Iterable[tuple[Setup, int]]) -> tuple[Standing, ...]:
    """Let bots play these games, each with its seed, and return them by points, most first.

    They take the seats in turn, and move up by one seat from game to game. Raises ValueError
    where one of them asks for what it may not.
    """
    names = list(bots)
    points: dict[str, list[float]] = {name: [] for name in names}
    wins: dict[str, list[float]] = {name: [] for name in names}
    for number, (setup, seed) in enumerate(setups):
        seated = [names[(seat + number) % len(names)] for seat in range(setup.seats)]
        end = _play(setup, seated, bots, seed)
        for name in set(seated):
            own = [seat for seat, other in enumerate(seated) if other == name]
            points[name].append(statistics.fmean(end.scores[seat] for seat in own))
            wins[name].append(len(set(own) & set(end.winners)) / len(end.winners))
    played = [name for name in names if points[name]]
    found = [Standing(name, Mean.of(points[name]), Mean.of(wins[name])) for name in played]
    return tuple(sorted(found, key=lambda one: -one.points.value))


def _play(setup: Setup, seated: Sequence[str], bots: Mapping[str, Bot], seed: int) -> GameState:
    try:
        return play_game(setup, [bots[name] for name in seated], seed=seed)[0]
    except IllegalCommand as illegal:
        who = ", ".join(dict.fromkeys(seated))
        raise ValueError(f"one of {who} asked for what it may not: {illegal.refusal}") from None
