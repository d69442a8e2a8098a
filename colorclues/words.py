"""Refusal -> a sentence that its author can do something with."""

from game_engine import ChooseTarget, Command, PlaceGuess, Refusal, Rules

SENTENCES: dict[str, str] = {
    # The shell's own.
    "retry": "The server could not save that. Please try again.",
    "no_game": "The game has not started yet.",
    "not_seated": "You have no seat in this game.",
    "not_host": "Only the host can do that.",
    "paused": "The host has paused the game.",
    "muted": "While people place, the clue giver is quiet.",
    # The rules of the game.
    "invalid": "That was not understood.",
    "no_such_seat": "You have no seat in this game.",
    "wrong_phase": "That is not possible right now.",
    "game_over": "This game is over.",
    "not_your_turn": "It is not your turn yet.",
    "not_the_giver": "Only the clue giver can do that.",
    "giver_cannot_guess": "The clue giver cannot do that.",
    "not_on_card": "{square} is not on your card.",
    "no_redraw": "In this game the card stays as it is.",
    "redraw_used": "You have had another card already.",
    "first_clue_required": "The first clue cannot be skipped.",
    "second_clue_required": "In this game the second clue cannot be skipped.",
    "another_clue_required": "The table wants another clue from you.",
    "square_taken": "{square} is taken.",
    "already_placed": "You have placed your piece for this clue.",
    "challenge_used": "You can challenge once in a round.",
    "already_voted": "You have voted.",
    "own_challenge": "You cannot vote on your own challenge.",
    # The clue referee.
    "clue_unreadable": "Letters only, please.",
    "clue_empty": "Say at least one word.",
    "clue_too_long": "That is too long: 40 characters at most.",
    "clue_too_many_words": "That is too many words.",
    "clue_plain_color": "Plain color names are not allowed.",
    "clue_position": "Nothing that points at a place: no numbers, rows, sides or corners.",
    "clue_repeat": "That was a clue in this game already.",
    "clue_comparison": "The second clue must not compare, as in “darker” or “more”.",
}


def reason(refusal: Refusal, command: Command) -> str:
    """Give the sentence for a refused command."""
    square = command.square.name if isinstance(command, ChooseTarget | PlaceGuess) else ""
    return sentence(refusal).format(square=square)


def sentence(code: str) -> str:
    """Give the sentence for a code, with {square} still to be filled in."""
    return SENTENCES[code]


def of_clue(refusal: Refusal, rules: Rules, clue: int) -> str:
    """Give the sentence for what the referee has against a clue."""
    if refusal is Refusal.CLUE_TOO_MANY_WORDS:
        most = rules.words(clue)
        return "One word only." if most == 1 else f"{most} words at most."
    return sentence(refusal)
