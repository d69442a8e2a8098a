"""The one channel of a process, which its sockets are named by."""

import pytest
from channels.layers import get_channel_layer

from colorclues import notify
from colorclues.models import Connection
from colorclues.rooms import host_controls
from colorclues.sockets.listener import listener
from tests.server.conftest import Client
from tests.server.factories import table_of
from tests.servers import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_channel_name_says_at_which_process_a_socket_is_and_which_one_it_is_there(
    clients, now
):
    room, known = await now(table_of, 3)
    for secret in known:
        await (await clients(room, secret)).settled()
    names = await now(list, Connection.objects.values_list("name", flat=True))
    assert [name.rsplit("/", 1)[0] for name in names] == [await listener()._open()] * 3
    assert sorted(int(name.rsplit("/", 1)[1]) for name in names) == [1, 2, 3]


async def test_all_sockets_of_a_process_hear_by_one_channel(clients, now):
    room, known = await now(table_of, 3)
    before = set(get_channel_layer().channels)
    table = await (await clients(room, known[0])).settled()
    feed = await Client(room.code, known[0], path="/ws/me/").connect()
    words = await Client(room.code, known[0], path=f"/ws/t/{room.code}/words/").connect()
    await feed.until_type("changed")
    await words.socket.receive_output(timeout=PATIENCE)
    assert len(set(get_channel_layer().channels) - before) <= 1
    for client in (feed, words, table):
        await client.leave()
        client.closed = 1000


async def test_what_another_version_says_is_passed_over(clients, now):
    room, known = await now(table_of, 3)
    client = await (await clients(room, known[0])).settled()
    group = notify.room_group(room.code)
    for message in (
        {"type": "later", "room": room.code},
        {"type": "bell"},
        {"type": "x", "game": 1},
    ):
        await get_channel_layer().group_send(group, message)
    await now(host_controls.pause, room.code, room.host_id)
    assert (await client.until_type("turn_update"))["table"]["paused"]
