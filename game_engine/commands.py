"""What a seat may ask for. A command is a question: nothing has happened yet.

`seat` is the number of the seat that asks, from 0.
"""

from dataclasses import dataclass, field

from game_engine.board import Square


@dataclass(frozen=True, slots=True)
class ChooseTarget:
    """The giver picks the target."""

    seat: int
    square: Square = field(repr=False)


@dataclass(frozen=True, slots=True)
class RedrawCard:
    """The giver asks for a card with four other squares (house rule)."""

    seat: int


@dataclass(frozen=True, slots=True)
class GiveClue:
    """The giver gives a clue, the first or the second."""

    seat: int
    text: str


@dataclass(frozen=True, slots=True)
class SkipClue:
    """The giver does without a second clue."""

    seat: int


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """A guesser places a piece, or moves it where the rules allow that."""

    seat: int
    square: Square


@dataclass(frozen=True, slots=True)
class Pass:
    """A seat that is late or absent lets its turn go by."""

    seat: int


@dataclass(frozen=True, slots=True)
class ChallengeClue:
    """A guesser doubts that the latest clue is fair."""

    seat: int


@dataclass(frozen=True, slots=True)
class VoteOnClue:
    """A guesser votes on the challenge: to uphold it is to withdraw the clue."""

    seat: int
    uphold: bool


@dataclass(frozen=True, slots=True)
class StartRound:
    """Any seat asks for the next round."""

    seat: int


Command = (
    ChooseTarget
    | RedrawCard
    | GiveClue
    | SkipClue
    | PlaceGuess
    | Pass
    | ChallengeClue
    | VoteOnClue
    | StartRound
)
