"""Commit to reveal: whoever has seen a round's seal can tell whether its target was changed."""

import json
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest

from game_engine import (
    PRESETS,
    ChooseTarget,
    Pass,
    RedrawCard,
    Setup,
    StartRound,
    evolve,
    load_record,
    opening,
    play,
    view_for,
)
from game_engine.__main__ import play_out
from game_engine.record import RecordError, dump_record, setup_from_dict, setup_to_dict
from game_engine.setup import NEWEST
from game_engine.view import TableView
from tests.engine.table import CARD, SEAL_KEY, Table, at

ALL_EYES = (None, 0, 1, 2, 3)


def seen(table: Table) -> TableView:
    return view_for(table.state, None).table


def by_hand(salt: str | None, text: str) -> str:
    return sha256(f"{salt}:{text}".encode("ascii")).hexdigest()


def revealed(table: Table) -> TableView:
    while table.state.round.points is None:
        table.clue("moss").all_guess({}).skip()
    return seen(table)


def salt_of(table: Table) -> str:
    return table.state.seals[-1].salt


def test_a_round_opens_with_the_seal_of_its_card() -> None:
    table = Table()
    opened = seen(table).seals
    told = revealed(table.target("A1"))
    assert opened == (by_hand(told.salt, "1:H15,A1,P30,A15"),)


def test_a_chosen_target_is_sealed_with_the_card_before_the_first_clue() -> None:
    table = Table().target("A1")
    _, chosen = seen(table).seals
    told = revealed(table)
    assert told.seals[-1] == chosen == by_hand(told.salt, "1:H15,A1,P30,A15:A1")
    assert ",".join(square.name for square in told.card) == ",".join(CARD)
    assert told.target == at("A1")


def test_a_target_that_is_not_on_the_card_is_sealed_too() -> None:
    table = Table(pick_from="any_square").target("C14")
    _, chosen = seen(table).seals
    assert chosen == by_hand(revealed(table).salt, "1:H15,A1,P30,A15:C14")


def test_another_card_has_a_seal_and_a_salt_of_its_own() -> None:
    table = Table(redraw=True)
    (first,), salt = seen(table).seals, salt_of(table)
    kept, second = seen(table.do(RedrawCard(0))).seals
    assert kept == first
    card = ",".join(square.name for square in table.state.card)
    told = revealed(table.target(table.state.card[0].name))
    assert second == by_hand(told.salt, f"1:{card}")
    assert told.salt != salt  # it would open the seal of the card that was given back


def test_no_seal_that_was_shown_changes_while_the_round_goes_on() -> None:
    table = Table(redraw=True)
    shown = [seen(table).seals]
    for step in (
        lambda: table.do(RedrawCard(0)),
        lambda: table.target(table.state.card[0].name),
        lambda: table.clue("moss").withdraw(1).clue("fern"),
        lambda: table.all_guess({1: "A2"}).skip(),
    ):
        step()
        shown.append(seen(table).seals)
    assert all(later[: len(seals)] == seals for seals, later in pairwise(shown))
    assert [len(seals) for seals in shown] == [1, 2, 3, 3, 3]
    table.do(StartRound(0))
    assert not set(seen(table).seals) & set(shown[-1])


def test_a_round_without_a_target_is_opened_too() -> None:
    told = seen(Table().do(Pass(0)))
    assert (told.target, told.seals) == (None, (by_hand(told.salt, "1:H15,A1,P30,A15"),))


def test_the_salt_and_the_card_are_told_at_the_reveal_and_not_before() -> None:
    table = Table().target("A1").clue("moss").all_guess({})
    salt = salt_of(table)
    for seat in ALL_EYES:
        view = view_for(table.state, seat)
        assert (view.table.salt, view.table.card) == (None, ())
        assert salt not in repr(view)
    told = seen(table.skip())
    assert (told.salt, len(told.card)) == (salt, 4)


def test_the_next_round_is_closed_again() -> None:
    table = Table().whole_round("moss")
    told = seen(table)
    assert (told.round, told.salt, told.card) == (2, None, ())


def test_each_round_has_a_salt_of_its_own() -> None:
    salts = set()
    table = Table()
    for word in ("moss", "fern", "wolf"):
        salts.add(salt_of(table))
        table.whole_round(word)
    assert len(salts) == 3
    assert all(len(salt) == 32 for salt in salts)


