"""What has happened. Events are never refused; a game is its setup and its events.

`seat` is the number of the seat whose command the event answers, from 0.
"""

from dataclasses import dataclass, field

from game_engine.board import Square


@dataclass(frozen=True, slots=True)
class TargetChosen:
    """The giver picked the target."""

    seat: int
    square: Square = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardRedrawn:
    """The giver got a card with the deck's next four squares."""

    seat: int


@dataclass(frozen=True, slots=True)
class ClueGiven:
    """The giver gave a clue, the first or the second."""

    seat: int
    text: str
    """As it is kept: cleaned by the referee."""


@dataclass(frozen=True, slots=True)
class ClueSkipped:
    """The giver did without a second clue."""

    seat: int


@dataclass(frozen=True, slots=True)
class GuessPlaced:
    """A guesser placed a piece, or moved it where the rules allow that."""

    seat: int
    square: Square


@dataclass(frozen=True, slots=True)
class Passed:
    """A seat let its turn go by."""

    seat: int


@dataclass(frozen=True, slots=True)
class ClueChallenged:
    """A guesser doubted that the latest clue is fair."""

    seat: int


@dataclass(frozen=True, slots=True)
class ClueVoted:
    """A guesser voted on the challenge."""

    seat: int
    uphold: bool


@dataclass(frozen=True, slots=True)
class ChallengeSettled:
    """The votes are in; an upheld challenge withdraws the clue."""

    upheld: bool


@dataclass(frozen=True, slots=True)
class RoundScored:
    """The round is over and the target is open."""

    points: tuple[int, ...]
    """By seat, of this round alone."""


@dataclass(frozen=True, slots=True)
class RoundStarted:
    """The next giver has a card."""

    seat: int
    """Whoever asked for it."""


@dataclass(frozen=True, slots=True)
class GameEnded:
    """The last round is scored, or the target score is reached."""

    winners: tuple[int, ...]
    """Seats."""


Event = (
    TargetChosen
    | CardRedrawn
    | ClueGiven
    | ClueSkipped
    | GuessPlaced
    | Passed
    | ClueChallenged
    | ClueVoted
    | ChallengeSettled
    | RoundScored
    | RoundStarted
    | GameEnded
)
