"""A league of bots: who plays how often, how sure the table is, and names on the command line."""

import json
import math
from pathlib import Path
from random import Random

import pytest

from game_engine import Command, GameView, PlaceGuess, Rules, Setup, Square
from game_engine.__main__ import main
from game_engine.bots import random_bot
from game_engine.league import Mean, league
from game_engine.lineup import line_up, load_bot
from game_engine.state import new_game

ROOT = Path(__file__).parents[2]
FILES = (
    *("--lexicon", str(ROOT / "colorclues/lexicon/lexicon.json")),
    *("--colors", str(ROOT / "colorclues/data/palette.json")),
)


def corner_bot(view: GameView, chance: Random) -> Command:
    """Guess in a corner that is hardly ever the target."""
    free = {Square(15, n) for n in range(30)} - {piece.square for piece in view.table.pieces}
    if "place_guess" in view.you.may and view.you.seat in view.table.to_act:
        return PlaceGuess(view.you.seat, min(free))
    return random_bot(view, chance)


def games(number: int, seats: int = 4) -> list[tuple[Setup, int]]:
    rules = Rules(laps=1)
    return [(Setup.deal(seats, seed=seed, rules=rules), seed) for seed in range(number)]


def test_all_bots_sit_in_every_seat_as_often_and_the_wins_add_up() -> None:
    seen: dict[str, list[int]] = {"a": [], "b": [], "c": []}

    def noting(name: str) -> object:
        def bot(view: GameView, chance: Random) -> Command:
            if view.table.phase.value == "choosing" and view.you.seat is not None:
                seen[name].append(view.you.seat)
            return random_bot(view, chance)

        return bot

    found = league({name: noting(name) for name in seen}, games(12))  # type: ignore[misc]
    assert all(sorted(seats) == sorted([0, 1, 2, 3] * 4) for seats in seen.values())
    assert sum(one.wins.value for one in found) == pytest.approx(1)
    assert [one.points.value for one in found] == sorted(
        (one.points.value for one in found), reverse=True
    )


def test_the_margin_is_half_of_a_95_percent_confidence_interval() -> None:
    mean = Mean.of([1.0, 3.0] * 50)
    assert mean.value == 2
    assert mean.margin == pytest.approx(1.96 * math.sqrt(100 / 99) / 10)
    assert Mean.of([5.0]).margin == math.inf


def test_a_bot_that_asks_for_what_it_may_not_is_a_clear_error() -> None:
    def cheat(view: GameView, chance: Random) -> Command:
        return PlaceGuess(view.you.seat or 0, Square(0, 0))

    with pytest.raises(ValueError, match=r"cheat.*may not"):
        league({"cheat": cheat}, games(1))


def test_levels_and_functions_play_a_league_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mybot.py"
    file.write_text("from game_engine.bots import random_bot as choose")
    named = ("--bots", f"hard,random,{file}:choose", "--games", "3", "--seats", "3", *FILES)
    assert main([*named, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["games"], told["seats"]) == (3, 3)
    assert {one["bot"] for one in told["bots"]} == {"hard", "random", f"{file}:choose"}
    assert set(told["bots"][0]["points"]) == {"value", "margin"}
    assert main([*named]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 games, 3 seats, rules official"
    assert [line.split()[0] for line in lines[2:]] == [one["bot"] for one in told["bots"]]


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        ("easy", "--lexicon"),
        ("random,random", "once"),
        ("random,", "once"),
        ("golf", "FILE:FUNCTION"),
        ("none.py:choose", "FILE:FUNCTION"),
    ],
)
def test_a_name_that_is_no_bots_is_one_clear_line(
    names: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--bots", names, "--games", "1"]) == 2
    assert complaint in capsys.readouterr().err


def test_a_bot_is_named_by_its_file_and_function(tmp_path: Path) -> None:
    file = tmp_path / "mybot.py"
    file.write_text("def choose(view, chance):\n    return None\n")
    assert load_bot(f"{file}:choose")(new_game(3, seed=1), Random(1)) is None  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no function other"):
        load_bot(f"{file}:other")
    file.write_text("{")
    for wrong in ("--lexicon", "--colors"):
        options = dict(zip(FILES[::2], map(Path, FILES[1::2]), strict=True)) | {wrong: file}
        with pytest.raises(ValueError, match=r"mybot\.py: "):
            line_up("easy", Rules(), lexicon=options["--lexicon"], colors=options["--colors"])


def test_who_guesses_blindly_is_told_from_who_listens() -> None:
    bots = line_up("hard", Rules(), lexicon=Path(FILES[1]), colors=Path(FILES[3]))
    first, last = league({"corner": corner_bot, **bots}, games(8))
    assert (first.bot, last.bot) == ("hard", "corner")
    assert first.points.value - first.points.margin > last.points.value + last.points.margin
