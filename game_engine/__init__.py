"""The game of Color Clues: rules, turns, clues and scoring, without I/O, clock or sockets.

>>> from game_engine import *
>>> game = new_game(3, seed=7)
>>> game.phase, len(game.card)
(<Phase.CHOOSING: 'choosing'>, 4)
>>> target = game.card[0]
>>> game, happened = play(game, ChooseTarget(game.giver, target))
>>> game, happened = play(game, GiveClue(game.giver, "coffee"))
>>> game.to_act == ((game.giver + 1) % 3,)
True
>>> play(game, GiveClue(game.giver, "tea"))
Traceback (most recent call last):
...
game_engine.errors.IllegalCommand: wrong_phase
>>> view_for(game, None).table.clues
('coffee',)
>>> view_for(game, None).you.target is None
True
"""

from game_engine.awards import Award, AwardKind, Summary, summarize
from game_engine.board import Square, distance, frame, ring
from game_engine.commands import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GiveClue,
    Pass,
    PlaceGuess,
    RedrawCard,
    SkipClue,
    StartRound,
    VoteOnClue,
)
from game_engine.errors import IllegalCommand, Refusal
from game_engine.events import Event
from game_engine.evolution import evolve, replay
from game_engine.game_loop import play_game
from game_engine.house_rules import PRESETS, GuessOrder, PickFrom, Rules, Scoring, SecondClue, Ties
from game_engine.record import (
    RecordError,
    dump_record,
    event_from_dict,
    event_to_dict,
    load_record,
    setup_from_dict,
    setup_to_dict,
)
from game_engine.round import Round
from game_engine.rules import decide, play
from game_engine.setup import Setup
from game_engine.state import GameState, Phase, new_game, opening
from game_engine.view import GameView, view_for

__all__ = [
    "PRESETS",
    "Award",
    "AwardKind",
    "ChallengeClue",
    "ChooseTarget",
    "Command",
    "Event",
    "GameState",
    "GameView",
    "GiveClue",
    "GuessOrder",
    "IllegalCommand",
    "Pass",
    "Phase",
    "PickFrom",
    "PlaceGuess",
    "RecordError",
    "RedrawCard",
    "Refusal",
    "Round",
    "Rules",
    "Scoring",
    "SecondClue",
    "Setup",
    "SkipClue",
    "Square",
    "StartRound",
    "Summary",
    "Ties",
    "VoteOnClue",
    "decide",
    "distance",
    "dump_record",
    "event_from_dict",
    "event_to_dict",
    "evolve",
    "frame",
    "load_record",
    "new_game",
    "opening",
    "play",
    "play_game",
    "replay",
    "ring",
    "setup_from_dict",
    "setup_to_dict",
    "summarize",
    "view_for",
]
