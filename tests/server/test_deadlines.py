"""Deadlines come from the log, so they survive a restart of the server."""

from datetime import timedelta

import pytest
from django.db.models import F

from colorclues import people
from colorclues.models import Game, GameEvent
from game_engine import Rules
from tests.server.conftest import restart
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db(transaction=True)


def long_ago(seconds):
    """Put the whole game that many seconds into the past."""
    Game.objects.update(started_at=F("started_at") - timedelta(seconds=seconds))
    GameEvent.objects.update(at=F("at") - timedelta(seconds=seconds))


async def test_a_late_giver_is_passed_when_someone_looks_again(clients, now):
    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    game = await now(people.start_game, room.code, room.host_id)
    await now(long_ago, 31)
    client = await clients(room, known[0])
    await client.until_version(1, game.pk)
    assert client.view["table"]["phase"] == "scored"
    assert client.view["table"]["points"] == [0, 0, 0]


async def test_a_giver_in_time_is_not_passed(clients, now):
    room, known = await now(table_of, 3, rules=Rules(clue_seconds=30))
    await now(people.start_game, room.code, room.host_id)
    await now(long_ago, 20)
    client = await clients(room, known[0])
    view = await client.until_type("turn_update")
    assert view["table"]["phase"] == "choosing"
    assert view["table"]["deadline"] is not None
    await client.until_type("chat")
    assert await client.quiet()


async def test_late_guessers_are_passed_one_by_one_and_the_pieces_that_stand_count(clients, now):
    room, known = await now(table_of, 3, rules=Rules(guess_seconds=30, second_clue="none"))
    game = await now(people.start_game, room.code, room.host_id)
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
    game = await now(people.start_game, room.code, room.host_id)
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
