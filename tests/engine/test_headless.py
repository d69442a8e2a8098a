"""The command line, and a whole game as text that must not change unnoticed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from game_engine.__main__ import main

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "seats5_seed7.txt"
"""Made by: python -m game_engine --seats 5 --seed 7"""


def test_seats_5_seed_7_plays_the_golden_game(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seats", "5", "--seed", "7"]) == 0
    assert capsys.readouterr().out == GOLDEN.read_text(encoding="utf-8")


def test_it_runs_as_a_module_and_does_not_depend_on_the_order_of_hashes() -> None:
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "game_engine", "--seats", "5", "--seed", "7"],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True,
        )  # fmt: skip
        assert done.stdout.decode().replace("\r\n", "\n") == GOLDEN.read_text(encoding="utf-8")


def test_the_engine_needs_neither_django_nor_clock_nor_sockets() -> None:
    code = (
        "import sys, game_engine, game_engine.record, game_engine.bots, game_engine.transcript;"
        "banned = {'django', 'asyncio', 'channels', 'colorclues', 'socket', 'time', 'datetime'};"
        "print(sorted(banned.intersection(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import sys; before = set(sys.modules);" + code],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("rules", ["official", "simultaneous", "party", "family"])
@pytest.mark.parametrize("seats", [3, 10])
def test_every_preset_plays_to_its_end(
    rules: str, seats: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--seats", str(seats), "--rules", rules]) == 0
    assert "the game is over" in capsys.readouterr().out.splitlines()[-1]


def test_a_replay_prints_what_the_game_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "game.json"
    assert main(["--seed", "3", "--record", str(record)]) == 0
    told = capsys.readouterr().out
    assert main(["--replay", str(record)]) == 0
    assert capsys.readouterr().out == told


def test_many_games_print_statistics(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--games", "3", "--seats", "3"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 games, 3 seats, rules official\n")
    assert err == ""  # no bar where nobody sees it


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


def test_a_record_that_is_missing_or_broken_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "game.json"
    assert "No such file" in complaint(capsys, "--replay", str(file))
    file.write_text("{")
    assert "this is not JSON" in complaint(capsys, "--replay", str(file))
    file.write_bytes(b"\xff\xfe\x00")
    assert "not text in UTF-8" in complaint(capsys, "--replay", str(file))
    file.write_text(json.dumps({"format": "color-clues-1", "setup": {}, "events": []}))
    assert "the setup should have" in complaint(capsys, "--replay", str(file))
    assert "directory" in complaint(capsys, "--replay", str(tmp_path))
    assert "No such file" in complaint(capsys, "--record", str(tmp_path / "no" / "game.json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seats", "2"],
        ["--seats", "11"],
        ["--seats", "x"],
        ["--seed", "1.5"],
        ["--games", "0"],
        ["--games", "-1"],
        ["--games", "many"],
        ["--rules", "golf"],
        ["--golf"],
        ["--games", "2", "--replay", "x"],
        ["--games", "2", "--record", "x"],
        ["--replay", "x", "--record", "y"],
    ],
    ids=" ".join,
)
def test_arguments_that_make_no_sense_are_explained(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "error:" in capsys.readouterr().err
