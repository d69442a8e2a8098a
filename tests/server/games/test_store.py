"""The door to a game, seen from two processes at once."""

import asyncio

import pytest

from colorclues import guests
from colorclues.games import timers
from colorclues.games.entries import Author, Conflict, Entry, NotAllowed
from colorclues.games.journal import Journal
from colorclues.games.start import start_game
from colorclues.games.store import GameStore, NoGame, NotSeated, Paused
from colorclues.models import Game, GameEvent, Player, Room
from colorclues.rooms import admission, host_controls, membership
from colorclues.rooms.changes import NoSuchRoom
from game_engine import (
    ChooseTarget,
    GiveClue,
    IllegalCommand,
    Pass,
    PlaceGuess,
    Rules,
    Square,
    StartRound,
)
from tests.server.factories import table_of
from tests.servers import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def game(now):
    """A game of four in which the first guess is awaited; gives (code, players by seat)."""
    room, _ = await now(table_of, 4)
    await now(start_game, room.code, room.host_id)
    players = await now(lambda: {p.seat: p.pk for p in Player.objects.filter(room=room)})
    one = GameStore()
    snapshot = await one.snapshot(room.code)
    giver = snapshot.play.state.giver
    await one.submit(room.code, players[giver], ChooseTarget(giver, snapshot.play.state.card[0]))
    await one.submit(room.code, players[giver], GiveClue(giver, "coffee"))
    return room.code, players, [(giver + i) % 4 for i in range(1, 4)]


async def test_the_loser_of_a_race_plays_again_on_the_newer_state(game):
    code, players, (first, second, _) = game
    one, two = GameStore(), GameStore()
    await one.snapshot(code)
    await two.snapshot(code)  # Both know version 2.
    assert await one.submit(code, players[first], PlaceGuess(first, Square.parse("A1"))) == 3
    assert await two.submit(code, players[second], PlaceGuess(second, Square.parse("A2"))) == 4


async def test_of_two_processes_that_place_for_one_seat_one_wins(game, now):
    code, players, (first, *_) = game
    one, two = GameStore(), GameStore()
    await one.snapshot(code)
    await two.snapshot(code)
    results = await asyncio.gather(
        one.submit(code, players[first], PlaceGuess(first, Square.parse("A1"))),
        two.submit(code, players[first], PlaceGuess(first, Square.parse("A2"))),
        return_exceptions=True,
    )
    assert sorted(type(result) for result in results if isinstance(result, int)) == [int]
    assert any(isinstance(result, IllegalCommand) for result in results)
    assert await now(lambda: list(GameEvent.objects.values_list("number", flat=True))) == [1, 2, 3]


async def test_a_repeat_on_another_process_gives_the_first_result(game):
    code, players, (first, *_) = game
    one, two = GameStore(), GameStore()
    await two.snapshot(code)
    command = PlaceGuess(first, Square.parse("A1"))
    assert await one.submit(code, players[first], command, "id") == 3
    assert await two.submit(code, players[first], command, "id") == 3


async def test_many_commands_at_once_leave_no_gap(game, now):
    code, players, order = game
    processes = [GameStore() for _ in range(3)]
    work = [
        store.submit(code, players[seat], PlaceGuess(seat, Square(index, number)))
        for index, store in enumerate(processes)
        for number, seat in enumerate(order)
    ]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert sum(isinstance(result, int) for result in results) >= 1
    unexpected = [r for r in results if not isinstance(r, int | IllegalCommand)]
    assert unexpected == []
    numbers = await now(lambda: list(GameEvent.objects.values_list("number", flat=True)))
    assert numbers == list(range(1, len(numbers) + 1))


async def test_what_the_database_refuses_though_nobody_was_faster_is_not_tried_for_ever(
    game, monkeypatch
):
    code, players, (first, *_) = game

    async def refuse(_journal, _entry):
        raise Conflict

    monkeypatch.setattr(Journal, "write", refuse)
    store = GameStore()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(Conflict):
            await store.submit(code, players[first], PlaceGuess(first, Square.parse("A1")))


async def test_one_spoilt_entry_does_not_spoil_its_group(game, now):
    del game
    number = await now(lambda: Game.objects.get().pk)
    passed = [{"type": "passed", "seat": 0}]
    from datetime import UTC, datetime  # noqa: PLC0415

    at = datetime.now(UTC)
    good, bad = (Entry(number, first, passed, at) for first in (3, 2))
    denied = Entry(number, 4, passed, at, Author(-1), seat=0)
    journal = Journal()
    results = await asyncio.gather(
        journal.write(good), journal.write(bad), journal.write(denied), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), Conflict, NotAllowed]


