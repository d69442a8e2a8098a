"""Where a game stands. Phase, turn and who is left are read off it, so nothing can disagree."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from game_engine import clues
from game_engine.board import Square
from game_engine.errors import Refusal
from game_engine.house_rules import PickFrom, Rules, SecondClue, Ties
from game_engine.round import Round
from game_engine.setup import Setup

CARD_SIZE = 4
"""Squares on a card, by the rules. Even the longest game draws no more than half of the deck."""


class Phase(StrEnum):
    """What the table is waiting for."""

    CHOOSING = "choosing"
    """The giver, for a target."""
    CLUING = "cluing"
    """The giver, for a clue."""
    GUESSING = "guessing"
    """Guessers, for their pieces."""
    VOTING = "voting"
    """Guessers, for their votes on a challenge."""
    SCORED = "scored"
    """Anybody, for the next round."""
    OVER = "over"
    """Nobody."""


@dataclass(frozen=True)
class GameState:
    """A game between two events. No slots: what is read off it is cached beside the fields."""

    setup: Setup
    rounds: tuple[Round, ...]
    """All so far; the last one is being played."""
    scores: tuple[int, ...]
    """By seat."""
    drawn: int = CARD_SIZE
    """Squares that have been taken from the deck."""
    redrawn: tuple[int, ...] = ()
    """Seats that have had another card in this game."""
    winners: tuple[int, ...] = ()
    """Seats, once the game is over."""

    @property
    def rules(self) -> Rules:
        """The rules that this game is played by."""
        return self.setup.rules

    @property
    def seats(self) -> int:
        """How many seats there are: 0 to seats - 1."""
        return self.setup.seats

    @property
    def tie_break(self) -> Ties | None:
        """What decided between several with the highest score; None if there was one, or none yet.

        It is read off the winners, whatever rules made them so: `Ties.SHARED` also where `ties`
        is `last_giver`, but none of the tied gave a clue.
        """
        if not self.winners or self.scores.count(max(self.scores)) == 1:
            return None
        return Ties.LAST_GIVER if len(self.winners) == 1 else Ties.SHARED

    @property
    def round(self) -> Round:
        """The round that is being played, or was played last."""
        return self.rounds[-1]

    @property
    def rounds_total(self) -> int:
        """How many rounds the game has, unless a target score ends it before."""
        return self.setup.rounds

    @property
    def giver(self) -> int:
        """The seat that gives the clues of this round."""
        return self.rounds[-1].giver

    @property
    def card(self) -> tuple[Square, ...]:
        """The four squares that the giver sees. Secret."""
        return self.rounds[-1].card

    @cached_property
    def phase(self) -> Phase:
        """What the table is waiting for."""
        now = self.rounds[-1]
        if self.winners:
            return Phase.OVER
        if now.points is not None:
            return Phase.SCORED
        if now.target is None:
            return Phase.CHOOSING
        if now.challenge is not None:
            return Phase.VOTING
        if not now.clues or not self.left_to_guess:
            return Phase.CLUING
        return Phase.GUESSING

    @cached_property
    def left_to_guess(self) -> tuple[int, ...]:
        """The guessers that have not answered the latest clue, in the order of their turns."""
        now, seats = self.rounds[-1], self.setup.seats
        answered = now.answered(len(now.clues) - 1)
        if len(answered) == seats - 1:
            return ()
        # Clockwise from the giver's left for the first clue, back again for the second.
        ahead = (*range(now.giver + 1, seats), *range(now.giver))
        order = ahead if len(now.clues) == 1 else reversed(ahead)
        return tuple([seat for seat in order if seat not in answered])

    @cached_property
    def to_act(self) -> tuple[int, ...]:
        """The seats that the table is waiting for; any seat may start the next round."""
        match self.phase:
            case Phase.CHOOSING | Phase.CLUING:
                return (self.giver,)
            case Phase.GUESSING:
                left = self.left_to_guess
                return left if self.rules.simultaneous else left[:1]
            case Phase.VOTING:
                return self.left_to_vote
            case Phase.SCORED:
                return tuple(range(self.seats))
            case Phase.OVER:
                return ()

    @property
    def voters(self) -> tuple[int, ...]:
        """The guessers who decide on the open challenge: all but the one who made it."""
        challenge = self.round.challenge
        by = challenge.seat if challenge else None
        return tuple(s for s in range(self.seats) if s not in {self.giver, by})

    @property
    def left_to_vote(self) -> tuple[int, ...]:
        """The guessers who have not voted on the open challenge."""
        challenge = self.round.challenge
        voted = {seat for seat, _ in challenge.votes} if challenge else set()
        return tuple(seat for seat in self.voters if seat not in voted)

    @property
    def clue(self) -> int | None:
        """The clue that is being given or guessed at: 0, 1, or None outside of that."""
        match self.phase:
            case Phase.CLUING:
                return len(self.round.clues)
            case Phase.GUESSING | Phase.VOTING:
                return len(self.round.clues) - 1
            case _:
                return None

    @property
    def turn(self) -> tuple[object, ...]:
        """A value that changes when, and only when, a new turn (and its time) begins."""
        phase, now = self.phase, self.round
        one = self.to_act if phase is Phase.GUESSING and not self.rules.simultaneous else None
        return (now.number, phase, len(now.clues), len(now.withdrawn), len(now.challenged), one)

    @property
    def second_clue_follows(self) -> bool:
        """Whether the rules provide for another clue after the one that stands."""
        return self.rules.second_clue is not SecondClue.NONE and len(self.round.clues) == 1

    @property
    def may_skip_clue(self) -> bool:
        """Whether the giver may do without the clue that is due."""
        now, optional = self.round, self.rules.second_clue is SecondClue.OPTIONAL
        return optional and len(now.clues) == 1 and not now.owes_clue

    @property
    def may_pick_any(self) -> bool:
        """Whether the giver may take any square for the target."""
        return self.rules.pick_from is PickFrom.ANY_SQUARE

    def may_move_guess(self, seat: int) -> bool:
        """Return whether a seat may change the guess that it has made for the latest clue."""
        latest = len(self.round.clues) - 1
        return self.rules.change_guess and any(
            piece.seat == seat and piece.clue == latest for piece in self.round.pieces
        )

    def earlier_clues(self) -> tuple[str, ...]:
        """Return every clue of the game so far, withdrawn ones too."""
        return tuple(clue for r in self.rounds for clue in (*r.clues, *r.withdrawn))

    def judge_clue(self, text: str) -> Refusal | None:
        """Return why the referee would refuse the giver's next clue, or None if it may be given.

        >>> game = new_game(3, seed=7)
        >>> game.judge_clue("reddish")
        <Refusal.CLUE_PLAIN_COLOR: 'clue_plain_color'>
        >>> game.judge_clue("coffee") is None
        True
        """
        clue = min(len(self.round.clues), 1)
        return clues.judge(text, clue=clue, earlier=self.earlier_clues(), rules=self.rules)


def opening(setup: Setup) -> GameState:
    """Return the state in which the first giver looks at the first card."""
    first = Round(1, setup.first_giver, setup.deck[:CARD_SIZE])
    return GameState(setup, (first,), (0,) * setup.seats)


def new_game(seats: int, *, seed: int, rules: Rules | None = None) -> GameState:
    """Return a new game. Raises ValueError for other than 3 to 10 seats."""
    return opening(Setup.deal(seats, seed=seed, rules=rules))
