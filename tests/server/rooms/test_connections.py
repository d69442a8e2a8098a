"""The leases of open sockets: who has a place, for how long, and who has to make way."""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from colorclues.models import Connection, Player, Room
from colorclues.rooms import changes, connections, presence
from colorclues.sockets import room_hub
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = "2026-01-01T00:00:00Z"


@pytest.fixture
def room():
    return table_of(3)[0]


def minutes_ago(number):
    return timezone.now() - timedelta(minutes=number)


def names():
    return sorted(Connection.objects.values_list("name", flat=True))


def test_a_spectator_who_comes_to_a_full_room_has_no_place(room):
    for number in range(connections.SPECTATORS):
        assert connections.take(room.code, f"{number:02}", None) == []
    with pytest.raises(connections.Crowded):
        connections.take(room.code, "late", None)
    assert connections.take(room.code, "seated", room.host_id) == []
    assert presence.count_spectators([room]) == {room.pk: connections.SPECTATORS}


def test_the_oldest_socket_of_a_seat_makes_way_for_the_newest(room):
    other = Player.objects.get(seat=1).pk
    assert [connections.take(room.code, name, room.host_id) for name in "abc"] == [[], [], []]
    assert connections.take(room.code, "other", other) == []
    assert connections.take(room.code, "d", room.host_id) == ["a"]
    assert names() == ["b", "c", "d", "other"]


def test_a_lease_that_is_over_counts_for_nobody(room):
    for name in "abc":
        connections.take(room.code, name, room.host_id)
    Connection.objects.update(until=LONG_AGO)
    assert connections.take(room.code, "d", room.host_id) == []


def test_a_socket_whose_process_was_held_up_keeps_its_place_if_it_is_free(room, monkeypatch):
    monkeypatch.setattr(connections, "SPECTATORS", 1)
    connections.take(room.code, "held up", None)
    Connection.objects.update(until=minutes_ago(5))
    assert connections.renew({"held up"}) == {"held up"}
    assert Connection.objects.get().until > minutes_ago(0)


def test_a_socket_whose_process_was_held_up_loses_its_place_to_who_came_meanwhile(
    room, monkeypatch
):
    monkeypatch.setattr(connections, "SPECTATORS", 1)
    connections.take(room.code, "held up", None)
    Connection.objects.update(until=minutes_ago(5))
    connections.take(room.code, "new", None)
    assert connections.renew({"held up"}) == set()
    assert names() == ["new"]


def test_what_killed_processes_have_left_is_cleared_away(room):
    connections.take(room.code, "left", None)
    Connection.objects.update(until=LONG_AGO)
    connections.renew(set())
    assert names() == []


def test_a_room_with_open_sockets_can_be_deleted(room):
    connections.take(room.code, "open", None)
    Room.objects.all().delete()
    assert names() == []


async def test_a_socket_has_a_place_as_long_as_it_is_open(clients, now):
    room, known = await now(table_of, 3)
    client = await (await clients(room, known[0])).settled()
    assert await now(Connection.objects.count) == 1
    await now(Connection.objects.update, until=minutes_ago(-0.1))
    await room_hub.room_hub().tick()
    assert (await now(Connection.objects.get)).until > minutes_ago(-0.5)
    await client.leave()
    client.closed = 1000
    assert await now(Connection.objects.count) == 0


async def test_that_a_tab_must_make_way_is_found_by_the_tick_too(clients, now):
    room, known = await now(table_of, 3)
    oldest = await (await clients(room, known[0])).settled()
    for name in "abc":  # At another process, whose bell is not heard here.
        await now(connections.take, room.code, name, room.host_id)
    await room_hub.room_hub().tick()
    assert await oldest.until_closed() == 4429


async def test_who_is_removed_is_told_so(clients, now):
    room, known = await now(table_of, 3)
    client = await (await clients(room, known[1])).settled()
    await now(Player.objects.filter(seat=1).delete)
    await now(changes.changed, room)
    await room_hub.room_hub().tick()
    assert await client.until_closed() == 4403


async def test_a_process_that_stops_gives_its_places_back_and_sends_nobody_away_for_good(
    clients, now, monkeypatch
):
    monkeypatch.setattr(room_hub, "FLUSH", 0.5)
    room, known = await now(table_of, 3)
    client = await (await clients(room, known[0])).settled()
    stopping = asyncio.create_task(room_hub.room_hub().stop())
    while await now(Connection.objects.count):
        pass
    await room_hub.room_hub().tick()
    await stopping
    assert await client.until_closed() == 1012
