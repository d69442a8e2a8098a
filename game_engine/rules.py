"""What a command leads to, or why it is refused. What an event changes is in evolution.py."""

from typing import assert_never

from game_engine import clues, scoring
from game_engine.board import Square
from game_engine.commands import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GiveClue,
    Pass,
    PlaceGuess,
    RedrawCard,
    SkipClue,
    StartRound,
    VoteOnClue,
)
from game_engine.errors import IllegalCommand, Refusal
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
from game_engine.round import MOST_WITHDRAWN
from game_engine.state import GameState, Phase


def play(
    state: GameState, command: Command, *, judged: bool = False
) -> tuple[GameState, tuple[Event, ...]]:
    """Play a command; return the new state and what happened. Raises IllegalCommand.

    `judged` is for a clue of the past, which the referee has let pass: its lists may have changed.

    >>> from game_engine import new_game
    >>> game = new_game(3, seed=7)
    >>> game, events = play(game, ChooseTarget(game.giver, game.card[0]))
    >>> game, events = play(game, GiveClue(game.giver, "coffee"))
    >>> game.phase, events
    (<Phase.GUESSING: 'guessing'>, (ClueGiven(seat=2, text='coffee'),))
    """
    event: Event | None = _answer(state, command, judged=judged)
    happened: list[Event] = []
    while event is not None:
        happened.append(event)
        state = evolve(state, event)
        event = _consequence(state, event)
    return state, tuple(happened)


def decide(state: GameState, command: Command) -> tuple[Event, ...]:
    """Return the events that a command leads to; nothing changes by it. Raises IllegalCommand."""
    return play(state, command)[1]


def _answer(state: GameState, command: Command, *, judged: bool) -> Event:
    """Return the one event that answers a legal command."""
    _check(isinstance(command, Command), Refusal.INVALID)
    seat = command.seat
    _check(type(seat) is int and 0 <= seat < state.seats, Refusal.NO_SUCH_SEAT)
    phase = state.phase
    _check(phase is not Phase.OVER, Refusal.GAME_OVER)
    match command:
        case ChooseTarget():
            return _choose(state, command, phase)
        case RedrawCard():
            return _redraw(state, command, phase)
        case GiveClue():
            return _give_clue(state, command, phase, judged=judged)
        case SkipClue():
            return _skip_clue(state, command, phase)
        case PlaceGuess():
            return _place(state, command, phase)
        case ChallengeClue():
            return _challenge(state, command, phase)
        case VoteOnClue():
            return _vote(state, command, phase)
        case Pass():
            _check(phase is not Phase.SCORED, Refusal.WRONG_PHASE)
            _check(seat in state.to_act, Refusal.NOT_YOUR_TURN)
            return Passed(seat)
        case StartRound():
            _check(phase is Phase.SCORED, Refusal.WRONG_PHASE)
            return RoundStarted(seat)
        case _:
            assert_never(command)


def _check(legal: bool, refusal: Refusal) -> None:
    if not legal:
        raise IllegalCommand(refusal)


