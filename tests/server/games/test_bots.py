"""The bots at a table: how long they think, and how well they play."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from colorclues.games import bots
from colorclues.games.snapshot import People, Play, Snapshot
from colorclues.lexicon.listening import listener
from colorclues.models import Player
from colorclues.rooms import host_controls, membership
from colorclues.rooms.changes import Refused
from game_engine import (
    ChooseTarget,
    GiveClue,
    GuessOrder,
    Phase,
    PlaceGuess,
    Rules,
    Setup,
    Square,
    opening,
    play,
)
from tests.server.factories import table_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_people_do(settings):
    settings.BOT_PAUSE = 1.0


def snapshot(people=(), *, phase=Phase.CHOOSING, level="medium", **rules):
    """Return a table of four whose first giver has seat 3; all but `people` are bots."""
    setup = Setup.deal(4, seed=5, rules=Rules(**rules))
    state = opening(replace(setup, first_giver=3))
    if phase is not Phase.CHOOSING:
        state, _ = play(state, ChooseTarget(3, state.card[0]))
    if phase is Phase.GUESSING:
        state, _ = play(state, GiveClue(3, "lagoon"))
    players = tuple(
        Player(pk=9 + seat, seat=seat, bot=seat not in people, level=level) for seat in range(4)
    )
    known = People("KITE7Q", "Ours", None, {}, 1, players, frozenset(), (), False, 0)
    return Snapshot(known, Play(1, state, 3, NOON))


def seconds(table):
    return (bots.next_due(table).at - NOON).total_seconds()


def after(table, command):
    state, _ = play(table.play.state, command)
    return Snapshot(table.people, replace(table.play, state=state))


def test_a_bot_thinks_for_a_while_that_is_the_same_at_every_process():
    tables = [snapshot({0}, phase=Phase.GUESSING) for _ in range(2)]
    tables = [after(table, PlaceGuess(0, Square.parse("H9"))) for table in tables]
    assert bots.next_due(tables[0]) == bots.next_due(tables[1])
    assert bots.next_due(tables[0]).seat == 1


def test_a_guess_takes_as_long_as_a_persons_while_a_person_has_to_guess_yet():
    table = after(snapshot({2}, phase=Phase.GUESSING), PlaceGuess(0, Square.parse("H9")))
    assert 2 <= seconds(table) <= 6


def test_bots_that_nobody_but_bots_waits_for_hurry():
    assert seconds(snapshot({3}, phase=Phase.GUESSING)) <= 1.5


def test_the_first_clue_is_there_within_five_seconds():
    longest = [bots._THINKING[phase][1] for phase in (Phase.CHOOSING, Phase.CLUING)]
    assert sum(longest) < 5
    for phase, most in zip((Phase.CHOOSING, Phase.CLUING), longest, strict=True):
        assert seconds(snapshot({0}, phase=phase)) <= most


def test_of_bots_that_guess_at_once_the_quickest_comes_first():
    table = snapshot({0}, phase=Phase.GUESSING, guess_order=GuessOrder.SIMULTANEOUS)
    first = bots.next_due(table)
    second = bots.next_due(after(table, PlaceGuess(first.seat, Square.parse("A1"))))
    assert {first.seat, second.seat} == {1, 2}
    assert first.at < second.at


def test_nobody_waits_for_bots_where_that_is_not_wanted(settings):
    settings.BOT_PAUSE = 0
    assert bots.next_due(snapshot({0})).at == NOON


def test_no_bot_acts_where_a_person_has_to():
    assert bots.next_due(snapshot({3})) is None


@pytest.mark.parametrize(("level", "different"), [("hard", False), ("easy", True)])
def test_a_bot_plays_as_well_as_its_level_says(level, different):
    table = snapshot(phase=Phase.GUESSING, level=level)
    guesses = {bots.command(table, 0).square for _ in range(12)}
    assert (len(guesses) > 1) == different


def test_what_a_first_move_needs_is_prepared_before():
    bots.prepare("pt")
    assert bots.is_prepared("pt")
    speaker = listener("pt")
    before = speaker._sayable
    speaker.clue(Square.parse("C7"), chance=Random(1))
    assert speaker._sayable is before


@pytest.mark.django_db(transaction=True)
def test_the_host_says_how_well_a_bot_plays():
    room, _known = table_of(2)
    membership.add_bot(room.code, room.host_id)
    bot = room.players.get(bot=True)
    assert bot.level == "medium"
    host_controls.set_level(room.code, room.host_id, bot.pk, "hard")
    bot.refresh_from_db()
    assert bot.level == "hard"
    person = room.players.get(seat=1)
    for subject, level in ((bot, "godlike"), (person, "hard")):
        with pytest.raises(Refused):
            host_controls.set_level(room.code, room.host_id, subject.pk, level)
    with pytest.raises(Refused):
        host_controls.set_level(room.code, person.pk, bot.pk, "easy")
