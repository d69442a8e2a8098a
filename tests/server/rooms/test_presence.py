"""Who is doing what at this moment, and how many watch."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from colorclues.games.start import start_game
from colorclues.models import Player
from colorclues.rooms import connections, membership
from colorclues.sockets import listener
from game_engine import GuessOrder, Rules
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begin(clients, now):
    """Give a function that brings a game of three to the first guess: giver, then guessers."""

    async def play(rules=None):
        room, known = await now(table_of, 3, rules=rules)
        seats = [await (await clients(room, secret)).settled() for secret in known]
        game = await now(start_game, room.code, room.host_id)
        for client in seats:
            await client.until_started(game.pk)
        giving = seats[0].view["table"]["giver"]
        order = [seats[(giving + i) % 3] for i in range(3)]
        await order[0].act(type="choose_target", square=order[0].view["you"]["card"][0])
        version = (await order[0].act(type="give_clue", text="coffee"))["version"]
        for client in seats:
            await client.until_version(version)
        return order

    return play


def number_of(client):
    seat = client.view["you"]["seat"]
    return next(p["id"] for p in client.view["table"]["players"] if p["seat"] == seat)


async def test_the_others_see_who_is_typing(begin):
    giver, first, second = await begin()
    await first.send(type="typing")
    for other in (giver, second):
        told = await other.until_type("presence")
        assert told == {"type": "presence", "player": number_of(first), "doing": "typing"}
    assert await first.quiet()


async def test_the_giver_who_is_muted_does_not_type(begin):
    giver, first, _ = await begin()
    await giver.send(type="typing")
    assert await first.quiet()


async def test_the_others_see_whose_turn_it_is_aiming_and_not_where(begin):
    giver, first, second = await begin()
    await first.send(type="aim")
    told = await giver.until_type("presence")
    assert told == {"type": "presence", "player": number_of(first), "doing": "aiming"}
    await second.until_type("presence")
    await second.send(type="aim")
    assert await giver.quiet()


async def test_where_a_player_aims_cannot_even_be_said(begin):
    _, first, _ = await begin()
    assert (await first.act(type="aim", square="H9"))["code"] == "invalid"


async def test_nobody_is_told_who_aims_where_all_guess_at_once(begin):
    _, first, second = await begin(Rules(guess_order=GuessOrder.SIMULTANEOUS))
    await first.send(type="aim")
    assert await second.quiet()


async def test_spectators_are_counted_as_they_come_and_go(clients, now):
    room, known = await now(table_of, 3)
    host = await clients(room, known[0])
    await host.until_type("chat")
    watching = [await clients(room) for _ in range(2)]
    await host.until(lambda m: m.get("table", {}).get("spectators") == 2)
    await watching[0].leave()
    watching[0].closed = 1000
    await host.until(lambda m: m.get("table", {}).get("spectators") == 1)


async def test_spectators_of_other_processes_count_until_their_lease_is_over(clients, now):
    room, known = await now(table_of, 3)
    for number in range(7):
        await now(connections.take, room.code, f"another {number}", None)
    host = await clients(room, known[0])
    assert (await host.until_type("turn_update"))["table"]["spectators"] == 7
    await now(room.connections.update, until="2026-01-01T00:00:00Z")
    later = await clients(room, known[1])
    assert (await later.until_type("turn_update"))["table"]["spectators"] == 0


async def test_a_page_knows_the_servers_time_before_anything_is_said(clients, now):
    room, known = await now(table_of, 3)
    host = await clients(room, known[0])
    before = datetime.now(UTC).timestamp() * 1000
    told = await host.until_type("tick")
    assert [json.loads(frame)["type"] for frame in host.frames] == ["turn_update", "tick"]
    assert abs(told["now"] - before) < 60_000
    assert told["version"] == host.view["version"]


def skippable(client):
    return [player["skippable"] for player in client.view["table"]["players"]]


def was_seen(seconds, **which):
    Player.objects.filter(**which).update(seen_at=timezone.now() - timedelta(seconds=seconds))


async def test_all_see_whose_turn_may_be_skipped(clients, now):
    room, known = await now(table_of, 4)
    await now(start_game, room.code, room.host_id)
    await now(membership.seat, room, "late", "Late")
    await now(was_seen, 46, seat=1)
    await now(was_seen, 40, seat=2)
    await now(was_seen, 46, seat=None)
    for secret in (known[0], None):
        client = await (await clients(room, secret)).settled()
        late, *seated = sorted(
            client.view["table"]["players"], key=lambda p: -1 if p["seat"] is None else p["seat"]
        )
        assert (late["away"], late["skippable"]) == (True, False)
        assert [p["away"] for p in seated] == [False, True, True, seated[3]["away"]]
        assert [p["skippable"] for p in seated] == [False, True, False, False]


async def test_that_a_turn_may_be_skipped_is_seen_when_the_time_has_come(clients, now, monkeypatch):
    monkeypatch.setattr(listener, "TICK", 0.2)
    room, known = await now(table_of, 3)
    await now(was_seen, 43, seat=1)
    host = await (await clients(room, known[0])).settled()
    assert skippable(host) == [False, False, False]
    await host.until_type("turn_update")
    assert skippable(host) == [False, True, False]
    await now(was_seen, 0, seat=1)
    await host.until_type("turn_update")
    assert skippable(host) == [False, False, False]
