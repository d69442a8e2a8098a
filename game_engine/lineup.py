"""Bots by their names, as a command line has them: a level, or a function in a file."""

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from game_engine.board import Square
from game_engine.bots import Bot, Level, listening_bot, named_bot, place_names, random_bot
from game_engine.house_rules import Rules
from game_engine.listener import Lexicon, Listener

LEVELS = tuple(level.value for level in Level)


def line_up(
    names: str, rules: Rules, *, lexicon: Path | None = None, colors: Path | None = None
) -> dict[str, Bot]:
    """Return the bots of "easy,random,mybot.py:choose", by name.

    The levels need to know what words look like, and the board: `lexicon` is a JSON file of
    {language: {"colors": {word: "hex:weight ..."}, "said": [word]}}, `colors` one of [[square,
    "#rrggbb", ...]]. Raises ValueError for a name that is none, and OSError for a missing file.
    """
    wanted = [name.strip() for name in names.split(",")]
    if len(set(wanted)) < len(wanted) or not all(wanted):
        raise ValueError("each bot is named once")
    listener = None
    if set(wanted) & set(LEVELS):
        if lexicon is None or colors is None:
            raise ValueError(f"{', '.join(LEVELS)} need --lexicon FILE and --colors FILE")
        listener = Listener(_lexicon(lexicon, rules.language), _colors(colors))
    return {name: _bot(name, rules, listener) for name in wanted}


def load_bot(name: str) -> Bot:
    """Return the function that "mybot.py:choose" names. Raises ValueError."""
    path, _, function = name.rpartition(":")
    spec = importlib.util.spec_from_file_location("own_bot", path) if path else None
    if spec is None or spec.loader is None or not Path(path).is_file():
        raise ValueError(f"{name}: name a bot as FILE:FUNCTION, such as mybot.py:choose")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    bot = getattr(module, function, None)
    if not callable(bot):
        raise ValueError(f"{path} has no function {function}")
    return bot  # type: ignore[no-any-return]


def _bot(name: str, rules: Rules, listener: Listener | None) -> Bot:
    if name in LEVELS and listener is not None:
        return listening_bot(listener, rules, Level(name))
    if name == "random":
        return random_bot
    if name == "named":
        return named_bot(place_names())
    return load_bot(name)


def _lexicon(path: Path, language: str) -> Lexicon:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))[language]
        return Lexicon(language, known["colors"], tuple(known["said"]))
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path}: this is not a lexicon with {language}") from None


def _colors(path: Path) -> Mapping[Square, tuple[int, int, int]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        found = {Square.parse(row[0]): bytes.fromhex(row[1].removeprefix("#")) for row in rows}
        return {square: (rgb[0], rgb[1], rgb[2]) for square, rgb in found.items()}
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError(f"{path}: these are not the colors of a board") from None
