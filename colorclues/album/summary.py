"""What the pages of a finished game show: round cards, awards, standings and charts.

`retell` returns the context of the partials in templates/album. `cast` is `Game.cast`: by seat, a
name and a symbol.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from colorclues.album import board_charts, charts
from colorclues.palette import COLORS, Color
from colorclues.phrases import Cast, away
from game_engine.awards import Award, Summary
from game_engine.board import Square
from game_engine.played_rounds import PlayedRound, ScoredPiece


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the name and symbol of that game."""

    name: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one player had of a round."""

    who: Person
    points: int
    gave: bool
    """Whether the points are for the clues, not for pieces."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A piece in words."""

    who: Person
    square: str
    away: str


@dataclass(frozen=True, slots=True)
class Card:
    """One round."""

    number: int
    giver: Person
    clues: tuple[str, ...]
    withdrawn: tuple[str, ...]
    target: Color | None
    crop: SafeString
    """An SVG; empty without a target."""
    scored: tuple[Share, ...]
    """Those who got points, most first."""
    beyond: tuple[Guess, ...]
    """The pieces that the crop does not show."""


@dataclass(frozen=True, slots=True)
class Laurel:
    """An award, with names and words."""

    kind: str
    people: tuple[Person, ...]
    value: float
    clue: str
    """What was said first in the round that it is for; empty if it is for no round."""
    target: Color | None
    """The target of that round."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the ranking."""

    place: int
    who: Person
    score: int
    won: bool


def retell(summary: Summary, cast: Cast) -> dict[str, Any]:
    """Return what the summary's templates show.

    {"cards": [Card], "awards": [Laurel], "standings": [Standing], "charts": name -> SVG}.
    """
    return {
        "cards": [_card(played, cast) for played in summary.rounds],
        "awards": [_laurel(award, summary, cast) for award in summary.awards],
        "standings": standings(summary, cast),
        "charts": {
            "scores": charts.score_chart(summary, cast),
            "distances": charts.distance_bars(summary, cast),
            "understanding": charts.understanding_rows(summary, cast),
            "heat": board_charts.heat_chart(summary.heat),
            "targets": board_charts.target_chart(summary),
        },
    }


def standings(summary: Summary, cast: Cast) -> list[Standing]:
    """Return the players by rank."""
    return [
        Standing(place, _person(cast, seat), summary.scores[seat], seat in summary.winners)
        for seat, place in zip(summary.ranking, places(summary), strict=True)
    ]


def places(summary: Summary) -> list[int]:
    """Return the places of `summary.ranking`; equal scores share one, unless one of them won."""
    found: list[int] = []
    ranked = [(summary.scores[seat], seat in summary.winners) for seat in summary.ranking]
    for number, (last, now) in enumerate(zip([None, *ranked], ranked, strict=False), 1):
        found.append(found[-1] if now == last else number)
    return found


def _card(played: PlayedRound, cast: Cast) -> Card:
    scored = [
        Share(_person(cast, seat), points, seat == played.giver)
        for seat, points in enumerate(played.points)
        if points
    ]
    return Card(
        number=played.number,
        giver=_person(cast, played.giver),
        clues=played.clues,
        withdrawn=played.withdrawn,
        target=_color(played.target),
        crop=board_charts.crop_chart(played, cast),
        scored=tuple(sorted(scored, key=lambda share: (share.gave, -share.points))),
        beyond=tuple(_guess(piece, cast) for piece in board_charts.beyond(played)),
    )


def _laurel(award: Award, summary: Summary, cast: Cast) -> Laurel:
    played = summary.rounds[award.round - 1] if award.round else None
    return Laurel(
        kind=award.kind.value,
        people=tuple(_person(cast, seat) for seat in award.seats),
        value=award.value,
        clue=played.clues[0] if played and played.clues else "",
        target=_color(played.target) if played else None,
    )


def _guess(piece: ScoredPiece, cast: Cast) -> Guess:
    return Guess(_person(cast, piece.seat), piece.square.name, away(piece.distance))


def _person(cast: Cast, seat: int) -> Person:
    return Person(cast[seat]["name"], cast[seat]["symbol"])


def _color(square: Square | None) -> Color | None:
    return COLORS[square.name] if square else None
