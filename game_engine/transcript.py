"""A game as text to read, step by step, with what the giver, a guesser and a spectator see."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import assert_never

from game_engine.board import Square
from game_engine.events import (
    CardRedrawn,
    ChallengeSettled,
    ClueChallenged,
    ClueGiven,
    ClueSkipped,
    ClueVoted,
    Event,
    GameEnded,
    GuessPlaced,
    Passed,
    RoundScored,
    RoundStarted,
    TargetChosen,
)
from game_engine.evolution import evolve
from game_engine.house_rules import Ties
from game_engine.setup import Setup
from game_engine.state import GameState, opening
from game_engine.view import GameView, view_for


def tell(setup: Setup, happened: Iterable[Event]) -> Iterator[str]:
    """Yield a game as lines of text. They hold all its secrets."""
    rules = setup.rules
    yield f"{setup.seats} seats, {setup.rounds} rounds, {_plain(rules.scoring)} scoring"
    yield f"guesses {_plain(rules.guess_order)}, second clue {_plain(rules.second_clue)}"
    state = opening(setup)
    yield from _round(state)
    for number, event in enumerate(happened, 1):
        state = evolve(state, event)
        yield f"{number:4}  {_sentence(state, event)}"
        match event:
            case RoundStarted():
                yield from _round(state)
            case ClueGiven():
                yield from _views(state)
            case _:
                pass


def _round(state: GameState) -> Iterator[str]:
    yield ""
    yield f"Round {state.round.number} of {state.rounds_total}: seat {state.giver} gives the clues"
    yield f"      card {_row(state.card)}"


def _sentence(state: GameState, event: Event) -> str:
    match event:
        case TargetChosen(seat, square):
            return f"seat {seat} chooses {square}"
        case CardRedrawn(seat):
            return f"seat {seat} draws another card: {_row(state.card)}"
        case ClueGiven(seat, text):
            return f'seat {seat} says "{text}"'
        case ClueSkipped(seat):
            return f"seat {seat} skips the second clue"
        case GuessPlaced(seat, square):
            return f"seat {seat} places a piece on {square}"
        case Passed(seat):
            return f"seat {seat} passes"
        case ClueChallenged(seat):
            return f"seat {seat} challenges the clue"
        case ClueVoted(seat, uphold):
            return f"seat {seat} votes {'to withdraw' if uphold else 'to keep'} it"
        case ChallengeSettled(upheld):
            return f"the clue {'is withdrawn' if upheld else 'stands'}"
        case RoundScored(points):
            target = state.round.target or "never chosen"
            return f"the target was {target}: points {_row(points)}, scores {_row(state.scores)}"
        case RoundStarted(seat):
            return f"seat {seat} starts the next round"
        case GameEnded(winners):
            return f"the game is over, won by seat {_row(winners)}{_tie(state)}"
        case _:
            assert_never(event)


def _tie(state: GameState) -> str:
    match state.tie_break:
        case Ties.LAST_GIVER if state.setup.ties_need_clues:
            return " (tied, and gave a clue most recently)"
        case Ties.LAST_GIVER:
            return " (tied, and was giver most recently)"
        case Ties.SHARED:
            return " (tied)"
        case None:
            return ""


def _views(state: GameState) -> Iterator[str]:
    guesser = (state.giver + 1) % state.seats
    yield f"        giver sees      {_seen(view_for(state, state.giver))}"
    yield f"        seat {guesser} sees     {_seen(view_for(state, guesser))}"
    yield f"        spectator sees  {_seen(view_for(state, None))}"


def _seen(view: GameView) -> str:
    table, you = view.table, view.you
    card, target = _row(you.card) or "?", you.target or "?"
    pieces = _row(f"{piece.seat}:{piece.square}" for piece in table.pieces) or "none"
    may = _row(you.may) or "only watch"
    return f"card {card}, target {target}, pieces {pieces}; may {may}"


def _plain(option: StrEnum) -> str:
    return option.value.replace("_", " ")


def _row(items: Iterable[Square | int | str]) -> str:
    return " ".join(str(item) for item in items)
