"""A game as JSON and back: its setup and its events, checked by playing them again.

Squares are written as names, enums as values. Whatever is wrong with a record is a RecordError.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from typing import Any, assert_never, get_args

from game_engine import commands, events
from game_engine.board import Square
from game_engine.errors import IllegalCommand
from game_engine.events import Event
from game_engine.house_rules import Rules
from game_engine.rules import play
from game_engine.setup import Setup
from game_engine.state import GameState, opening

FORMAT = "color-clues-1"
"""Marks JSON text as a record; the number changes when older readers could not follow."""


class RecordError(ValueError):
    """A record that cannot be read, or that tells of a game that cannot have happened."""


def dump_record(setup: Setup, happened: Sequence[Event]) -> str:
    """Return a game as JSON text: {"format": FORMAT, "setup": {...}, "events": [{...}, ...]}.

    It holds every secret of the game: not for its players while the game goes on.
    """
    record = {
        "format": FORMAT,
        "setup": setup_to_dict(setup),
        "events": [event_to_dict(event) for event in happened],
    }
    return json.dumps(record, indent=1, ensure_ascii=False)


def load_record(text: str) -> tuple[Setup, tuple[Event, ...]]:
    """Return the setup and the events of a record.

    Raises RecordError, naming the first event that is malformed or cannot have happened.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise RecordError("this is not JSON") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise RecordError(f'this is not a record: its "format" should be "{FORMAT}"')
    setup = setup_from_dict(record.get("setup"))
    rows = record.get("events")
    if not isinstance(rows, list):
        raise RecordError('"events" should be a list')
    happened = []
    for number, row in enumerate(rows, 1):
        try:
            happened.append(event_from_dict(row))
        except ValueError as error:
            raise RecordError(f"event {number}: {error}") from None
    _verify(opening(setup), happened)
    return setup, tuple(happened)


def rules_to_dict(rules: Rules) -> dict[str, Any]:
    """Return all fields of Rules as plain JSON values.

    >>> sorted(rules_to_dict(Rules(laps=2)).items())[:3]
    [('change_guess', False), ('clue_seconds', None), ('first_clue_words', 1)]
    """
    return {name: _plain(value) for name, value in asdict(rules).items()}


def rules_from_dict(fields: dict[str, Any]) -> Rules:
    """Return the rules that `rules_to_dict` put as values; a missing field has its default."""
    return Rules(**fields)


def setup_to_dict(setup: Setup) -> dict[str, Any]:
    """Return a setup as plain JSON values.

    {"seats": 4, "first_giver": 2, "deck": "H15 A1 ...", "rules": {...}, "version": 2}: the names of
    all 480 squares in one text, and the rules as rules_to_dict returns them. Version 1 is not
    written: who wrote records before there were versions reads those without one only.
    """
    version = {} if setup.version == 1 else {"version": setup.version}
    return {
        "seats": setup.seats,
        "first_giver": setup.first_giver,
        "deck": " ".join(square.name for square in setup.deck),
        "rules": rules_to_dict(setup.rules),
        **version,
    }


def setup_from_dict(data: Any) -> Setup:
    """Return the setup that setup_to_dict wrote.

    Raises RecordError, also for a game of a version of the rules that is newer than this engine.
    """
    expected = {f.name for f in fields(Setup)}
    if isinstance(data, dict) and "version" not in data:
        data = {**data, "version": 1}
    _check_fields("the setup", data, expected)
    rules, deck = data["rules"], data["deck"]
    # A rule that came later is missing in an older record, and has its default.
    if not isinstance(rules, dict) or not {f.name for f in fields(Rules)}.issuperset(rules):
        raise RecordError("the setup has rules that do not exist")
    try:
        squares = tuple(Square.parse(name) for name in _text(deck).split())
        return Setup(data["seats"], data["first_giver"], squares, Rules(**rules), data["version"])
    except ValueError as error:
        raise RecordError(f"the setup is wrong: {error}") from None


def event_to_dict(event: Event) -> dict[str, Any]:
    """Return an event as plain JSON values: the fields of its class, and its name as "type".

    >>> event_to_dict(events.GuessPlaced(2, Square.parse("C14")))
    {'type': 'guess_placed', 'seat': 2, 'square': 'C14'}
    >>> event_to_dict(events.RoundScored((3, 0, 2)))
    {'type': 'round_scored', 'points': (3, 0, 2)}
    """
    values = {f.name: _plain(getattr(event, f.name)) for f in fields(event)}
    return {"type": _NAMES[type(event)], **values}


def event_from_dict(data: Any) -> Event:
    """Return the event that event_to_dict wrote. Raises RecordError."""
    kind = _KINDS.get(str(data.get("type"))) if isinstance(data, dict) else None
    if kind is None:
        raise RecordError("there is no event of this type")
    values = {name: value for name, value in data.items() if name != "type"}
    _check_fields(data["type"], values, {f.name for f in fields(kind)})
    try:
        made: Event = kind(**{name: _READ[name](value) for name, value in values.items()})
    except RecordError:
        raise
    except ValueError as error:
        raise RecordError(str(error)) from None
    return made


def _check_fields(what: str, data: Any, expected: set[str]) -> None:
    if not isinstance(data, dict) or set(data) != expected:
        raise RecordError(f"{what} should have: {', '.join(sorted(expected))}")


def _verify(state: GameState, happened: Sequence[Event]) -> None:
    """Play the commands that the events answer, and compare what comes of them.

    Clues are not judged again: the referee did that when they were given.
    """
    done = 0
    while done < len(happened):
        command = _command(happened[done])
        if command is None:
            raise RecordError(f"event {done + 1} does not follow from the one before it")
        try:
            state, made = play(state, command, judged=True)
        except IllegalCommand as error:
            raise RecordError(f"event {done + 1} is illegal: {error.refusal}") from None
        for offset, event in enumerate(made):
            if done + offset < len(happened) and happened[done + offset] != event:
                raise RecordError(f"event {done + offset + 1} does not follow from the rules")
        if done + len(made) > len(happened):
            raise RecordError(f"event {len(happened) + 1} is missing")
        done += len(made)


def _command(event: Event) -> commands.Command | None:
    """Return the command that an event answers, or None for one that follows by itself."""
    match event:
        case events.TargetChosen():
            return commands.ChooseTarget(event.seat, event.square)
        case events.CardRedrawn():
            return commands.RedrawCard(event.seat)
        case events.ClueGiven():
            return commands.GiveClue(event.seat, event.text)
        case events.ClueSkipped():
            return commands.SkipClue(event.seat)
        case events.GuessPlaced():
            return commands.PlaceGuess(event.seat, event.square)
        case events.Passed():
            return commands.Pass(event.seat)
        case events.ClueChallenged():
            return commands.ChallengeClue(event.seat)
        case events.ClueVoted():
            return commands.VoteOnClue(event.seat, event.uphold)
        case events.RoundStarted():
            return commands.StartRound(event.seat)
        case events.ChallengeSettled() | events.RoundScored() | events.GameEnded():
            return None
        case _:
            assert_never(event)


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Square) else value


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise RecordError("seats and points should be whole numbers")
    return value


def _wholes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        raise RecordError("points and winners should be lists")
    return tuple(_whole(item) for item in value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise RecordError("a vote should be true or false")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise RecordError("a clue or a deck should be a text")
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "seat": _whole,
    "square": Square.parse,
    "text": _text,
    "uphold": _flag,
    "upheld": _flag,
    "points": _wholes,
    "winners": _wholes,
}
_KINDS: dict[str, type[Any]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in get_args(Event)
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
