"""A game that is over, looked back on: scores, who understood whom, and the awards.

Where an award is tied in all that its docstring names, the earlier round or the lower seat has it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from game_engine.board import Square
from game_engine.clues import words_of
from game_engine.house_rules import Ties
from game_engine.played_rounds import PlayedRound, between, by_guesser, mean, played_rounds
from game_engine.state import GameState, Phase


class AwardKind(StrEnum):
    """What somebody was best at. The values are public and stable."""

    CLOSEST_MINDS = "closest_minds"
    BOLDEST_CLUE = "boldest_clue"
    SHARPEST_EYE = "sharpest_eye"
    CLEAREST_GIVER = "clearest_giver"
    HARDEST_COLOR = "hardest_color"
    MOST_IMPROVED = "most_improved"


@dataclass(frozen=True, slots=True)
class Award:
    """One award, to one or two seats."""

    kind: AwardKind
    seats: tuple[int, ...]
    value: float
    """A mean distance; for the boldest clue points, for the sharpest eye exact hits."""
    round: int | None = None
    """The number of the round that it is for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a finished game has to tell."""

    rounds: tuple[PlayedRound, ...]
    scores: tuple[int, ...]
    winners: tuple[int, ...]
    tie_break: Ties | None
    """Why they won, if others had as many points."""
    ranking: tuple[int, ...]
    """Seats: winners first, then by score."""
    distances: tuple[float | None, ...]
    """By seat: how far its pieces were from the targets on average; None without pieces."""
    understanding: tuple[tuple[float | None, ...], ...]
    """[giver][guesser]: how far that guesser's pieces were from that giver's targets on average."""
    heat: tuple[tuple[Square, int], ...]
    """The squares that were guessed and how often, most often first."""
    awards: tuple[Award, ...]
    """Those that somebody earned."""


def summarize(state: GameState) -> Summary:
    """Return the summary of a game. Raises ValueError before it is over: it still has secrets."""
    if state.phase is not Phase.OVER:
        raise ValueError("only a game that is over has a summary")
    seats, rounds = range(state.seats), tuple(played_rounds(state))
    known = between(rounds)
    pieces = [piece for played in rounds for piece in played.pieces]
    heat = Counter(piece.square for piece in pieces)
    awards = (award(rounds) for award in _AWARDS)
    return Summary(
        rounds=rounds,
        scores=state.scores,
        winners=state.winners,
        tie_break=state.tie_break,
        ranking=tuple(sorted(seats, key=lambda s: (s not in state.winners, -state.scores[s], s))),
        distances=tuple(mean(p.distance for p in pieces if p.seat == seat) for seat in seats),
        understanding=tuple(
            tuple(mean(known.get((giver, seat), ())) for seat in seats) for giver in seats
        ),
        heat=tuple(sorted(heat.items(), key=lambda item: (-item[1], item[0]))),
        awards=tuple(award for award in awards if award is not None),
    )


def _closest_minds(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for the two who guessed nearest to each other's targets, if both could."""
    found = between(rounds)
    pairs = [(a, b) for a, b in found if a < b and (b, a) in found]
    if not pairs:
        return None
    means = {(a, b): fmean(found[a, b] + found[b, a]) for a, b in pairs}
    best = min(pairs, key=lambda pair: (means[pair], pair))
    return Award(AwardKind.CLOSEST_MINDS, best, means[best])


def _boldest_clue(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for the giver whose single word, with nothing else said, scored most.

    What its pieces scored must be more than nothing; in a tie, the smaller mean distance wins.
    """
    bold = []
    for played in rounds:
        said = [word for text in (*played.clues, *played.withdrawn) for word in words_of(text)]
        earned = sum(piece.points for piece in played.pieces)
        if len(said) == 1 and earned:
            bold.append((-earned, played.mean_distance or 0, played.number, played.giver))
    if not bold:
        return None
    earned, _, number, giver = min(bold)
    return Award(AwardKind.BOLDEST_CLUE, (giver,), -earned, number)


def _sharpest_eye(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for most pieces on the target itself; in a tie, the nearer on average."""
    away = by_guesser(rounds)
    if not any(0 in distances for distances in away.values()):
        return None
    seat = min(away, key=lambda s: (-away[s].count(0), fmean(away[s]), s))
    return Award(AwardKind.SHARPEST_EYE, (seat,), away[seat].count(0))


def _clearest_giver(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for the giver to whose targets all pieces were nearest on average."""
    away = defaultdict[int, list[int]](list)
    for (giver, _), distances in between(rounds).items():
        away[giver] += distances
    if not away:
        return None
    seat = min(away, key=lambda s: (fmean(away[s]), s))
    return Award(AwardKind.CLEAREST_GIVER, (seat,), fmean(away[seat]))


def _hardest_color(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for the target that pieces were farthest from on average, if any missed."""
    missed = [(-(played.mean_distance or 0), played.number, played.giver) for played in rounds]
    away, number, giver = min(missed)
    return Award(AwardKind.HARDEST_COLOR, (giver,), -away, number) if away else None


def _most_improved(rounds: Sequence[PlayedRound]) -> Award | None:
    """Return the award for the guesser who, on average, was most improved in the second half.

    An odd round in the middle belongs to the second half. It takes two pieces in each half (one
    could be luck) and a gain of at least one square (nobody would notice less).
    """
    half = len(rounds) // 2
    before, after = by_guesser(rounds[:half]), by_guesser(rounds[half:])
    nearer = {
        seat: fmean(before[seat]) - fmean(after[seat])
        for seat in before.keys() & after.keys()
        if min(len(before[seat]), len(after[seat])) >= 2
    }
    seat = min(nearer, key=lambda s: (-nearer[s], s), default=None)
    if seat is None or nearer[seat] < 1:
        return None
    return Award(AwardKind.MOST_IMPROVED, (seat,), nearer[seat])


_AWARDS: tuple[Callable[[Sequence[PlayedRound]], Award | None], ...] = (
    _closest_minds,
    _boldest_clue,
    _sharpest_eye,
    _clearest_giver,
    _hardest_color,
    _most_improved,
)
