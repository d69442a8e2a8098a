"""The one channel of a process, which its sockets are named by."""

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer

from colorclues import notify
from colorclues.games.start import start_game
from colorclues.models import Connection
from colorclues.rooms import host_controls
from colorclues.sockets import listener as listening
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


class DeafLayer(InMemoryChannelLayer):
    """A channel layer on which nothing arrives."""

    async def group_send(self, group, message):
        """Lose it."""


def use(settings, layer):
    name = layer if isinstance(layer, str) else f"{layer.__module__}.{layer.__name__}"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": name}}


async def test_who_sits_at_the_process_of_who_moved_needs_no_channel_layer(
    clients, now, settings, monkeypatch
):
    use(settings, DeafLayer)
    monkeypatch.setattr(listening, "TICK", 3600.0)
    room, known = await now(table_of, 3)
    seats = [await (await clients(room, secret)).settled() for secret in known]
    game = await now(start_game, room.code, room.host_id)
    for client in seats:
        await client.until_version(0, game.pk)
    giver = next(c for c in seats if c.view["you"]["may"])
    done = await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    for client in seats:
        await client.until_version(done["version"])


async def test_what_a_process_has_said_it_does_not_hear_again(clients, now, settings):
    use(settings, "channels.layers.InMemoryChannelLayer")
    room, known = await now(table_of, 3)
    maya, tom = [await (await clients(room, secret)).settled() for secret in known[:2]]
    await tom.send(type="typing")
    await maya.until_type("presence")
    # Comes after all that was sent before it, by the layer too.
    await get_channel_layer().group_send(
        notify.room_group(room.code),
        {"type": "doing", "room": room.code, "player": room.host_id + 1, "doing": "aiming"},
    )
    await maya.until(lambda m: m["type"] == "presence" and m["doing"] == "aiming")
    assert sum('"typing"' in frame for frame in maya.frames) == 1
