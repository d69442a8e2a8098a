"""Games that began by older rules are played on, and replayed, as they were played."""

import json
from pathlib import Path

import pytest

from game_engine import Event, Setup, opening, replay
from game_engine.__main__ import main
from game_engine.record import (
    RecordError,
    dump_record,
    event_to_dict,
    load_record,
    setup_from_dict,
    setup_to_dict,
)
from game_engine.setup import NEWEST
from tests.engine.table import Table

GOLDEN = Path(__file__).parent / "golden"
"""NAME.json, made by `python -m game_engine --record` or a table, and NAME.txt, told by --replay.

seats5_seed7 and version1 were made before there were versions, version2 by version 2. In the latter
two nobody but seat 1 gives a clue, its first one is withdrawn after a piece was placed, and three
tie. To read a record is to play it: each event is what its version of the rules leads to.
"""


def read(name: str) -> tuple[Setup, tuple[Event, ...]]:
    return load_record((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["seats5_seed7", "version1", "version2"])
def test_a_record_made_before_is_told_as_it_was_played(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--replay", str(GOLDEN / f"{name}.json")]) == 0
    assert capsys.readouterr().out == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["seats5_seed7", "version1", "version2"])
def test_a_record_made_before_is_written_as_it_was_read(name: str) -> None:
    setup, happened = read(name)
    text = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
    assert dump_record(setup, happened) + "\n" == text
    assert setup.version == (2 if name == "version2" else 1)


def test_a_clue_that_was_fair_then_is_not_judged_by_todays_lists() -> None:
    setup, happened = read("version1")
    state = replay(setup, happened)
    assert state.rounds[0].withdrawn == ("north",)


def test_the_same_story_ends_differently_by_each_version() -> None:
    before, after = (replay(*read(name)) for name in ("version1", "version2"))
    assert before.scores == (0, 2, 2, 2)
    assert before.winners == (3,)  # was giver last but one, and passed
    assert after.scores == (0, 2, 2, 2)
    assert after.winners == (1,)


def test_version_1_is_written_as_before_there_were_versions() -> None:
    old = Setup.deal(4, seed=1, version=1)
    assert set(setup_to_dict(old)) == {"seats", "first_giver", "deck", "rules"}
    assert setup_from_dict(setup_to_dict(old)) == old


def test_a_new_game_is_of_the_newest_version_and_its_record_says_so() -> None:
    setup = Setup.deal(4, seed=1)
    assert setup.version == setup_to_dict(setup)["version"] == NEWEST == 2
    assert setup_from_dict(json.loads(json.dumps(setup_to_dict(setup)))) == setup


@pytest.mark.parametrize("version", [0, 3, -1, True, "2", 2.0, None, []])
def test_a_version_that_this_engine_does_not_know_is_refused(version: object) -> None:
    data = setup_to_dict(Setup.deal(4, seed=1)) | {"version": version}
    with pytest.raises(RecordError, match="the version of the rules must be 1 to 2"):
        setup_from_dict(data)


def test_a_clue_of_the_past_is_not_judged_again() -> None:
    table = Table().target().clue("moss")
    rows = [event_to_dict(event) for event in table.events]
    rows[-1]["text"] = "dark blue"
    record = {
        "format": "color-clues-1",
        "setup": setup_to_dict(table.setup),
        "events": rows,
    }
    setup, happened = load_record(json.dumps(record))
    assert replay(setup, happened).round.clues == ("dark blue",)
    assert opening(setup) == opening(table.setup)
