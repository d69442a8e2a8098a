"""Points: one function for each scoring mode, who wins, and how well all did together.

A mode takes the distances of one guesser's pieces from the target, in the order of the clues, and
returns that guesser's points and the distances that count: the giver gets points for those inside
the frame, at most 1 away.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import permutations

from game_engine.board import distance
from game_engine.house_rules import MIN_SEATS, Mode, Scoring, SecondClue, Ties
from game_engine.round import Round
from game_engine.setup import Setup

Counted = tuple[int, Sequence[int]]
"""Points of one guesser, and the distances that count."""
ScoringMode = Callable[[Sequence[int]], Counted]

GIVER_MOST = 9
"""Most points of a giver where squares may be shared, by the rules: the squares of a full frame.

In turn, with one piece a square, no giver can earn more either.
"""


def official(distances: Sequence[int]) -> Counted:
    """Score 3 for exact, 2 in the frame, 1 on the ring; all pieces add up."""
    return sum(max(0, 3 - d) for d in distances), distances


def best_piece(distances: Sequence[int]) -> Counted:
    """Score the nearest piece only, as officially."""
    return official([min(distances)] if distances else [])


def last_piece(distances: Sequence[int]) -> Counted:
    """Score the piece for the latest clue only, as officially."""
    return official(distances[-1:])


def no_ring(distances: Sequence[int]) -> Counted:
    """Score as officially, but nothing for the ring."""
    return sum(3 - d for d in distances if d <= 1), distances


def bullseye(distances: Sequence[int]) -> Counted:
    """Score 3 for exact, and nothing for anything else."""
    return 3 * sum(1 for d in distances if d == 0), distances


MODES: dict[Scoring, ScoringMode] = {
    Scoring.OFFICIAL: official,
    Scoring.BEST_PIECE: best_piece,
    Scoring.LAST_PIECE: last_piece,
    Scoring.NO_RING: no_ring,
    Scoring.BULLSEYE: bullseye,
}


def round_points(setup: Setup, played: Round, giver: int | None) -> tuple[int, ...]:
    """Return the points of one round by seat.

    `giver` is None when the giver gets nothing; without a target nobody does. Where the giver is
    on the guessers' side, their points are the giver's reward.
    """
    points = [0] * setup.seats
    if played.target is None:
        return tuple(points)
    mode, in_frame = MODES[setup.rules.scoring], 0
    pieces = sorted(played.pieces, key=lambda piece: piece.clue)
    for seat in range(setup.seats):
        distances = [distance(played.target, p.square) for p in pieces if p.seat == seat]
        points[seat], counting = mode(distances)
        in_frame += sum(d <= 1 for d in counting)
    twice = setup.counts_twice(played.giver)
    if twice is not None:
        points[twice] *= 2
    if giver is not None and setup.rules.mode is Mode.EACH:
        # With three players only two place pieces: by the rules each counts double for the giver.
        earned = in_frame * (2 if setup.seats == MIN_SEATS else 1)
        points[giver] = min(earned, GIVER_MOST) if setup.rules.simultaneous else earned
    return tuple(points)


def winners(scores: Sequence[int], givers: Sequence[int], ties: Ties) -> tuple[int, ...]:
    """Return the sides with the highest score; of several, by `ties`, the one that gave last.

    `givers` are the sides that gave a clue, in the order of the rounds: if none of the tied is
    among them, they share the win. Where each plays for themselves, sides are seats.
    """
    best = [side for side, score in enumerate(scores) if score == max(scores)]
    if ties is Ties.LAST_GIVER:
        for giver in reversed(givers):
            if giver in best:
                return (giver,)
    return tuple(best)


class Grade(StrEnum):
    """How well all did together. The values are public and stable."""

    FOG = "fog"
    FIRST_LIGHT = "first_light"
    GOOD_EYES = "good_eyes"
    IN_TUNE = "in_tune"
    SAME_WAVELENGTH = "same_wavelength"
    ONE_MIND = "one_mind"


GRADES: tuple[tuple[int, Grade], ...] = (
    (80, Grade.ONE_MIND),
    (60, Grade.SAME_WAVELENGTH),
    (45, Grade.IN_TUNE),
    (30, Grade.GOOD_EYES),
    (15, Grade.FIRST_LIGHT),
    (0, Grade.FOG),
)
"""From how many percent of what was possible each is given, the best first."""


def grade(score: int, possible: int) -> Grade:
    """Return the grade of a score, by its share of what was possible (1 or more)."""
    return next(given for percent, given in GRADES if 100 * score >= percent * possible)


def most_points(setup: Setup) -> int:
    """Return the most points that the guessers of one round could have, away from the edge.

    Where a square takes one piece, one is exact, eight are in the frame and the rest on the ring.
    """
    mode, guessers = MODES[setup.rules.scoring], len(setup.guessers(setup.first_giver))
    clues = 1 if setup.rules.second_clue is SecondClue.NONE else 2
    alone = max(mode(pieces)[0] for pieces in permutations(range(clues)))
    if setup.rules.simultaneous:
        return guessers * alone
    counting = clues if alone > mode([0])[0] else 1
    nearest = [0] + 8 * [1] + 16 * [2]
    return sum(mode([away])[0] for away in nearest[: guessers * counting])
