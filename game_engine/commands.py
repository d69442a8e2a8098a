"""What a seat may ask for. A command is a question: nothing has happened yet."""

from dataclasses import dataclass, field

from game_engine.board import Square


@dataclass(frozen=True, slots=True)
class ChooseTarget:
    """The giver picks the target."""

    seat: int
    square: Square = field(repr=False)


@dataclass(frozen=True, slots=True)
class RedrawCard:
    """The giver asks for four other squares (house rule)."""

    seat: int


@dataclass(frozen=True, slots=True)
class GiveClue:
    """The giver says the clue."""

    seat: int
    text: str


@dataclass(frozen=True, slots=True)
class SkipClue:
    """The giver does without the second clue."""

    seat: int


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """A guesser places a piece."""

    seat: int
    square: Square


@dataclass(frozen=True, slots=True)
class Pass:
    """A late or absent seat lets its turn go by."""

    seat: int


@dataclass(frozen=True, slots=True)
class ChallengeClue:
    """A guesser doubts that the clue is fair."""

    seat: int


@dataclass(frozen=True, slots=True)
class VoteOnClue:
    """A guesser says whether the challenge is right."""

    seat: int
    uphold: bool


@dataclass(frozen=True, slots=True)
class StartRound:
    """Go on to the next round."""

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
