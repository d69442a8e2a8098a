"""Points: one function for each scoring mode, and who wins.

A mode gives, for one guesser's pieces (in the order of the clues), the points of that guesser
and the pieces that count; the giver gets points for the counting pieces inside the frame.
"""

from collections.abc import Callable, Sequence

from game_engine.board import Square, distance
from game_engine.house import Rules, Scoring, Ties

Counted = tuple[int, Sequence[int]]
"""Points of one guesser, and the distances of the pieces that count."""
Mode = Callable[[Sequence[int]], Counted]

GIVER_MOST = 9
"""Squares in a full frame: the most that a giver gets where squares may be shared."""


def official(distances: Sequence[int]) -> Counted:
    """3 for exact, 2 in the frame, 1 on the ring; all pieces add up."""
    return sum(max(0, 3 - d) for d in distances), distances


def best_piece(distances: Sequence[int]) -> Counted:
    """Score the nearest piece only."""
    return official([min(distances)] if distances else [])


def last_piece(distances: Sequence[int]) -> Counted:
    """Score the piece that was placed last."""
    return official(distances[-1:])


def no_ring(distances: Sequence[int]) -> Counted:
    """Score as officially, but give nothing for the ring."""
    return sum(3 - d for d in distances if d <= 1), distances


def bullseye(distances: Sequence[int]) -> Counted:
    """Give 3 for exact, and nothing for anything else."""
    return 3 * sum(1 for d in distances if d == 0), distances


MODES: dict[Scoring, Mode] = {
    Scoring.OFFICIAL: official,
    Scoring.BEST_PIECE: best_piece,
    Scoring.LAST_PIECE: last_piece,
    Scoring.NO_RING: no_ring,
    Scoring.BULLSEYE: bullseye,
}


def round_points(
    target: Square | None,
    pieces: Sequence[tuple[int, Square]],
    giver: int | None,
    *,
    seats: int,
    rules: Rules,
) -> tuple[int, ...]:
    """Give the points of one round by seat.

    `pieces` holds (seat, square) in the order of the clues; `giver` is None when the giver gets
    nothing; without a target nobody does.
    """
    points = [0] * seats
    if target is None:
        return tuple(points)
    in_frame = 0
    for seat in range(seats):
        distances = [distance(target, square) for owner, square in pieces if owner == seat]
        points[seat], counting = MODES[rules.scoring](distances)
        in_frame += sum(1 for d in counting if d <= 1)
    if giver is not None:
        most = GIVER_MOST if rules.simultaneous else in_frame * 2
        points[giver] = min(in_frame * (2 if seats == 3 else 1), most)
    return tuple(points)


def winners(scores: Sequence[int], givers: Sequence[int], ties: Ties) -> tuple[int, ...]:
    """Give the seats with the highest score; in a tie, by `ties`, whoever was giver last.

    `givers` are the givers of the rounds, in order.
    """
    best = [seat for seat, score in enumerate(scores) if score == max(scores)]
    if ties is Ties.LAST_GIVER:
        for giver in reversed(givers):
            if giver in best:
                return (giver,)
    return tuple(best)
