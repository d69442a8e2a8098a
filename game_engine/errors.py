"""Why a command can be refused. The codes are public and stable; sentences live elsewhere."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reason for a refusal; what is behind each is in rules.py and clues.py."""

    INVALID = "invalid"
    NO_SUCH_SEAT = "no_such_seat"
    WRONG_PHASE = "wrong_phase"
    GAME_OVER = "game_over"
    NOT_YOUR_TURN = "not_your_turn"
    NOT_THE_GIVER = "not_the_giver"
    GIVER_CANNOT_GUESS = "giver_cannot_guess"
    NOT_ON_CARD = "not_on_card"
    NO_REDRAW = "no_redraw"
    REDRAW_USED = "redraw_used"
    FIRST_CLUE_REQUIRED = "first_clue_required"
    SECOND_CLUE_REQUIRED = "second_clue_required"
    ANOTHER_CLUE_REQUIRED = "another_clue_required"
    SQUARE_TAKEN = "square_taken"
    ALREADY_PLACED = "already_placed"
    CHALLENGE_USED = "challenge_used"
    ALREADY_VOTED = "already_voted"
    OWN_CHALLENGE = "own_challenge"
    CLUE_UNREADABLE = "clue_unreadable"
    CLUE_EMPTY = "clue_empty"
    CLUE_TOO_LONG = "clue_too_long"
    CLUE_TOO_MANY_WORDS = "clue_too_many_words"
    CLUE_PLAIN_COLOR = "clue_plain_color"
    CLUE_POSITION = "clue_position"
    CLUE_REPEAT = "clue_repeat"
    CLUE_COMPARISON = "clue_comparison"


class IllegalCommand(Exception):
    """A command that the rules forbid now. The state it was meant for is unchanged."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        """Why."""
