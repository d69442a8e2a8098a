"""Points: one function for each scoring mode, and who wins.

A mode takes the distances of one guesser's pieces from the target, in the order of the clues, and
returns that guesser's points and the distances that count: the giver gets points for those inside
the frame, at most 1 away.
"""

from collections.abc import Callable, Sequence

from game_engine.board import distance
from game_engine.house_rules import MIN_SEATS, Scoring, Ties
from game_engine.round import Round
from game_engine.setup import Setup

Counted = tuple[int, Sequence[int]]
"""Points of one guesser, and the distances that count."""
Mode = Callable[[Sequence[int]], Counted]

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


MODES: dict[Scoring, Mode] = {
    Scoring.OFFICIAL: official,
    Scoring.BEST_PIECE: best_piece,
    Scoring.LAST_PIECE: last_piece,
    Scoring.NO_RING: no_ring,
    Scoring.BULLSEYE: bullseye,
}


def round_points(setup: Setup, played: Round, giver: int | None) -> tuple[int, ...]:
    """Return the points of one round by seat.

    `giver` is None when the giver gets nothing; without a target nobody does.
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
    if giver is not None:
        # With three players only two place pieces: by the rules each counts double for the giver.
        earned = in_frame * (2 if setup.seats == MIN_SEATS else 1)
        points[giver] = min(earned, GIVER_MOST) if setup.rules.simultaneous else earned
    return tuple(points)


def winners(scores: Sequence[int], givers: Sequence[int], ties: Ties) -> tuple[int, ...]:
    """Return the seats with the highest score; of several, by `ties`, the one that gave last.

    `givers` are those who gave a clue, in the order of the rounds: if none of the tied is among
    them, they share the win.
    """
    best = [seat for seat, score in enumerate(scores) if score == max(scores)]
    if ties is Ties.LAST_GIVER:
        for giver in reversed(givers):
            if giver in best:
                return (giver,)
    return tuple(best)
