"""What one pair of eyes may see. What is public is named here; all else stays secret."""

from dataclasses import dataclass, field

from game_engine.board import Square
from game_engine.house_rules import Ties
from game_engine.round import Round
from game_engine.state import GameState, Phase


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece that everybody sees."""

    seat: int
    square: Square
    clue: int
    """0: for the first clue; 1: for the second."""


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """An open challenge: who made it, and who has voted (not how)."""

    seat: int
    voted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PastRound:
    """A round that is over, in short."""

    number: int
    giver: int
    clues: tuple[str, ...]
    withdrawn: tuple[str, ...]
    target: Square | None
    """None if the giver never chose one."""
    points: tuple[int, ...]
    """By seat, of this round alone."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The half of a view that is the same for all eyes."""

    phase: Phase
    round: int
    """The number of the round, from 1."""
    rounds: int
    """How many there are, unless a target score ends the game before."""
    giver: int
    clue: int | None
    """The clue that is being given or guessed at: 0, 1, or None outside of that."""
    clues: tuple[str, ...]
    """Those of this round that stand."""
    withdrawn: tuple[str, ...]
    """Those of this round that an upheld challenge took back."""
    to_act: tuple[int, ...]
    """The seats that the table is waiting for."""
    placed: tuple[int, ...]
    """The seats that have answered the clue, by a piece or by passing."""
    pieces: tuple[PieceView, ...]
    """Those that lie face up."""
    scores: tuple[int, ...]
    """By seat."""
    challenge: ChallengeView | None
    challenged: tuple[int, ...]
    """The seats that have used their challenge in this round."""
    target: Square | None
    """Only when the round is scored."""
    points: tuple[int, ...] | None
    """By seat, of this round; only when it is scored."""
    winners: tuple[int, ...]
    """Seats, once the game is over."""
    tie_break: Ties | None
    """Why they won, if others had as many points."""
    history: tuple[PastRound, ...]
    """The rounds before this one."""


@dataclass(frozen=True, slots=True)
class YouView:
    """The half of a view that is for one seat alone; seat None is a spectator."""

    seat: int | None
    may: tuple[str, ...] = ()
    """What this seat may do now, in alphabetical order: challenge_clue, choose_target, give_clue,
    next_round (StartRound), place_guess, redraw_card, skip_clue, vote (VoteOnClue)."""
    card: tuple[Square, ...] = field(default=(), repr=False)
    """The giver's, before the reveal."""
    target: Square | None = field(default=None, repr=False)
    """The giver's, before the reveal."""
    piece: Square | None = field(default=None, repr=False)
    """One's own piece, while others do not see it yet."""


@dataclass(frozen=True, slots=True)
class GameView:
    """All that one pair of eyes may see."""

    table: TableView
    you: YouView


def view_for(state: GameState, seat: int | None) -> GameView:
    """Return what a seat may see; None is a spectator. Raises ValueError if there is no such seat.

    >>> from game_engine import new_game
    >>> game = new_game(3, seed=7)
    >>> view_for(game, game.giver).you.card == game.card
    True
    >>> spectator = view_for(game, None)
    >>> spectator.you.card, spectator.you.may, spectator.table.phase
    ((), (), <Phase.CHOOSING: 'choosing'>)
    """
    if seat is not None and (type(seat) is not int or not 0 <= seat < state.seats):
        raise ValueError("there is no such seat")
    return GameView(table_view(state), you_view(state, seat))


def table_view(state: GameState) -> TableView:
    """Return what everybody may see."""
    now, phase = state.round, state.phase
    revealed = now.points is not None
    return TableView(
        phase=phase,
        round=now.number,
        rounds=state.rounds_total,
        giver=now.giver,
        clue=state.clue,
        clues=now.clues,
        withdrawn=now.withdrawn,
        to_act=state.to_act,
        placed=() if state.clue is None else tuple(sorted(now.answered(state.clue))),
        pieces=tuple(
            PieceView(p.seat, p.square, p.clue) for p in now.pieces if not _hidden(state, p.clue)
        ),
        scores=state.scores,
        challenge=_challenge_view(now),
        challenged=now.challenged,
        target=now.target if revealed else None,
        points=now.points,
        winners=state.winners,
        tie_break=state.tie_break,
        history=tuple(_past(r) for r in state.rounds[:-1]),
    )


def you_view(state: GameState, seat: int | None) -> YouView:
    """Return what one seat alone may see; nothing for a spectator (None)."""
    if seat is None:
        return YouView(None)
    now = state.round
    secret = seat == now.giver and now.points is None
    hidden = [p.square for p in now.pieces if p.seat == seat and _hidden(state, p.clue)]
    return YouView(
        seat=seat,
        may=tuple(sorted(_may(state, seat))),
        card=now.card if secret else (),
        target=now.target if secret else None,
        piece=hidden[-1] if hidden else None,
    )


def _hidden(state: GameState, clue: int) -> bool:
    """Return whether the pieces for a clue are still face down (simultaneous guesses only)."""
    now = state.round
    if not state.rules.simultaneous or now.points is not None:
        return False
    return len(now.answered(clue)) < state.seats - 1


def _challenge_view(now: Round) -> ChallengeView | None:
    if now.challenge is None:
        return None
    return ChallengeView(now.challenge.seat, tuple(seat for seat, _ in now.challenge.votes))


def _past(r: Round) -> PastRound:
    return PastRound(r.number, r.giver, r.clues, r.withdrawn, r.target, r.points or ())


def _may(state: GameState, seat: int) -> set[str]:
    """Return the names of what a seat may do now."""
    now, acts = state.round, seat in state.to_act
    match state.phase:
        case Phase.CHOOSING if acts:
            redraw = state.rules.redraw and seat not in state.redrawn
            return {"choose_target"} | ({"redraw_card"} if redraw else set())
        case Phase.CLUING if acts:
            return {"give_clue"} | ({"skip_clue"} if state.may_skip_clue else set())
        case Phase.GUESSING if seat != now.giver:
            challenge = set() if seat in now.challenged else {"challenge_clue"}
            guess = acts or state.may_move_guess(seat)
            return challenge | ({"place_guess"} if guess else set())
        case Phase.VOTING if acts:
            return {"vote"}
        case Phase.SCORED:
            return {"next_round"}
        case _:
            return set()
