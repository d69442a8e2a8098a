"""Commit to reveal: whoever has seen a round's seal can tell whether its target was changed."""

import json
from dataclasses import replace
from hashlib import sha256
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


def test_a_round_opens_with_the_seal_of_its_card() -> None:
    table = Table()
    opened = seen(table).seal
    told = revealed(table.target("A1"))
    assert opened == by_hand(told.salt, "1:H15,A1,P30,A15")


def test_a_chosen_target_is_sealed_with_the_card_before_the_first_clue() -> None:
    table = Table().target("A1")
    chosen = seen(table).seal
    told = revealed(table)
    assert told.seal == chosen == by_hand(told.salt, "1:H15,A1,P30,A15:A1")
    assert ",".join(square.name for square in told.card) == ",".join(CARD)
    assert told.target == at("A1")


def test_a_target_that_is_not_on_the_card_is_sealed_too() -> None:
    table = Table(pick_from="any_square").target("C14")
    chosen = seen(table).seal
    assert chosen == by_hand(revealed(table).salt, "1:H15,A1,P30,A15:C14")


def test_another_card_has_a_seal_and_a_salt_of_its_own() -> None:
    table = Table(redraw=True)
    first, salt = seen(table).seal, table.state.salt
    second = seen(table.do(RedrawCard(0))).seal
    card = ",".join(square.name for square in table.state.card)
    told = revealed(table.target(table.state.card[0].name))
    assert second == by_hand(told.salt, f"1:{card}") != first
    assert told.salt != salt  # it would open the seal of the card that was given back


def test_a_round_without_a_target_is_opened_too() -> None:
    told = seen(Table().do(Pass(0)))
    assert (told.target, told.seal) == (None, by_hand(told.salt, "1:H15,A1,P30,A15"))


def test_the_salt_and_the_card_are_told_at_the_reveal_and_not_before() -> None:
    table = Table().target("A1").clue("moss").all_guess({})
    salt = table.state.salt
    for seat in ALL_EYES:
        view = view_for(table.state, seat)
        assert (view.table.salt, view.table.card) == (None, ())
        assert str(salt) not in repr(view)
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
        salts.add(table.state.salt)
        table.whole_round(word)
    assert len(salts) == 3
    assert all(salt is not None and len(salt) == 32 for salt in salts)


def test_neither_key_nor_salt_is_in_anything_that_prints() -> None:
    state = Table().target("A1").clue("moss").state
    for text in (repr(state), str(state.setup), repr(state.setup), repr(view_for(state, 0))):
        assert SEAL_KEY not in text
        assert str(state.salt) not in text


def test_the_salt_depends_on_the_key_and_not_on_the_rest_of_the_deck() -> None:
    setup = Table().setup
    other_deck = replace(setup, deck=(*setup.deck[:4], *reversed(setup.deck[4:])))
    other_key = replace(setup, seal_key="0" * 64)
    assert opening(other_deck).salt == opening(setup).salt
    assert opening(other_key).salt != opening(setup).salt


def test_the_same_seed_seals_the_same_game_unless_another_key_is_given() -> None:
    one, same, other = (
        Setup.deal(4, seed=1),
        Setup.deal(4, seed=1),
        Setup.deal(4, seed=1, seal_key=SEAL_KEY),
    )
    assert one == same
    assert other.deck == one.deck
    assert opening(other).seal != opening(one).seal


@pytest.mark.parametrize("version", [1, 2])
def test_games_of_the_versions_before_have_no_seal_and_tell_no_card(version: int) -> None:
    setup = Setup.deal(3, seed=1, version=version)
    state, _ = play(opening(setup), ChooseTarget(setup.first_giver, setup.deck[0]))
    for seat in (None, 0, 1, 2):
        table = view_for(state, seat).table
        assert (table.seal, table.salt, table.card) == (None, None, ())
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
    rounds = json.loads(RECORD)["seals"]
    assert len(rounds) == SETUP.rounds
    for number, told in enumerate(rounds, 1):
        texts = list(told["sealed"])
        assert [text.split(":")[0] for text in texts] == [str(number)] * len(texts)
        for text, seal in told["sealed"].items():
            assert seal == by_hand(told["salt"], text)


def test_the_seals_of_the_record_are_those_that_were_shown() -> None:
    setup, events = load_record(RECORD)
    state = opening(setup)
    shown = {view_for(state, None).table.seal}
    for event in events:
        state = evolve(state, event)
        shown.add(view_for(state, None).table.seal)
    kept = {seal for told in json.loads(RECORD)["seals"] for seal in told["sealed"].values()}
    assert kept <= shown


def changed(record: dict[str, Any], how: str) -> None:
    rounds = record["seals"]
    match how:
        case "salt":
            rounds[0]["salt"] = "0" * 32
        case "seal":
            text = next(iter(rounds[0]["sealed"]))
            rounds[0]["sealed"][text] = "0" * 64
        case "round":
            rounds.pop()
        case "all":
            del record["seals"]
        case "key":
            record["setup"]["seal_key"] = SEAL_KEY
        case _:
            record["seals"] = how


@pytest.mark.parametrize("how", ["salt", "seal", "round", "all", "key", "nonsense"])
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


def test_a_round_that_goes_on_keeps_its_seal() -> None:
    table = Table().target("A1")
    seals = {seen(table).seal}
    table.clue("moss").withdraw(1).clue("fern")
    seals.add(seen(table).seal)
    table.all_guess({1: "A2"}).skip()
    seals.add(seen(table).seal)
    assert len(seals) == 1
    assert seen(table.do(StartRound(0))).seal not in seals
