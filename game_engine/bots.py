"""Bots: a view in, a command out. They cannot cheat, for they see a view only."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from game_engine.board import SQUARES, Square, within
from game_engine.clues import words_of
from game_engine.commands import (
    ChooseTarget,
    Command,
    GiveClue,
    PlaceGuess,
    SkipClue,
    StartRound,
    VoteOnClue,
)
from game_engine.view import GameView

Bot = Callable[[GameView, Random], Command]

_ONSETS = "b br c cl d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w z".split()
_RIMES = "amel arron elby essa idgen illow imber obble olly oomer usk under ympa ossel".split()
WORDS = tuple(onset + rime for onset in _ONSETS for rime in _RIMES)
"""Words without a meaning, which no referee refuses."""


def random_bot(view: GameView, chance: Random) -> Command:
    """Play anything that is legal."""
    return _play(view, chance, lambda _: _new_word(view, chance), lambda: list(SQUARES))


def named_bot(names: Mapping[Square, str]) -> Bot:
    """Make a bot that goes by the names of colors: clues are their words, guesses their squares.

    It is not good at it: a word that the referee would refuse is passed over for one without
    meaning, and a clue that is part of no name is answered anywhere.
    """

    def bot(view: GameView, chance: Random) -> Command:
        def clue(target: Square) -> str:
            spoken = {word for text in _spoken(view) for word in words_of(text)}
            good = [w for w in words_of(names[target]) if w not in spoken and w not in _PLAIN]
            return good[0] if good else _new_word(view, chance)

        def guesses() -> list[Square]:
            heard = {word for text in view.table.clues for word in words_of(text)}
            near = [s for s, name in names.items() if heard.intersection(words_of(name))]
            return [around for square in near for around in within(square, 1)]

        return _play(view, chance, clue, guesses)

    return bot


_PLAIN = frozenset(
    "purple purply purplish blue bluey bluish green greeny greenish red reddish reddy pink pinky "
    "pinkish yellow yellowy yellowish orange orangey orangish orangered brown browny brownish "
    "white black gray grey greyish grayish of and very lighter darker warmer cooler deeper paler "
    "brighter duller right blood electric tan blueish".split()
)


def _play(
    view: GameView,
    chance: Random,
    clue: Callable[[Square], str],
    guesses: Callable[[], Sequence[Square]],
) -> Command:
    table, you = view.table, view.you
    if you.seat is None:
        raise ValueError("a spectator has nothing to play")
    if "choose_target" in you.may:
        return ChooseTarget(you.seat, chance.choice(you.card))
    if "give_clue" in you.may and you.target is not None:
        if "skip_clue" in you.may and chance.random() < 0.3:
            return SkipClue(you.seat)
        return GiveClue(you.seat, clue(you.target))
    if "vote" in you.may:
        return VoteOnClue(you.seat, chance.random() < 0.5)
    if "place_guess" in you.may and you.seat in table.to_act:
        taken = {piece.square for piece in table.pieces} | {you.piece}
        free = [square for square in guesses() if square not in taken]
        return PlaceGuess(you.seat, chance.choice(free or [s for s in SQUARES if s not in taken]))
    if "next_round" in you.may:
        return StartRound(you.seat)
    raise ValueError("it is not this seat's turn")


def _new_word(view: GameView, chance: Random) -> str:
    spoken = set(_spoken(view))
    return chance.choice([word for word in WORDS if word not in spoken])


def _spoken(view: GameView) -> list[str]:
    past = [text for r in view.table.history for text in r.clues]
    return [*past, *view.table.clues, *view.table.withdrawn]
