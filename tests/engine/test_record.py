import json
from typing import Any

import pytest

from game_engine import PRESETS, Event, Setup, replay, view_for
from game_engine.__main__ import play_out
from game_engine.record import (
    RecordError,
    dump_record,
    event_from_dict,
    event_to_dict,
    load_record,
    setup_from_dict,
    setup_to_dict,
)
from tests.engine.table import Table


def played(rules: str = "official") -> tuple[Setup, list[Event]]:
    setup = Setup.deal(5, seed=2, rules=PRESETS[rules])
    return setup, play_out(setup, seed=2)


SETUP, EVENTS = played()
TEXT = dump_record(SETUP, EVENTS)


@pytest.mark.parametrize("rules", PRESETS)
def test_a_record_reads_back_to_the_same_game(rules: str) -> None:
    setup, events = played(rules)
    read = load_record(dump_record(setup, events))
    assert read == (setup, tuple(events))
    assert view_for(replay(*read), None) == view_for(replay(setup, events), None)


def test_a_record_may_end_in_the_middle_of_a_game() -> None:
    table = Table().target().clue("moss").guess(1, "B2")
    assert load_record(dump_record(table.setup, table.events)) == (table.setup, tuple(table.events))
    assert load_record(dump_record(table.setup, [])) == (table.setup, ())


def test_each_event_and_the_setup_read_back_from_plain_json() -> None:
    for event in EVENTS:
        assert event_from_dict(json.loads(json.dumps(event_to_dict(event)))) == event
    assert setup_from_dict(json.loads(json.dumps(setup_to_dict(SETUP)))) == SETUP


def test_a_record_without_a_rule_that_came_later_has_its_default() -> None:
    data = setup_to_dict(SETUP)
    del data["rules"]["language"]
    assert setup_from_dict(data) == SETUP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "5",
        '"x"',
        "{}",
        '{"format": 1}',
        TEXT[:-40],
        "[" * 100_000,
        '{"format": "color-clues-1"}',
    ],
    ids=lambda text: text[:8],
)
def test_what_is_no_record_is_a_record_error(text: str) -> None:
    with pytest.raises(RecordError):
        load_record(text)


def broken(change: dict[str, object]) -> str:
    """The record with one value changed, by its path: "setup.rules.laps", "events.3.seat"."""
    record = json.loads(TEXT)
    for path, value in change.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        at: Any = record
        for step in way:
            at = at[step]
        at[last] = value
    return json.dumps(record)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("setup", None),
        ("setup", {}),
        ("setup.seats", 2),
        ("setup.seats", 5.0),
        ("setup.seats", True),
        ("setup.first_giver", 7),
        ("setup.deck", ""),
        ("setup.deck", 5),
        ("setup.deck", ["A1"]),
        ("setup.deck", "A1 A1"),
        ("setup.rules", None),
        ("setup.rules.laps", 99),
        ("setup.rules.golf", 1),
        ("setup.rules.guess_order", []),
        ("setup.extra", 1),
        ("events", None),
        ("events", {}),
    ],
)
def test_a_broken_setup_is_a_record_error(path: str, value: object) -> None:
    with pytest.raises(RecordError):
        load_record(broken({path: value}))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("events.0", None),
        ("events.0", "x"),
        ("events.0", {}),
        ("events.0.type", "golf"),
        ("events.0.type", []),
        ("events.0.seat", -1),
        ("events.0.seat", True),
        ("events.0.seat", 1.0),
        ("events.0.seat", 9),
        ("events.0.square", "Z9"),
        ("events.0.square", 5),
        ("events.0.square", "B2"),
        ("events.0.extra", 1),
        ("events.1.text", None),
        ("events.1.text", ""),
        ("events.1.text", "m" * 41),
        ("events.1.text", "mo\u200bss"),
        ("events.1.text", "\ud800"),
    ],
)
def test_an_event_that_cannot_have_happened_is_named_by_its_number(
    path: str, value: object
) -> None:
    number = int(path.split(".")[1]) + 1
    with pytest.raises(RecordError, match=rf"^event {number}\b"):
        load_record(broken({path: value}))


def position(kind: str) -> int:
    return next(n for n, event in enumerate(EVENTS) if type(event).__name__ == kind)


def test_points_that_the_rules_do_not_give_are_a_record_error() -> None:
    number = position("RoundScored")
    with pytest.raises(RecordError, match=f"event {number + 1} does not follow"):
        load_record(broken({f"events.{number}.points": [9, 9, 9, 9, 9]}))


def test_winners_who_have_not_won_are_a_record_error() -> None:
    with pytest.raises(RecordError, match=f"event {len(EVENTS)} does not follow"):
        load_record(broken({f"events.{len(EVENTS) - 1}.winners": [0, 1, 2, 3, 4]}))


def test_a_consequence_that_is_missing_is_a_record_error() -> None:
    number = position("RoundScored")
    with pytest.raises(RecordError, match=f"event {number + 1} is missing"):
        load_record(dump_record(SETUP, EVENTS[:number]))


def test_an_event_after_the_end_is_a_record_error() -> None:
    with pytest.raises(RecordError, match=f"event {len(EVENTS) + 1} is illegal: game_over"):
        load_record(dump_record(SETUP, [*EVENTS, EVENTS[0]]))


def test_a_broken_record_does_not_tell_its_secrets() -> None:
    with pytest.raises(RecordError) as caught:
        load_record(broken({"events.0.square": "B2"}))
    assert "B2" not in str(caught.value)