async def test_a_pause_holds_for_a_process_that_has_not_heard_of_it(game, now):
    code, players, (first, *_) = game
    store = GameStore()
    await store.snapshot(code)
    await now(host_controls.pause, code, players[0])
    with pytest.raises(Paused):
        await store.submit(code, players[first], PlaceGuess(first, Square.parse("A1")))
    await now(host_controls.resume, code, players[0])
    assert await store.submit(code, players[first], PlaceGuess(first, Square.parse("A1"))) == 3
    assert await now(GameEvent.objects.count) == 3


async def test_at_a_closed_table_nothing_is_played_any_more(game, now):
    code, players, (first, *_) = game
    store = GameStore()
    await store.snapshot(code)
    await now(host_controls.end, code, players[0])
    with pytest.raises(NoSuchRoom):
        await store.submit(code, players[first], PlaceGuess(first, Square.parse("A1")))
    assert await store.submit_for(code, 2, PlaceGuess(first, Square.parse("A1"))) is None
    assert await now(GameEvent.objects.count) == 2


async def test_a_seat_that_was_left_is_not_passed_during_a_pause(game, now):
    code, players, (first, *_) = game
    store = GameStore()
    await store.snapshot(code)
    host = next(pk for pk in players.values() if pk != players[first])
    await now(Room.objects.update, host=host)
    await now(Player.objects.filter(pk=players[first]).delete)
    await store.snapshot(code)
    await now(host_controls.pause, code, host)
    assert await store.pass_vacant(code, 2) is None
    assert await now(GameEvent.objects.count) == 2
    await now(host_controls.resume, code, host)
    await store.snapshot(code)
    assert await store.pass_vacant(code, 2) == 3


async def test_a_player_of_another_room_cannot_submit(game, now):
    code, _, _ = game
    other, _ = await now(table_of, 3)
    with pytest.raises(NotSeated):
        await GameStore().submit(code, other.host_id, PlaceGuess(0, Square.parse("A1")))


async def test_without_a_room_or_a_game_there_is_nothing_to_play(now):
    with pytest.raises(NoSuchRoom):
        await GameStore().snapshot("NOROOM")
    room, _ = await now(table_of, 3)
    with pytest.raises(NoGame):
        await GameStore().submit(room.code, room.host_id, PlaceGuess(0, Square.parse("A1")))


async def test_a_bell_for_what_is_known_costs_no_look_at_the_database(game, now):
    code, _, _ = game
    store = GameStore()
    snapshot = await store.snapshot(code)
    await now(GameEvent.objects.all().delete)
    assert (await store.snapshot(code, snapshot.play.game, snapshot.play.version)) is snapshot


async def test_a_host_without_a_seat_skips_and_goes_on_and_nobody_else_without_one_does(game, now):
    code, players, (first, second, _) = game
    waiting = [await now(admission.enter, code, f"guest {n}", name=f"Late {n}") for n in "12"]
    for late in waiting:
        with pytest.raises(NotSeated):
            await GameStore().submit(code, late.pk, Pass(first))
    await now(Room.objects.update, host=waiting[0])
    store = GameStore()
    assert await store.submit(code, waiting[0].pk, Pass(first), "once") == 3
    assert await store.submit(code, waiting[0].pk, Pass(first), "once") == 3
    assert await GameStore().submit(code, waiting[0].pk, Pass(first), "once") == 3
    with pytest.raises(IllegalCommand):
        await store.submit(code, waiting[0].pk, StartRound(0))
    for command in (PlaceGuess(first, Square.parse("A1")), Pass(first), StartRound(0)):
        with pytest.raises(NotSeated):
            await store.submit(code, waiting[1].pk, command)
    await now(Room.objects.update, host=players[0])
    with pytest.raises(NotSeated):
        await store.submit(code, waiting[0].pk, Pass(second))


async def test_a_friend_who_came_late_brings_the_game_to_its_end_when_all_others_are_gone(
    clients, now, monkeypatch
):
    monkeypatch.setattr(timers, "BOT_PAUSE", 0.0)
    rules = Rules(laps=1, second_clue="none")
    room, (maya,) = await now(table_of, 1, rules=rules)
    for _ in range(2):
        await now(membership.add_bot, room.code, room.host_id)
    await now(start_game, room.code, room.host_id)
    await now(admission.enter, room.code, guests.guest_of({guests.KEY: "Ana"}), name="Ana")
    ana = await (await clients(room, "Ana")).settled()
    assert ana.view["you"]["may"] == []
    await now(membership.leave, room.code, guests.guest_of({guests.KEY: maya}))
    for _ in range(3):
        scored = {"scored", "over"}
        while ana.view["table"]["phase"] not in scored or not ana.view["you"]["host"]:
            await ana.next()
        if ana.view["table"]["phase"] == "over":
            break
        assert ana.view["you"]["may"] == ["next_round"]
        done = await ana.act(type="next_round")
        await ana.until_version(done["version"])
    assert ana.view["table"]["phase"] == "over"
    assert ana.view["you"]["may"] == []
