"""All that moves the game: decide what a command leads to, and evolve the state by it."""

from dataclasses import replace
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
from game_engine.house import SecondClue
from game_engine.state import CARD_SIZE, Challenge, GameState, Phase, Piece, Round, Setup, opening

MOST_WITHDRAWN = 2
"""Upheld challenges after which the round ends, with nothing for the giver."""


def play(state: GameState, command: Command) -> tuple[GameState, tuple[Event, ...]]:
    """Play a command: the new state and what happened. Raises IllegalCommand."""
    events: list[Event] = [_answer(state, command)]
    state = evolve(state, events[0])
    while (event := _consequence(state, events[-1])) is not None:
        events.append(event)
        state = evolve(state, event)
    return state, tuple(events)


def decide(state: GameState, command: Command) -> tuple[Event, ...]:
    """Say what a command leads to, changing nothing. Raises IllegalCommand."""
    return play(state, command)[1]


def replay(setup: Setup, events: tuple[Event, ...] | list[Event]) -> GameState:
    """Rebuild a game from what happened in it."""
    state = opening(setup)
    for event in events:
        state = evolve(state, event)
    return state


def _answer(state: GameState, command: Command) -> Event:
    """Find the one event that is the answer to a legal command."""
    if not isinstance(command, Command):
        raise IllegalCommand(Refusal.INVALID)
    if type(command.seat) is not int or not 0 <= command.seat < state.seats:
        raise IllegalCommand(Refusal.NO_SUCH_SEAT)
    if state.phase is Phase.OVER:
        raise IllegalCommand(Refusal.GAME_OVER)
    match command:
        case ChooseTarget():
            return _choose(state, command)
        case RedrawCard():
            return _redraw(state, command)
        case GiveClue():
            return _give_clue(state, command)
        case SkipClue():
            return _skip_clue(state, command)
        case PlaceGuess():
            return _place(state, command)
        case ChallengeClue():
            return _challenge(state, command)
        case VoteOnClue():
            return _vote(state, command)
        case Pass():
            _check(state.phase is not Phase.SCORED, Refusal.WRONG_PHASE)
            _check(command.seat in state.to_act, Refusal.NOT_YOUR_TURN)
            return Passed(command.seat)
        case StartRound():
            _check(state.phase is Phase.SCORED, Refusal.WRONG_PHASE)
            return RoundStarted(command.seat)
        case _:
            assert_never(command)


