"""Deadlines come from the log, so they survive a restart of the server, and of the database."""

import asyncio
import sqlite3
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models import F

from colorclues import guests
from colorclues.games import timers
from colorclues.games.start import start_game
from colorclues.games.store import GameStore
from colorclues.models import Game, GameEvent
from colorclues.rooms import membership
from colorclues.sockets import listener
from game_engine import Rules
from tests.server.conftest import restart
from tests.server.factories import table_of
from tests.servers import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def long_ago(seconds):
    """Put the whole game that many seconds into the past."""
    Game.objects.update(started_at=F("started_at") - timedelta(seconds=seconds))
    GameEvent.objects.update(at=F("at") - timedelta(seconds=seconds))


async def test_a_late_giver_is_passed_when_someone_looks_again(clients, now):
    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    game = await now(start_game, room.code, room.host_id)
    await now(long_ago, 31)
    client = await clients(room, known[0])
    await client.until_version(1, game.pk)
    assert client.view["table"]["phase"] == "scored"
    assert client.view["table"]["points"] == [0, 0, 0]


async def test_a_giver_in_time_is_not_passed(clients, now):
    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    await now(start_game, room.code, room.host_id)
    await now(long_ago, 20)
    client = await clients(room, known[0])
    view = await client.until_type("turn_update")
    assert view["table"]["phase"] == "choosing"
    assert view["table"]["deadline"] is not None
    await client.until_type("chat")
    assert await client.quiet()


async def test_late_guessers_are_passed_one_by_one_and_the_pieces_that_stand_count(clients, now):
    room, known = await now(table_of, 3, rules=Rules(guess_seconds=30, second_clue="none"))
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    giver = seats[seats[0].view["table"]["giver"]]
    target = giver.view["you"]["card"][0]
    await giver.act(type="choose_target", square=target)
    version = (await giver.act(type="give_clue", text="coffee"))["version"]
    first = seats[(giver.view["you"]["seat"] + 1) % 3]
    await first.until_version(version)
    await first.act(type="place_guess", square=target)
    for client in seats:
        await client.leave()
        client.closed = 1000
    await now(long_ago, 31)
    restart()
    again = await clients(room, known[0])
    await again.until_version(version + 3)
    points = again.view["table"]["points"]
    assert points[first.view["you"]["seat"]] == 3
    assert points[giver.view["you"]["seat"]] == 2


async def test_all_late_seats_are_passed_together_when_guesses_are_simultaneous(clients, now):
    rules = Rules(guess_seconds=30, guess_order="simultaneous", second_clue="none")
    room, known = await now(table_of, 4, rules=rules)
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    giver = seats[seats[0].view["table"]["giver"]]
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    await giver.act(type="give_clue", text="coffee")
    for client in seats:
        await client.leave()
        client.closed = 1000
    await now(long_ago, 31)
    restart()
    again = await clients(room, known[0])
    await again.until_version(6)
    assert again.view["table"]["phase"] == "scored"
    kinds = await now(lambda: [row.data["type"] for row in GameEvent.objects.all()])
    assert kinds[2:] == ["passed", "passed", "passed", "round_scored"]


@pytest.fixture
async def spoil(now, monkeypatch):
    """Give a function that lets nobody write to the database while a method first tries to."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is locked as a whole")
    default = connections.settings["default"]
    monkeypatch.setitem(default["OPTIONS"], "timeout", 0.05)
    monkeypatch.setattr(listener, "TICK", 0.3)
    await now(connections.close_all)
    other = sqlite3.connect(default["NAME"], isolation_level=None)

    def of(method):
        whole, failed = getattr(GameStore, method), asyncio.Event()

        async def spoilt(*args):
            if failed.is_set():
                return await whole(*args)
            other.execute("BEGIN IMMEDIATE")
            try:
                return await whole(*args)
            finally:
                other.rollback()
                failed.set()

        monkeypatch.setattr(GameStore, method, spoilt)
        return failed

    yield of
    other.close()
    await now(connections.close_all)


async def test_a_deadline_that_met_no_database_is_kept_when_there_is_one_again(clients, now, spoil):
    failed = spoil("pass_late")
    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    game = await now(start_game, room.code, room.host_id)
    await now(long_ago, 29)
    client = await clients(room, known[0])
    view = await asyncio.wait_for(client.until_version(1, game.pk), PATIENCE)
    assert view["table"]["phase"] == "scored"
    assert failed.is_set()


async def test_a_bot_that_met_no_database_plays_when_there_is_one_again(clients, now, spoil):
    failed = spoil("submit_for")
    room, known = await now(table_of, 1)
    for _ in range(2):
        await now(membership.add_bot, room.code, room.host_id)
    game = await now(start_game, room.code, room.host_id)
    await now(give_turn_to, game, 1)
    client = await clients(room, known[0])
    await asyncio.wait_for(client.until_version(1, game.pk), PATIENCE)
    assert failed.is_set()


async def test_a_seat_that_is_left_while_there_is_no_database_is_passed_later(clients, now, spoil):
    failed = spoil("pass_vacant")
    room, known = await now(table_of, 4)
    game = await now(start_game, room.code, room.host_id)
    await now(give_turn_to, game, 1)
    client = await (await clients(room, known[0])).settled()
    await now(membership.leave, room.code, guests.guest_of({guests.KEY: known[1]}))
    await asyncio.wait_for(client.until_version(1, game.pk), PATIENCE)
    assert failed.is_set()


async def test_a_clock_that_goes_off_too_early_is_wound_again(clients, now, monkeypatch):
    class Fast(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=2)

    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    game = await now(start_game, room.code, room.host_id)
    await now(long_ago, 27)
    monkeypatch.setattr(timers, "datetime", Fast)
    client = await (await clients(room, known[0])).settled()
    monkeypatch.setattr(timers, "datetime", datetime)
    assert (await client.until_version(1, game.pk))["table"]["phase"] == "scored"


def give_turn_to(game, seat):
    """Let this seat be the first giver."""
    game.setup["first_giver"] = seat
    game.save()
