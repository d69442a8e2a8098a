"""A finished game, read from its log by the slug of its link: as a whole, and step by step.

Whatever leaves this module may be shown to anybody: names and symbols, but no keys of rows or of
people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from django.utils.translation import gettext as _

from colorclues.models import Game, Player
from colorclues.phrases import Cast, away, color_of, name_of
from game_engine import Event, GameState, Setup, Summary, Ties, distance, evolve, opening, summarize
from game_engine.events import (
    CardRedrawn,
    ChallengeSettled,
    ClueChallenged,
    ClueGiven,
    ClueSkipped,
    ClueVoted,
    GameEnded,
    GuessPlaced,
    Passed,
    RoundScored,
    RoundStarted,
    TargetChosen,
)
from game_engine.record import dump_record, event_from_dict, setup_from_dict
from game_engine.view import TableView, table_view


class NoSuchGame(LookupError):
    """There is no finished game with this slug."""


@dataclass(frozen=True, slots=True)
class Album:
    """A game that is over."""

    slug: str
    room: str
    """The name of the table that it was played at."""
    ended_at: datetime
    cast: Cast
    setup: Setup
    events: tuple[Event, ...]

    def states(self) -> Iterator[GameState]:
        """Return the states of the game: before the first event, and after each."""
        state = opening(self.setup)
        yield state
        for event in self.events:
            state = evolve(state, event)
            yield state

    def summary(self) -> Summary:
        """Return scores, rounds and awards."""
        *_before, last = self.states()
        return summarize(last)

    def record(self) -> str:
        """Return it as `python -m game_engine --replay` reads it."""
        return dump_record(self.setup, self.events) + "\n"

    def filename(self, kind: str) -> str:
        """Return a name for the file that somebody takes home: "color-clues-2026-11-21.png"."""
        return f"color-clues-{self.ended_at:%Y-%m-%d}.{kind}"


def exists(slug: str) -> bool:
    """Return whether a game that is over has this slug."""
    return Game.objects.filter(slug=slug, ended_at__isnull=False).exists()


def read(slug: str) -> Album:
    """Read a finished game. Raises `NoSuchGame`."""
    game = Game.objects.filter(slug=slug).select_related("room").first()
    if game is None or game.ended_at is None:
        raise NoSuchGame(slug)
    return Album(
        slug=slug,
        room=game.room.name,
        ended_at=game.ended_at,
        cast=[{"name": one["name"], "symbol": one["symbol"]} for one in game.cast],
        setup=setup_from_dict(game.setup),
        events=tuple(event_from_dict(row.data) for row in game.events.order_by("number")),
    )


def own_table(slug: str, guest: str | None) -> str | None:
    """Return the code of the table if it is open and the guest has a seat there, else None."""
    if guest is None:
        return None
    seated = Player.objects.filter(room__games__slug=slug, guest=guest, seat__isnull=False)
    return seated.filter(room__ended_at=None).values_list("room__code", flat=True).first()


def headline(winners: Sequence[int], cast: Cast) -> str:
    """Return who won, as a sentence."""
    *others, last = [name_of(cast, seat) for seat in winners]
    if not others:
        return _("%(name)s wins") % {"name": last}
    return _("%(names)s and %(name)s win together") % {"names": ", ".join(others), "name": last}


def why(tie_break: Ties | None, setup: Setup) -> str:
    """Return why they won, if others had as many points; else nothing."""
    match tie_break:
        case Ties.LAST_GIVER if setup.ties_need_clues:
            return _("tied on points, and gave a clue most recently")
        case Ties.LAST_GIVER:
            return _("tied on points, and was clue giver most recently")
        case Ties.SHARED:
            return _("tied on points: the win is shared")
        case None:
            return ""


def replay(album: Album) -> dict[str, Any]:
    """Return a game as steps: what everybody saw after each event, and the event in words.

    {"players": [{"seat", "name", "symbol"}], "total": rounds to play, "rounds": [{"first": number
    of its first step, "giver", "target"}], "steps": [...]}; a step is a `TableView` in JSON with
    "says", and "open", the sentence for those who want to know the target from the start, where
    that differs. Step 0 is before the first event.
    """
    steps, rounds = list[dict[str, Any]](), dict[int, dict[str, Any]]()
    last: GameState | None = None
    targets = {played.number: played.target for played in album.summary().rounds}
    for event, state in zip((None, *album.events), album.states(), strict=True):
        table = table_view(state)
        target = targets[table.round]
        if table.round not in rounds:
            rounds[table.round] = {
                "first": len(steps),
                "giver": table.giver,
                "target": target.name if target else None,
            }
        says, more = _told(event, table, state, album.cast)
        steps.append(_step(table) | {"says": says} | ({"open": more} if more else {}))
        last = state
    assert last is not None
    return {
        "players": [{"seat": seat, **one} for seat, one in enumerate(album.cast)],
        "total": last.rounds_total,
        "rounds": [*rounds.values()],
        "steps": steps,
    }


def _step(table: TableView) -> dict[str, Any]:
    """Return what everybody saw at a step, in JSON's terms; only "says" and "open" are missing."""
    return {
        "phase": table.phase,
        "round": table.round,
        "giver": table.giver,
        "clues": table.clues,
        "withdrawn": table.withdrawn,
        "to_act": table.to_act if table.points is None else (),
        "placed": table.placed,
        "pieces": [
            {"seat": piece.seat, "square": piece.square.name, "clue": piece.clue}
            for piece in table.pieces
        ],
        "scores": table.scores,
        "points": table.points,
        "target": table.target.name if table.target else None,
    }


