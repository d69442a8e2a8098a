"""Rounds that are over, piece by piece: how far each was from the target, and what it scored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from game_engine.board import Square, distance
from game_engine.house_rules import Scoring
from game_engine.round import Round
from game_engine.scoring import MODES
from game_engine.state import GameState


@dataclass(frozen=True, slots=True)
class ScoredPiece:
    """A piece, how far it was from the target, and what it alone scored for its guesser."""

    seat: int
    square: Square
    clue: int
    """0: for the first clue; 1: for the second."""
    distance: int
    points: int


@dataclass(frozen=True, slots=True)
class PlayedRound:
    """A round that is over; without a target if the giver never chose one."""

    number: int
    """From 1."""
    giver: int
    """A seat."""
    clues: tuple[str, ...]
    withdrawn: tuple[str, ...]
    target: Square | None
    pieces: tuple[ScoredPiece, ...]
    points: tuple[int, ...]
    """By seat."""
    scores: tuple[int, ...]
    """By seat, this round included."""

    @property
    def mean_distance(self) -> float | None:
        """How far its pieces were from the target on average; None without pieces."""
        return mean(piece.distance for piece in self.pieces)


def played_rounds(state: GameState) -> Iterator[PlayedRound]:
    """Yield the rounds of a game that is over, in their order."""
    scores = (0,) * state.seats
    for played in state.rounds:
        points = played.points or (0,) * state.seats
        scores = tuple(a + b for a, b in zip(scores, points, strict=True))
        yield PlayedRound(
            number=played.number,
            giver=played.giver,
            clues=played.clues,
            withdrawn=played.withdrawn,
            target=played.target,
            pieces=tuple(_scored(played, state.rules.scoring)),
            points=points,
            scores=scores,
        )


def _scored(played: Round, scoring: Scoring) -> Iterator[ScoredPiece]:
    """Yield pieces with their shares of the points; of two equally far, the later counts."""
    mode, target = MODES[scoring], played.target
    if target is None:
        return
    for seat in sorted({piece.seat for piece in played.pieces}):
        own = sorted((p for p in played.pieces if p.seat == seat), key=lambda piece: piece.clue)
        counting = list(mode([distance(target, piece.square) for piece in own])[1])
        scored = []
        for piece in reversed(own):
            away, points = distance(target, piece.square), 0
            if away in counting:
                counting.remove(away)
                points = mode([away])[0]
            scored.append(ScoredPiece(seat, piece.square, piece.clue, away, points))
        yield from reversed(scored)


def between(rounds: Iterable[PlayedRound]) -> dict[tuple[int, int], list[int]]:
    """Return the distances of all pieces from their targets, by (giver, guesser)."""
    found = defaultdict[tuple[int, int], list[int]](list)
    for played in rounds:
        for piece in played.pieces:
            found[played.giver, piece.seat].append(piece.distance)
    return found


def by_guesser(rounds: Iterable[PlayedRound]) -> dict[int, list[int]]:
    """Return the distances of all pieces from their targets, by guesser."""
    away = defaultdict[int, list[int]](list)
    for (_, guesser), distances in between(rounds).items():
        away[guesser] += distances
    return away


def mean(numbers: Iterable[float]) -> float | None:
    """Return the mean, or None if there are no numbers."""
    numbers = tuple(numbers)
    return fmean(numbers) if numbers else None
