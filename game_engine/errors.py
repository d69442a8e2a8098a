"""Why a command can be refused. The codes are public and stable; sentences live elsewhere."""

from enum import StrEnum


class Refusal(StrEnum):
    """The reason why a command was refused."""

    INVALID = "invalid"
    """Not a command, or a field of it has the wrong type."""
    NO_SUCH_SEAT = "no_such_seat"
    """Seats are numbered from 0, and this game has fewer."""
    WRONG_PHASE = "wrong_phase"
    """The table waits for something else."""
    GAME_OVER = "game_over"
    """The game has ended."""
    NOT_YOUR_TURN = "not_your_turn"
    """The table waits for another seat."""
    NOT_THE_GIVER = "not_the_giver"
    """Only the giver may do this."""
    GIVER_CANNOT_GUESS = "giver_cannot_guess"
    """The giver does not guess, challenge or vote."""
    NOT_ON_CARD = "not_on_card"
    """The target must be one of the squares on the card."""
    NO_REDRAW = "no_redraw"
    """The rules of this game do not allow another card."""
    REDRAW_USED = "redraw_used"
    """The giver has already had another card in this game."""
    FIRST_CLUE_REQUIRED = "first_clue_required"
    """The first clue of a round cannot be skipped."""
    SECOND_CLUE_REQUIRED = "second_clue_required"
    """By the rules of this game, nor can the second."""
    ANOTHER_CLUE_REQUIRED = "another_clue_required"
    """A clue that was withdrawn must be replaced."""
    SQUARE_TAKEN = "square_taken"
    """A square takes one piece a round; with simultaneous guesses, one from each seat."""
    ALREADY_PLACED = "already_placed"
    """The seat has already answered this clue, and a piece that is placed stays."""
    CHALLENGE_USED = "challenge_used"
    """A guesser may challenge once a round."""
    ALREADY_VOTED = "already_voted"
    """The seat has already voted on this challenge."""
    OWN_CHALLENGE = "own_challenge"
    """Whoever makes a challenge does not vote on it."""
    CLUE_UNREADABLE = "clue_unreadable"
    """It has characters that are not text to read."""
    CLUE_EMPTY = "clue_empty"
    """It has neither a letter nor a digit."""
    CLUE_TOO_LONG = "clue_too_long"
    """It has more characters than a clue may have."""
    CLUE_TOO_MANY_WORDS = "clue_too_many_words"
    """It has more words than the rules of this game allow."""
    CLUE_PLAIN_COLOR = "clue_plain_color"
    """It has the name of a plain color, or a word built on one."""
    CLUE_POSITION = "clue_position"
    """It says where the target is: a coordinate, a number, a part of the board."""
    CLUE_REPEAT = "clue_repeat"
    """It, or one of its words, has been a clue in this game."""
    CLUE_COMPARISON = "clue_comparison"
    """It compares with the first clue: lighter, more."""


class IllegalCommand(Exception):
    """A command that the rules forbid now. The state it was meant for is unchanged."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        """Why."""
