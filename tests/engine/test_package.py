"""The engine as a distribution of its own: what its wheel holds, and a game where only that is."""

import email
import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

import game_engine

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "game_engine"
GOLDEN = Path(__file__).parent / "golden" / "seats5_seed7.txt"


def run(*command: object, cwd: Path) -> str:
    """Run a command that must succeed, and return what it printed."""
    # No PYTHONPATH: it may lead to the repository.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, capture_output=True,
        text=True, encoding="utf-8", env={**plain, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_of_the_engine() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for path in ENGINE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Without build isolation, so without network: the backend is in tests/requirements.txt."""
    folder = tmp_path_factory.mktemp("wheel")
    before = files_of_the_engine()
    offline = ("--no-build-isolation", "--no-deps", "--no-index", "--quiet")
    run(sys.executable, "-m", "pip", "wheel", *offline, "-w", folder, ENGINE, cwd=folder)
    assert files_of_the_engine() == before, "the build leaves something behind"
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment, far from the repository, with the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, symlinks=True)
    offline = ("--no-deps", "--no-index", "--quiet")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python")
    run(*pip, "install", *offline, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_the_whole_engine_and_nothing_else(wheel: Path) -> None:
    code = {name for name in files_of_the_engine() if name.endswith(".py")}
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        about = email.message_from_bytes(archive.read(name))
        (name,) = (name for name in archive.namelist() if name.endswith("/LICENSE"))
        assert archive.read(name) == (ROOT / "LICENSE").read_bytes()
    assert "game_engine/wordlists/en.py" in code
    assert packed == code | {"game_engine/py.typed"}
    assert about["Name"] == "color-clues-engine"
    assert about["Requires-Python"] == ">=3.11"
    assert about["License-Expression"] == "MIT"
    assert about.get_all("Requires-Dist") is None
    described = about.get_payload(decode=True)
    assert described == (ENGINE / "README.md").read_bytes()


def test_a_game_is_played_where_only_the_wheel_is_installed(elsewhere: Path) -> None:
    python = elsewhere / "bin" / "python"
    where = run(python, "-c", "import game_engine; print(game_engine.__file__)", cwd=elsewhere)
    assert elsewhere in Path(where).parents
    assert ROOT not in Path(where).parents
    game = ("--seats", "5", "--seed", "7")
    told = GOLDEN.read_text(encoding="utf-8")
    assert run(python, "-m", "game_engine", *game, cwd=elsewhere) == told
    assert run(elsewhere / "bin" / "color-clues-engine", *game, cwd=elsewhere) == told
    names = "import game_engine; print(*sorted(game_engine.__all__))"
    assert run(python, "-c", names, cwd=elsewhere).split() == sorted(game_engine.__all__)


SNIPPET = """
from random import Random
from typing import assert_type

from game_engine import Event, GameState, new_game, play, view_for
from game_engine.bots import random_bot

game = new_game(3, seed=7)
assert_type(game, GameState)
game, events = play(game, random_bot(view_for(game, game.giver), Random(7)))
assert_type(events, tuple[Event, ...])
play(game, "coffee")  # type: ignore[arg-type]
"""


def test_a_type_checker_sees_the_types_of_the_installed_engine(elsewhere: Path) -> None:
    # Strict: an ignored error that is none is one, too, and so is a package without types.
    (elsewhere / "snippet.py").write_text(SNIPPET, encoding="utf-8")
    checker = (sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull)
    python = ("--python-executable", elsewhere / "bin" / "python")
    told = run(*checker, *python, "--cache-dir", os.devnull, "snippet.py", cwd=elsewhere)
    assert told.startswith("Success")