def test_neither_key_nor_salt_is_in_anything_that_prints() -> None:
    table = Table().target("A1").clue("moss")
    state = table.state
    for text in (repr(state), str(state.setup), repr(state.setup), repr(view_for(state, 0))):
        assert SEAL_KEY not in text
        assert salt_of(table) not in text


def test_the_salt_depends_on_the_key_and_not_on_the_rest_of_the_deck() -> None:
    setup = Table().setup
    other_deck = replace(setup, deck=(*setup.deck[:4], *reversed(setup.deck[4:])))
    other_key = replace(setup, seal_key="0" * 64)
    assert opening(other_deck).seals == opening(setup).seals
    assert opening(other_key).seals[0].salt != opening(setup).seals[0].salt


def test_the_same_seed_seals_the_same_game_unless_another_key_is_given() -> None:
    one, same, other = (
        Setup.deal(4, seed=1),
        Setup.deal(4, seed=1),
        Setup.deal(4, seed=1, seal_key=SEAL_KEY),
    )
    assert one == same
    assert other.deck == one.deck
    assert opening(other).seals != opening(one).seals


@pytest.mark.parametrize("version", [1, 2])
def test_games_of_the_versions_before_have_no_seal_and_tell_no_card(version: int) -> None:
    setup = Setup.deal(3, seed=1, version=version)
    state, _ = play(opening(setup), ChooseTarget(setup.first_giver, setup.deck[0]))
    for seat in (None, 0, 1, 2):
        table = view_for(state, seat).table
        assert (table.seals, table.salt, table.card) == ((), None, ())
    assert "seal_key" not in setup_to_dict(setup)
    assert "seals" not in json.loads(dump_record(setup, ()))


@pytest.mark.parametrize(
    "key", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "0" * 64 + "\n", None, 5, b"0" * 64]
)
def test_a_key_has_64_hexadecimal_digits(key: Any) -> None:
    with pytest.raises(ValueError, match="the key of the seals"):
        replace(Table().setup, seal_key=key)


def test_a_game_that_seals_nothing_has_no_key() -> None:
    with pytest.raises(ValueError, match="the key of the seals"):
        replace(Setup.deal(3, seed=1, version=2), seal_key=SEAL_KEY)


SETUP = Setup.deal(4, seed=3, rules=PRESETS["party"])
RECORD = dump_record(SETUP, play_out(SETUP, seed=3))


def test_a_record_has_the_salt_and_the_seals_of_every_round_to_check_by_hand() -> None:
    seals = json.loads(RECORD)["seals"]
    assert {seal["text"].split(":")[0] for seal in seals} == set("1234")
    for seal in seals:
        assert seal["seal"] == by_hand(seal["salt"], seal["text"])


def test_the_seals_of_the_record_are_those_that_were_shown() -> None:
    setup, events = load_record(RECORD)
    state = opening(setup)
    shown = set(view_for(state, None).table.seals)
    for event in events:
        state = evolve(state, event)
        shown.update(view_for(state, None).table.seals)
    assert {seal["seal"] for seal in json.loads(RECORD)["seals"]} == shown


def changed(record: dict[str, Any], how: str) -> None:
    seals = record["seals"]
    match how:
        case "salt":
            seals[0]["salt"] = "0" * 32
        case "seal":
            seals[0]["seal"] = "0" * 64
        case "last":
            seals.pop()
        case "all":
            del record["seals"]
        case "key":
            record["setup"]["seal_key"] = SEAL_KEY
        case _:
            record["seals"] = how


@pytest.mark.parametrize("how", ["salt", "seal", "last", "all", "key", "nonsense"])
def test_a_record_whose_seals_do_not_fit_is_a_record_error(how: str) -> None:
    record = json.loads(RECORD)
    changed(record, how)
    with pytest.raises(RecordError, match="seals"):
        load_record(json.dumps(record))


def test_a_setup_reads_back_with_its_key() -> None:
    assert NEWEST == 3
    assert setup_from_dict(json.loads(json.dumps(setup_to_dict(SETUP)))) == SETUP
    data = setup_to_dict(SETUP)
    del data["seal_key"]
    with pytest.raises(RecordError, match="the key of the seals"):
        setup_from_dict(data)
