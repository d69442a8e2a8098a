"""How each event changes a game. Nothing is refused here: what has happened has happened."""

from collections.abc import Iterable
from dataclasses import replace
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
from game_engine.round import Challenge, Piece, Round
from game_engine.setup import Setup
from game_engine.state import CARD_SIZE, GameState, opening


def replay(setup: Setup, events: Iterable[Event]) -> GameState:
    """Return the state of a game after all that has happened in it."""
    state = opening(setup)
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: GameState, event: Event) -> GameState:
    """Return the state after an event. Whether the rules allow that event is not checked."""
    now = state.round
    match event:
        case TargetChosen(square=square):
            return _with(state, replace(now, target=square))
        case CardRedrawn(seat=seat):
            state = replace(state, redrawn=(*state.redrawn, seat))
            return _drawn(_with(state, replace(now, card=_next_card(state))))
        case ClueGiven(text=text):
            return _with(state, replace(now, clues=(*now.clues, text), owes_clue=False))
        case ClueSkipped():
            return state
        case GuessPlaced(seat=seat, square=square):
            clue = len(now.clues) - 1
            others = [p for p in now.pieces if p.seat != seat or p.clue != clue]
            return _with(state, replace(now, pieces=(*others, Piece(seat, square, clue))))
        case Passed(seat=seat):
            return _with(state, _passed(now, seat))
        case ClueChallenged(seat=seat):
            challenged = (*now.challenged, seat)
            return _with(state, replace(now, challenge=Challenge(seat), challenged=challenged))
        case ClueVoted(seat=seat, uphold=uphold):
            return _with(state, _voted(now, seat, uphold=uphold))
        case ChallengeSettled(upheld=upheld):
            return _with(state, _settled(state, now, upheld=upheld))
        case RoundScored(points=points):
            scores = tuple(a + b for a, b in zip(state.scores, points, strict=True))
            return replace(_with(state, replace(now, points=points)), scores=scores)
        case RoundStarted():
            giver = (now.giver + 1) % state.seats
            following = Round(now.number + 1, giver, _next_card(state))
            return _drawn(replace(state, rounds=(*state.rounds, following)))
        case GameEnded(winners=winners):
            return replace(state, winners=winners)
        case _:
            assert_never(event)


def _with(state: GameState, now: Round) -> GameState:
    return replace(state, rounds=(*state.rounds[:-1], now))


def _next_card(state: GameState) -> tuple[Square, ...]:
    return state.setup.deck[state.drawn : state.drawn + CARD_SIZE]


def _drawn(state: GameState) -> GameState:
    return replace(state, drawn=state.drawn + CARD_SIZE)


def _passed(now: Round, seat: int) -> Round:
    if now.challenge is not None:
        return _voted(now, seat, uphold=False)
    if seat == now.giver:
        return now
    return replace(now, passed=(*now.passed, (seat, len(now.clues) - 1)))


def _voted(now: Round, seat: int, *, uphold: bool) -> Round:
    if now.challenge is None:
        return now
    votes = (*now.challenge.votes, (seat, uphold))
    return replace(now, challenge=Challenge(now.challenge.seat, votes))


def _settled(state: GameState, now: Round, *, upheld: bool) -> Round:
    if not upheld:
        return replace(now, challenge=None)
    withdrawn = (*now.withdrawn, now.clues[-1])
    kept = now.clues[:-1]
    if state.setup.pieces_go_back:
        # All answer the next clue, those who let this one go by as well.
        pieces = tuple([piece for piece in now.pieces if piece.clue < len(kept)])
        passed = tuple([(seat, clue) for seat, clue in now.passed if clue < len(kept)])
        now = replace(now, pieces=pieces, passed=passed)
    return replace(now, challenge=None, clues=kept, withdrawn=withdrawn, owes_clue=True)