def _told(
    event: Event | None, table: TableView, state: GameState, cast: Cast
) -> tuple[str, str | None]:
    """Return what happened as a sentence; and as another with what was secret then, or None."""
    seat = getattr(event, "seat", table.giver)
    by: Mapping[str, str] = {"name": name_of(cast, seat)}
    match event:
        case TargetChosen(square=square):
            chosen = _("%(name)s picked %(color)s") % {**by, "color": color_of(square)}
            return _("%(name)s picked a color") % by, chosen
        case GuessPlaced(square=square):
            return _placed(by, event, table, state)
        case RoundScored(points=points):
            return _scored(points, state, cast), None
        case GameEnded(winners=winners):
            parts = headline(winners, cast), why(state.tie_break, state.setup)
            return " · ".join(filter(None, parts)), None
        case None | RoundStarted():
            return _("%(name)s has the card") % {"name": name_of(cast, table.giver)}, None
        case ClueGiven(text=text):
            return _("%(name)s said “%(clue)s”") % {**by, "clue": text}, None
        case ChallengeSettled(upheld=upheld):
            return _("The clue was withdrawn") if upheld else _("The clue stands"), None
        case CardRedrawn():
            return _("%(name)s took another card") % by, None
        case ClueSkipped():
            return _("%(name)s skipped the second clue") % by, None
        case Passed():
            return _("%(name)s passed") % by, None
        case ClueChallenged():
            return _("%(name)s challenged the clue") % by, None
        case ClueVoted():
            # How somebody voted was nobody's business then, and is not now.
            return _("%(name)s voted on the clue") % by, None
        case _:
            assert_never(event)


def _placed(
    by: Mapping[str, str], event: GuessPlaced, table: TableView, state: GameState
) -> tuple[str, str | None]:
    seen = any(p.seat == event.seat and p.square == event.square for p in table.pieces)
    placed = _("%(name)s placed %(square)s") % {**by, "square": event.square.name}
    says = placed if seen else _("%(name)s placed a piece") % by
    target = state.round.target
    if target is None:
        return says, None
    far = {"placed": says, "away": away(distance(target, event.square))}
    return says, _("%(placed)s, %(away)s") % far


def _scored(points: Sequence[int], state: GameState, cast: Cast) -> str:
    target = state.round.target
    if target is None:
        return _("No target was chosen")
    most_first = sorted(enumerate(points), key=lambda one: -one[1])
    shares = ", ".join(f"{name_of(cast, seat)} +{number}" for seat, number in most_first if number)
    told = {"target": color_of(target), "points": shares or _("nobody scored")}
    return _("It was %(target)s: %(points)s") % told