def _choose(state: GameState, command: ChooseTarget, phase: Phase) -> Event:
    _check(isinstance(command.square, Square), Refusal.INVALID)
    _check(phase is Phase.CHOOSING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(state.may_pick_any or command.square in state.card, Refusal.NOT_ON_CARD)
    return TargetChosen(command.seat, command.square)


def _redraw(state: GameState, command: RedrawCard, phase: Phase) -> Event:
    _check(state.rules.redraw, Refusal.NO_REDRAW)
    _check(phase is Phase.CHOOSING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(command.seat not in state.redrawn, Refusal.REDRAW_USED)
    return CardRedrawn(command.seat)


def _give_clue(state: GameState, command: GiveClue, phase: Phase, *, judged: bool) -> Event:
    _check(isinstance(command.text, str), Refusal.INVALID)
    _check(phase is Phase.CLUING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    refusal = clues.illegible(command.text) if judged else state.judge_clue(command.text)
    if refusal is not None:
        raise IllegalCommand(refusal)
    return ClueGiven(command.seat, clues.clean(command.text))


def _skip_clue(state: GameState, command: SkipClue, phase: Phase) -> Event:
    _check(phase is Phase.CLUING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(not state.round.owes_clue, Refusal.ANOTHER_CLUE_REQUIRED)
    _check(len(state.round.clues) > 0, Refusal.FIRST_CLUE_REQUIRED)
    _check(state.may_skip_clue, Refusal.SECOND_CLUE_REQUIRED)
    return ClueSkipped(command.seat)


def _place(state: GameState, command: PlaceGuess, phase: Phase) -> Event:
    seat, square = command.seat, command.square
    _check(isinstance(square, Square), Refusal.INVALID)
    _check(seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    _check(phase is Phase.GUESSING, Refusal.WRONG_PHASE)
    pieces, clue = state.round.pieces, len(state.round.clues) - 1
    left = state.left_to_guess
    _check(seat in left or state.may_move_guess(seat), Refusal.ALREADY_PLACED)
    if state.rules.simultaneous:
        # Squares may be shared with others, but not with one's own earlier piece.
        pieces = tuple(p for p in pieces if p.seat == seat and p.clue != clue)
    else:
        _check(seat == left[0], Refusal.NOT_YOUR_TURN)
    _check(square not in [piece.square for piece in pieces], Refusal.SQUARE_TAKEN)
    return GuessPlaced(seat, square)


def _challenge(state: GameState, command: ChallengeClue, phase: Phase) -> Event:
    _check(phase is Phase.GUESSING, Refusal.WRONG_PHASE)
    _check(command.seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    _check(command.seat not in state.round.challenged, Refusal.CHALLENGE_USED)
    return ClueChallenged(command.seat)


def _vote(state: GameState, command: VoteOnClue, phase: Phase) -> Event:
    _check(type(command.uphold) is bool, Refusal.INVALID)
    _check(phase is Phase.VOTING, Refusal.WRONG_PHASE)
    _check(command.seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    challenge = state.round.challenge
    _check(challenge is None or command.seat != challenge.seat, Refusal.OWN_CHALLENGE)
    _check(command.seat in state.left_to_vote, Refusal.ALREADY_VOTED)
    return ClueVoted(command.seat, command.uphold)


def _consequence(state: GameState, event: Event) -> Event | None:
    """Return what follows by itself from an event, which the state has already taken in."""
    now = state.round
    match event:
        case ClueVoted() | Passed() if now.challenge is not None:
            upheld = now.challenge.verdict(len(state.voters))
            return None if upheld is None else ChallengeSettled(upheld)
        case ChallengeSettled(upheld=True) if len(now.withdrawn) >= MOST_WITHDRAWN:
            return _score(state, giver_scores=False)
        case ClueSkipped():
            return _score(state)
        case Passed(seat=seat) if seat == now.giver:
            # Without a first clue the giver has earned nothing; a second one is merely skipped.
            return _score(state, giver_scores=bool(now.clues))
        case GuessPlaced() | Passed() if not state.left_to_guess:
            return None if state.second_clue_follows else _score(state)
        case RoundScored():
            return _end(state)
        case _:
            return None


def _score(state: GameState, *, giver_scores: bool = True) -> Event:
    giver = state.giver if giver_scores else None
    return RoundScored(scoring.round_points(state.setup, state.round, giver))


def _end(state: GameState) -> Event | None:
    goal = state.rules.target_score
    reached = goal is not None and max(state.scores) >= goal
    if state.round.number < state.rounds_total and not reached:
        return None
    counts_all = not state.setup.ties_need_clues
    givers = [played.giver for played in state.rounds if counts_all or played.clue_given]
    return GameEnded(scoring.winners(state.scores, givers, state.rules.ties))
