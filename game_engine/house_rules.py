"""The house rules: a field each, checked as they are made, and the presets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from game_engine.wordlists import WORD_LISTS

MIN_SEATS, MAX_SEATS = 3, 10
"""By the rules. With two, nobody could vote on a challenge; with ten, the pieces for one clue
exactly fill the nine squares of a frame."""
LANGUAGES = frozenset(WORD_LISTS)
"""Languages that the clue referee has word lists for."""


class GuessOrder(StrEnum):
    """Who guesses when."""

    IN_TURN = "in_turn"
    SIMULTANEOUS = "simultaneous"


class SecondClue(StrEnum):
    """Whether there is a second clue."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    NONE = "none"


class PickFrom(StrEnum):
    """Where the giver takes the target from."""

    CARD = "card"
    ANY_SQUARE = "any_square"


class Scoring(StrEnum):
    """How pieces score; scoring.py has a function for each."""

    OFFICIAL = "official"
    BEST_PIECE = "best_piece"
    LAST_PIECE = "last_piece"
    NO_RING = "no_ring"
    BULLSEYE = "bullseye"


class Ties(StrEnum):
    """Who wins when the highest score is shared."""

    LAST_GIVER = "last_giver"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one game; the defaults are the official ones.

    Raises ValueError for a value that a field does not take, or for rules that contradict others.
    """

    guess_order: GuessOrder = GuessOrder.IN_TURN
    laps: int | None = None
    """1 to 5; None: two with 3 to 6 seats, one with 7 to 10."""
    second_clue: SecondClue = SecondClue.OPTIONAL
    first_clue_words: int = 1
    """1 to 3: the most words of a first clue."""
    second_clue_words: int = 2
    """1 to 4: the most words of a second clue."""
    plain_colors: bool = False
    """Whether plain color names are allowed as clues."""
    pick_from: PickFrom = PickFrom.CARD
    redraw: bool = False
    """Whether each seat may, as giver, ask for another card once a game."""
    scoring: Scoring = Scoring.OFFICIAL
    target_score: int | None = None
    """5 to 200: the game ends after the round in which somebody reaches it."""
    ties: Ties = Ties.LAST_GIVER
    clue_seconds: int | None = None
    """The giver's time for a target or a clue: 30, 45, 60 or 90; None: no limit.

    The engine has no clock: whoever has one sends Pass.
    """
    guess_seconds: int | None = None
    """A guesser's time for a guess or a vote, likewise."""
    change_guess: bool = False
    """Whether a guess may be changed until all have placed (simultaneous guesses only)."""
    language: str = "en"
    """The language of the clues, for the referee."""

    def __post_init__(self) -> None:
        for name, kind in _ENUMS.items():
            try:
                object.__setattr__(self, name, kind(getattr(self, name)))
            except ValueError:
                allowed = ", ".join(member.value for member in kind)
                raise ValueError(f"{name} must be one of {allowed}") from None
        for name, allowed_numbers, off in _NUMBERS:
            _check_number(name, getattr(self, name), allowed_numbers, off=off)
        for name in ("plain_colors", "redraw", "change_guess"):
            if type(getattr(self, name)) is not bool:
                raise ValueError(f"{name} must be true or false")
        if self.change_guess and self.guess_order is not GuessOrder.SIMULTANEOUS:
            raise ValueError("change_guess needs simultaneous guesses")
        if not isinstance(self.language, str) or self.language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(sorted(LANGUAGES))}")

    @property
    def simultaneous(self) -> bool:
        """Whether all guess at once."""
        return self.guess_order is GuessOrder.SIMULTANEOUS

    def words(self, clue: int) -> int:
        """Return the most words that the first (0) or the second (1) clue may have."""
        return self.second_clue_words if clue else self.first_clue_words


_ENUMS: dict[str, type[StrEnum]] = {
    "guess_order": GuessOrder,
    "second_clue": SecondClue,
    "pick_from": PickFrom,
    "scoring": Scoring,
    "ties": Ties,
}
_SECONDS = (30, 45, 60, 90)
# Field, values, and whether None (off) is one of them.
_NUMBERS: tuple[tuple[str, Collection[int], bool], ...] = (
    # Ten seats and five laps need 60 of the deck's 120 cards, redraws included: it never runs out.
    ("laps", range(1, 6), True),
    ("first_clue_words", range(1, 4), False),
    ("second_clue_words", range(1, 5), False),
    # From the most that a guesser can score in one round to what hardly any game reaches.
    ("target_score", range(5, 201), True),
    ("clue_seconds", _SECONDS, True),
    ("guess_seconds", _SECONDS, True),
)


def _check_number(name: str, value: object, allowed: Collection[int], *, off: bool) -> None:
    if value is None and off:
        return
    if type(value) is not int or value not in allowed:
        span = f"{min(allowed)} to {max(allowed)}" if isinstance(allowed, range) else None
        choices = span or ", ".join(map(str, allowed))
        raise ValueError(f"{name} must be {choices}" + (" or off" if off else ""))


PRESETS: Mapping[str, Rules] = MappingProxyType(
    {
        "official": Rules(),
        "simultaneous": Rules(guess_order=GuessOrder.SIMULTANEOUS, change_guess=True),
        "party": Rules(
            guess_order=GuessOrder.SIMULTANEOUS,
            change_guess=True,
            laps=1,
            redraw=True,
            ties=Ties.SHARED,
            clue_seconds=60,
            guess_seconds=45,
        ),
        "family": Rules(
            first_clue_words=2,
            second_clue_words=3,
            plain_colors=True,
            redraw=True,
            scoring=Scoring.BEST_PIECE,
            ties=Ties.SHARED,
        ),
    }
)
"""Ready-made sets of house rules, by name."""
