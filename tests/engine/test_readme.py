"""The tables of the engine's README say what is so; its examples are doctests."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from random import Random
from typing import get_args

import game_engine
from game_engine import Command, Event, Phase, Rules, new_game, play, view_for
from game_engine.bots import random_bot
from game_engine.events import ChallengeSettled, GameEnded, RoundScored

ROOT = Path(__file__).parents[2]
README = (ROOT / "game_engine" / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> Iterator[list[str]]:
    """Return the rows below the table's first heading, each as its cells."""
    _, rows = README.split(f"\n| {heading} |", 1)
    for row in rows.split("\n\n", 1)[0].splitlines()[2:]:
        yield [cell.strip() for cell in row.strip("|").split("|")]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def call(kind: type) -> str:
    return f"{kind.__name__}({', '.join(field.name for field in fields(kind))})"


def test_the_readme_has_every_command_with_its_fields() -> None:
    assert sorted(code(row[0])[0] for row in table("Command")) == sorted(
        call(kind) for kind in get_args(Command)
    )


def test_the_readme_has_every_event() -> None:
    answers = {name for row in table("Command") for name in code(row[3])}
    following = {name for row in table("Event") for name in code(row[0])}
    assert following == {call(kind) for kind in (ChallengeSettled, RoundScored, GameEnded)}
    names = {name.split("(")[0] for name in following}
    assert answers | names == {kind.__name__ for kind in get_args(Event)}
    assert answers.isdisjoint(names)


def test_the_readme_has_every_name_that_a_view_says_a_seat_may() -> None:
    seen: set[str] = set()
    for seed in range(5):
        state, chance = new_game(4, seed=seed, rules=Rules(redraw=True)), Random(seed)
        while state.phase is not Phase.OVER:
            views = [view_for(state, seat) for seat in range(state.seats)]
            seen.update(name for view in views for name in view.you.may)
            state, _ = play(state, random_bot(views[state.to_act[0]], chance))
    assert {name for row in table("Command") for name in code(row[2])} == seen


def test_every_name_in_the_readme_s_table_of_modules_is_there() -> None:
    for module, names in table("Module"):
        (path,) = code(module)
        for name in code(names):
            assert hasattr(import_module(path), name), f"{path}.{name}"


def test_the_readme_has_all_that_the_server_takes_from_the_engine_s_modules() -> None:
    known = {code(module)[0]: set(code(names)) for module, names in table("Module")}
    taken = 0
    for file in (ROOT / "colorclues").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("game_engine."):
                names = {alias.name for alias in node.names} - set(game_engine.__all__)
                assert names <= known[str(node.module)], f"{file.name}, line {node.lineno}"
                taken += 1
    assert taken > 10
