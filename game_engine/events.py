"""What has happened. Events are never refused; a game is its setup and its events."""

from dataclasses import dataclass, field

from game_engine.board import Square


@dataclass(frozen=True, slots=True)
class TargetChosen:
    """The giver picked the target."""

    seat: int
    square: Square = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardRedrawn:
    """The giver got the deck's next four squares."""

    seat: int


@dataclass(frozen=True, slots=True)
class ClueGiven:
    """The giver said a clue."""

    seat: int
    text: str


@dataclass(frozen=True, slots=True)
class ClueSkipped:
    """The giver did without the second clue."""

    seat: int


@dataclass(frozen=True, slots=True)
class GuessPlaced:
    """A guesser placed a piece, or moved it where that is allowed."""

    seat: int
    square: Square


@dataclass(frozen=True, slots=True)
class Passed:
    """A seat let its turn go by."""

    seat: int


@dataclass(frozen=True, slots=True)
class ClueChallenged:
    """A guesser doubted the clue."""

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
    """The last round is scored."""

    winners: tuple[int, ...]


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
