"""Bots: a view in, a command out. They cannot cheat, for they see a view only.

What a view does not tell, the language and the house rules of the table, a bot is made with.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from random import Random

from game_engine.board import SQUARES, Square, within
from game_engine.clues import judge, words_of
from game_engine.commands import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GiveClue,
    PlaceGuess,
    SkipClue,
    StartRound,
    VoteOnClue,
)
from game_engine.house_rules import LANGUAGES, Rules
from game_engine.listener import Listener
from game_engine.view import GameView

Bot = Callable[[GameView, Random], Command]
"""Takes a view and a source of chance; returns a command, or raises ValueError if none is due."""

_ONSETS = "b|br|c|cl|d|dr|f|fl|g|gr|h|j|k|l|m|n|p|pl|qu|r|s|sh|st|t|tr|v|w|z".split("|")
_RIMES = "amel|arrol|elby|essa|idgen|illow|imber|obble|olly|oomer|usk|under|ympa|ossel".split("|")
WORDS = tuple(onset + rime for onset in _ONSETS for rime in _RIMES)
"""Words without much of a meaning, which the referee refuses in no language."""

# How often a bot skips the second clue, upholds a challenge, and makes one where it plays anything:
# often enough that games between bots have all of it, seldom enough that most rounds are ordinary.
_SKIPS = 0.3
_UPHOLDS = 0.5
_CHALLENGES = 0.1


class Level(StrEnum):
    """How well a bot plays."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


_TEMPERATURES = {Level.EASY: 0.2, Level.MEDIUM: 0.14, Level.HARD: 0.0}
"""Of the softmax over expected points, of which the most there is counts as 1."""


def random_bot(view: GameView, chance: Random) -> Command:
    """Return any legal command, now and then a challenge."""
    if "challenge_clue" in view.you.may and chance.random() < _CHALLENGES:
        return ChallengeClue(_seat(view))
    return _play(view, chance, lambda _: _new_word(view, chance), lambda: SQUARES)


def named_bot(names: Mapping[Square, str]) -> Bot:
    """Return a bot that goes by the names of colors: clues are their words, guesses their squares.

    Its clue is the rarest word in the target's name that the strictest referee lets pass, or else
    one without meaning; it guesses a square whose name has most of the clues' words, or next to it.
    """
    name_words = {square: words_of(name) for square, name in names.items()}
    where: dict[str, list[Square]] = {}
    for square, words in name_words.items():
        for word in dict.fromkeys(words):
            where.setdefault(word, []).append(square)

    def bot(view: GameView, chance: Random) -> Command:
        def clue(target: Square) -> str:
            fair = [word for word in name_words.get(target, ()) if _is_fair(word, view)]
            rarest = min(fair, key=lambda word: len(where[word]), default=None)
            return rarest or _new_word(view, chance)

        def guesses() -> list[Square]:
            heard = dict.fromkeys(word for text in view.table.clues for word in words_of(text))
            shared = Counter(square for word in heard for square in where.get(word, ()))
            most = max(shared.values(), default=0)
            like = [square for square, number in shared.items() if number == most]
            return [near for square in like for near in within(square, 1)]

        return _play(view, chance, clue, guesses)

    return bot


def listening_bot(listener: Listener, rules: Rules, level: Level = Level.MEDIUM) -> Bot:
    """Return a bot that understands words as people do, at a table with these rules.

    The listener's language should be that of the rules. All levels know the same; the easier ones
    choose with less care.
    """
    temperature = _TEMPERATURES[level]

    def bot(view: GameView, chance: Random) -> Command:
        clues = view.table.clues

        def clue(target: Square) -> str:
            earlier = sorted(_spoken(view))
            try:
                return listener.clue(
                    target, earlier, given=clues, rules=rules,
                    temperature=temperature, chance=chance,
                )  # fmt: skip
            except LookupError:
                return _new_word(view, chance)

        def guesses() -> list[Square]:
            taken = {piece.square for piece in view.table.pieces}
            return [listener.guess(clues, taken, temperature=temperature, chance=chance)]

        return _play(view, chance, clue, guesses)

    return bot


def place_names() -> dict[Square, str]:
    """Return a name of two made-up words for every square: something to talk about without paint.

    The squares of a 3x3 block share one, as neighbors share a color.
    """
    blocks = {square: square.row // 3 * 10 + square.column // 3 for square in SQUARES}
    return {square: f"{WORDS[2 * n]} {WORDS[2 * n + 1]}" for square, n in blocks.items()}


def _play(
    view: GameView,
    chance: Random,
    clue: Callable[[Square], str],
    guesses: Callable[[], Sequence[Square]],
) -> Command:
    seat, you = _seat(view), view.you
    if "choose_target" in you.may:
        return ChooseTarget(seat, chance.choice(you.card))
    if "give_clue" in you.may and you.target is not None:
        skips = "skip_clue" in you.may and chance.random() < _SKIPS
        return SkipClue(seat) if skips else GiveClue(seat, clue(you.target))
    if "vote" in you.may:
        return VoteOnClue(seat, chance.random() < _UPHOLDS)
    if "place_guess" in you.may and seat in view.table.to_act:
        taken = {piece.square for piece in view.table.pieces}
        free = [square for square in guesses() if square not in taken]
        return PlaceGuess(seat, chance.choice(free or [s for s in SQUARES if s not in taken]))
    if "next_round" in you.may:
        return StartRound(seat)
    raise ValueError("there is nothing for this seat to do now")


def _seat(view: GameView) -> int:
    if view.you.seat is None:
        raise ValueError("a spectator has nothing to play")
    return view.you.seat


def _new_word(view: GameView, chance: Random) -> str:
    spoken = _spoken(view)
    return chance.choice([word for word in WORDS if word not in spoken])


def _is_fair(word: str, view: GameView) -> bool:
    # A view does not tell the language of the table: what is fair in all of them is fair there.
    earlier = sorted(_spoken(view))
    strictest = [Rules(language=language) for language in LANGUAGES]
    return all(judge(word, clue=1, earlier=earlier, rules=rules) is None for rules in strictest)


def _spoken(view: GameView) -> set[str]:
    """Return all clues of the game so far, withdrawn ones too."""
    spoken = {*view.table.clues, *view.table.withdrawn}
    return spoken.union(*((*past.clues, *past.withdrawn) for past in view.table.history))
