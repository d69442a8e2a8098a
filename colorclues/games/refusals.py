"""The sentence for each refusal: it tells its author what to do instead."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from colorclues.language import clue_language
from game_engine import ChooseTarget, Command, PlaceGuess, Refusal, Rules
from game_engine.clues import places

SENTENCES = {
    # The shell's own.
    "retry": _("The server could not save that. Please try again."),
    "no_game": _("The game has not started yet."),
    "not_seated": _("You have no seat in this game."),
    "not_host": _("Only the host can do that."),
    "paused": _("The host has paused the game."),
    "muted": _("While people place, the clue giver is quiet."),
    # The rules of the game.
    "invalid": _("That was not understood."),
    "no_such_seat": _("You have no seat in this game."),
    "wrong_phase": _("That is not possible right now."),
    "game_over": _("This game is over."),
    "not_your_turn": _("It is not your turn yet."),
    "not_the_giver": _("Only the clue giver can do that."),
    "giver_cannot_guess": _("The clue giver cannot do that."),
    "not_on_card": _("{square} is not on your card."),
    "no_redraw": _("In this game the card stays as it is."),
    "redraw_used": _("You have had another card already."),
    "first_clue_required": _("The first clue cannot be skipped."),
    "second_clue_required": _("In this game the second clue cannot be skipped."),
    "another_clue_required": _("The table wants another clue from you."),
    "square_taken": _("{square} is taken."),
    "already_placed": _("You have placed your piece for this clue."),
    "challenge_used": _("You can challenge once in a round."),
    "already_voted": _("You have voted."),
    "own_challenge": _("You cannot vote on your own challenge."),
    # The clue referee.
    "clue_unreadable": _("Letters only, please."),
    "clue_empty": _("Say at least one word."),
    "clue_too_long": _("That is too long: 40 characters at most."),
    "clue_too_many_words": _("That is too many words."),
    "clue_plain_color": _("Plain color names are not allowed."),
    "clue_position": _("Nothing that says where, such as {places}."),
    "clue_mixed_scripts": _("Letters of one alphabet in a word, please."),
    "clue_repeat": _("That was a clue in this game already."),
    "clue_comparison": _("The second clue must not compare, as in “darker” or “more”."),
}


def reason(refusal: Refusal, command: Command, rules: Rules | None = None) -> str:
    """Return the sentence for a refused command; `rules` are those of the game, if at hand."""
    square = command.square.name if isinstance(command, ChooseTarget | PlaceGuess) else ""
    language = rules.language if rules else clue_language()
    return sentence(refusal).format(square=square, places=places(language))


def sentence(code: str) -> str:
    """Return the sentence for a code, with {square} and {places} still to be filled in."""
    return str(SENTENCES[code])


def of_clue(refusal: Refusal, rules: Rules, clue: int) -> str:
    """Return the sentence for what the referee has against a clue."""
    if refusal is Refusal.CLUE_TOO_MANY_WORDS:
        most = rules.words(clue)
        return ngettext("One word only.", "%(most)d words at most.", most) % {"most": most}
    # In the words of the clues' language: it is those that the referee refuses.
    return sentence(refusal).format(places=places(rules.language))