def _choose(state: GameState, command: ChooseTarget) -> Event:
    _check(isinstance(command.square, Square), Refusal.INVALID)
    _check(state.phase is Phase.CHOOSING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(state.free_pick or command.square in state.card, Refusal.NOT_ON_CARD)
    return TargetChosen(command.seat, command.square)


def _redraw(state: GameState, command: RedrawCard) -> Event:
    _check(state.rules.redraw, Refusal.NO_REDRAW)
    _check(state.phase is Phase.CHOOSING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(command.seat not in state.redrawn, Refusal.REDRAW_USED)
    return CardRedrawn(command.seat)


def _give_clue(state: GameState, command: GiveClue) -> Event:
    _check(isinstance(command.text, str), Refusal.INVALID)
    _check(state.phase is Phase.CLUING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    refusal = state.judge_clue(command.text)
    if refusal is not None:
        raise IllegalCommand(refusal)
    return ClueGiven(command.seat, clues.clean(command.text))


def _skip_clue(state: GameState, command: SkipClue) -> Event:
    _check(state.phase is Phase.CLUING, Refusal.WRONG_PHASE)
    _check(command.seat == state.giver, Refusal.NOT_THE_GIVER)
    _check(len(state.round.clues) > 0, Refusal.FIRST_CLUE_REQUIRED)
    _check(not state.round.owes_clue, Refusal.ANOTHER_CLUE_REQUIRED)
    optional = state.rules.second_clue is SecondClue.OPTIONAL
    _check(optional, Refusal.SECOND_CLUE_REQUIRED)
    return ClueSkipped(command.seat)


def _place(state: GameState, command: PlaceGuess) -> Event:
    _check(isinstance(command.square, Square), Refusal.INVALID)
    _check(command.seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    _check(state.phase is Phase.GUESSING, Refusal.WRONG_PHASE)
    clue = len(state.round.clues) - 1
    pieces = state.round.pieces
    if state.rules.simultaneous:
        again = state.rules.change_guess and any(
            piece.seat == command.seat and piece.clue == clue for piece in pieces
        )
        _check(command.seat in state.to_act or again, Refusal.ALREADY_PLACED)
        # Squares may be shared with others, but not with one's own earlier piece.
        pieces = tuple(p for p in pieces if p.seat == command.seat and p.clue != clue)
    else:
        _check(command.seat not in state.round.answered, Refusal.ALREADY_PLACED)
        _check(command.seat in state.to_act, Refusal.NOT_YOUR_TURN)
    _check(all(piece.square != command.square for piece in pieces), Refusal.SQUARE_TAKEN)
    return GuessPlaced(command.seat, command.square)


def _challenge(state: GameState, command: ChallengeClue) -> Event:
    _check(state.phase is Phase.GUESSING, Refusal.WRONG_PHASE)
    _check(command.seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    _check(command.seat not in state.round.challenged, Refusal.CHALLENGE_USED)
    return ClueChallenged(command.seat)


def _vote(state: GameState, command: VoteOnClue) -> Event:
    _check(type(command.uphold) is bool, Refusal.INVALID)
    challenge = state.round.challenge
    if challenge is None:
        raise IllegalCommand(Refusal.WRONG_PHASE)
    _check(command.seat != state.giver, Refusal.GIVER_CANNOT_GUESS)
    _check(command.seat != challenge.seat, Refusal.OWN_CHALLENGE)
    _check(command.seat in state.to_act, Refusal.ALREADY_VOTED)
    return ClueVoted(command.seat, command.uphold)


def _check(legal: bool, refusal: Refusal) -> None:
    if not legal:
        raise IllegalCommand(refusal)


def _consequence(state: GameState, event: Event) -> Event | None:
    """Say what follows from an event by itself."""
    match event:
        case ClueVoted() | Passed() if state.round.challenge is not None:
            return _settle(state, state.round.challenge)
        case RoundScored():
            return _end(state)
        case GuessPlaced() if state.rules.simultaneous and state.left_to_guess:
            return None
        case ChallengeSettled(upheld=True):
            done = len(state.round.withdrawn) >= MOST_WITHDRAWN
            return _score(state, giver=None) if done else None
        case ClueSkipped():
            return _score(state, giver=state.giver)
        case Passed() if state.round.points is None and _giver_passed(state, event):
            first = not state.round.clues
            return _score(state, giver=None if first else state.giver)
        case GuessPlaced() | Passed() if not state.left_to_guess:
            return None if state.second_clue_follows else _score(state, giver=state.giver)
        case _:
            return None


def _giver_passed(state: GameState, event: Passed) -> bool:
    return event.seat == state.giver


def _settle(state: GameState, challenge: Challenge) -> Event | None:
    """Settle a challenge as soon as most of the other guessers agree, or cannot any more."""
    voters = len(state.voters)
    agree = sum(uphold for _, uphold in challenge.votes)
    if 2 * agree > voters:
        return ChallengeSettled(upheld=True)
    undecided = voters - len(challenge.votes)
    return None if 2 * (agree + undecided) > voters else ChallengeSettled(upheld=False)


def _score(state: GameState, *, giver: int | None) -> Event:
    now = state.round
    pieces = [(p.seat, p.square) for p in sorted(now.pieces, key=lambda p: p.clue)]
    points = scoring.round_points(now.target, pieces, giver, seats=state.seats, rules=state.rules)
    return RoundScored(points)


def _end(state: GameState) -> Event | None:
    goal = state.rules.target_score
    reached = goal is not None and max(state.scores) >= goal
    if state.round.number < state.rounds_total and not reached:
        return None
    givers = [r.giver for r in state.rounds]
    return GameEnded(scoring.winners(state.scores, givers, state.rules.ties))


def evolve(state: GameState, event: Event) -> GameState:
    """Take an event in. Never refuses: what has happened has happened."""
    now = state.round
    match event:
        case TargetChosen(square=square):
            return _with(state, replace(now, target=square))
        case CardRedrawn(seat=seat):
            card = state.setup.deck[state.drawn : state.drawn + CARD_SIZE]
            drawn, redrawn = state.drawn + CARD_SIZE, (*state.redrawn, seat)
            return replace(_with(state, replace(now, card=card)), drawn=drawn, redrawn=redrawn)
        case ClueGiven(text=text):
            return _with(state, replace(now, clues=(*now.clues, text), owes_clue=False))
        case ClueSkipped():
            return state
        case GuessPlaced(seat=seat, square=square):
            clue = len(now.clues) - 1
            kept = tuple(p for p in now.pieces if (p.seat, p.clue) != (seat, clue))
            return _with(state, replace(now, pieces=(*kept, Piece(seat, square, clue))))
        case Passed(seat=seat):
            return _passed(state, seat)
        case ClueChallenged(seat=seat):
            challenged = (*now.challenged, seat)
            return _with(state, replace(now, challenge=Challenge(seat), challenged=challenged))
        case ClueVoted(seat=seat, uphold=uphold):
            return _voted(state, seat, uphold=uphold)
        case ChallengeSettled(upheld=upheld):
            return _with(state, _settled(now, upheld=upheld))
        case RoundScored(points=points):
            scores = tuple(a + b for a, b in zip(state.scores, points, strict=True))
            return replace(_with(state, replace(now, points=points)), scores=scores)
        case RoundStarted():
            return _next_round(state)
        case GameEnded(winners=winners):
            return replace(state, winners=winners)
        case _:
            assert_never(event)


def _with(state: GameState, now: Round) -> GameState:
    return replace(state, rounds=(*state.rounds[:-1], now))


def _passed(state: GameState, seat: int) -> GameState:
    now = state.round
    if now.challenge is not None:
        return _voted(state, seat, uphold=False)
    if seat == now.giver:
        return state
    return _with(state, replace(now, passed=(*now.passed, (seat, len(now.clues) - 1))))


def _voted(state: GameState, seat: int, *, uphold: bool) -> GameState:
    now = state.round
    assert now.challenge is not None
    votes = (*now.challenge.votes, (seat, uphold))
    return _with(state, replace(now, challenge=replace(now.challenge, votes=votes)))


def _settled(now: Round, *, upheld: bool) -> Round:
    if not upheld:
        return replace(now, challenge=None)
    return replace(
        now,
        challenge=None,
        clues=now.clues[:-1],
        withdrawn=(*now.withdrawn, now.clues[-1]),
        owes_clue=True,
    )


def _next_round(state: GameState) -> GameState:
    giver = (state.giver + 1) % state.seats
    card = state.setup.deck[state.drawn : state.drawn + CARD_SIZE]
    following = Round(state.round.number + 1, giver, card)
    drawn = state.drawn + CARD_SIZE
    return replace(state, rounds=(*state.rounds, following), drawn=drawn)
