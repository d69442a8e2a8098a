"""The socket: bad input goes back to its author alone, repeats are harmless."""

import asyncio
import json

import pytest
from channels.testing import WebsocketCommunicator

from colorclues.asgi import application
from colorclues.games.start import start_game
from colorclues.models import GameEvent, Player
from colorclues.rooms import host_controls
from colorclues.sockets.base import MAX_INVALID
from colorclues.sockets.game_consumer import GameConsumer
from colorclues.sockets.room_hub import room_hub
from tests.server.conftest import Client
from tests.server.factories import RoomFactory, table_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def table(clients, now):
    """A game of three at its beginning: giver, two guessers in turn, and a spectator."""
    room, known = await now(table_of, 3)
    seats = [await (await clients(room, secret)).settled() for secret in known]
    watching = await (await clients(room)).settled()
    game = await now(start_game, room.code, room.host_id)
    for client in [*seats, watching]:
        await client.until_started(game.pk)
    giver = seats[0].view["table"]["giver"]
    order = [seats[(giver + i) % 3] for i in range(3)]
    return room, order, watching


async def give_clue(giver, text="coffee"):
    """Bring the game to the first guess."""
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    answer = await giver.act(type="give_clue", text=text)
    assert answer["type"] == "done"
    return answer["version"]


NONSENSE = {
    "bad json": "{",
    "a list": "[1, 2]",
    "a number": "7",
    "null": "null",
    "unknown message": '{"type": "steal"}',
    "no type": "{}",
    "wrong type of field": '{"type": "place_guess", "square": 7}',
    "missing field": '{"type": "place_guess"}',
    "unknown field": '{"type": "skip_clue", "force": true}',
    "foreign seat": '{"type": "place_guess", "square": "A1", "seat": 2}',
    "no such square": '{"type": "place_guess", "square": "Z99"}',
    "square with a blank": '{"type": "place_guess", "square": "A 1"}',
    "too long": json.dumps({"type": "give_clue", "text": "x" * 9000}),
    "long id": json.dumps({"type": "skip_clue", "id": "x" * 65}),
    "huge number": '{"type": "skip_turn", "seat": ' + "9" * 5000 + "}",
    "NaN": '{"type": "skip_turn", "seat": NaN}',
    "bool for a seat": '{"type": "skip_turn", "seat": true}',
    "deep nesting": '{"type": "give_clue", "text": ' + "[" * 3000 + "]" * 3000 + "}",
    "lone surrogate in json": '{"type": "give_clue", "text": "\\ud800"}',
}


@pytest.mark.parametrize("frame", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_is_refused_to_its_author_alone(table, frame):
    _, (giver, guesser, _), watching = table
    await guesser.socket.send_to(text_data=frame)
    answer = await guesser.until_type("refusal")
    assert answer["code"] in {"invalid", "too_long"}
    assert answer["reason"]
    assert await giver.quiet()
    assert await watching.quiet()


@pytest.mark.parametrize("letter", ["x", "é", "👍"])
async def test_a_frame_that_is_too_long_is_thrown_away_before_it_has_its_turn(
    table, now, monkeypatch, letter
):
    _, (giver, _, other), _ = table
    whole, hold, taken = GameConsumer.receive, asyncio.Event(), []

    async def slow(self, text_data=None, bytes_data=None):
        taken.append(len(text_data.encode()))
        await hold.wait()
        await whole(self, text_data, bytes_data)

    monkeypatch.setattr(GameConsumer, "receive", slow)
    await giver.send(type="hello", version=0)
    text = letter * (8200 // len(letter.encode()))
    for _ in range(MAX_INVALID - 1):
        await giver.socket.send_to(text_data=f'{{"type":"chat","text":"{text}"}}')
        assert (await giver.until_type("refusal"))["code"] == "too_long"
    await giver.socket.send_to(text_data=f'{{"type":"chat","text":"{text}"}}')
    assert await giver.until_closed() == 4400
    hold.set()
    assert max(taken) < 100
    assert await other.quiet()


async def test_a_binary_frame_is_refused(table):
    _, (giver, _, _), _ = table
    await giver.socket.send_to(bytes_data=b"\x00\xff")
    assert (await giver.until_type("refusal"))["code"] == "invalid"


async def test_a_socket_that_talks_nothing_but_nonsense_is_closed(table):
    _, (_, guesser, other), _ = table
    for _ in range(MAX_INVALID):
        await guesser.socket.send_to(text_data="?")
    assert await guesser.until_closed() == 4400
    assert await other.quiet()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "place_guess", "square": "A1"}, "wrong_phase"),
        ({"type": "skip_clue"}, "wrong_phase"),
        ({"type": "next_round"}, "wrong_phase"),
        ({"type": "vote", "uphold": True}, "wrong_phase"),
        ({"type": "challenge_clue"}, "wrong_phase"),
        ({"type": "redraw_card"}, "no_redraw"),
    ],
)
async def test_out_of_phase_is_refused(clients, now, message, code):
    room, known = await now(table_of, 3)
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    host = seats[0]
    giving = host.view["table"]["giver"] == 0
    answer = await host.act(**message)
    guessing = message["type"] in {"place_guess", "challenge_clue", "vote"}
    assert answer["code"] in ({code, "giver_cannot_guess"} if giving and guessing else {code})
    assert await now(GameEvent.objects.count) == 0


async def test_out_of_turn_is_refused(table):
    _, (giver, _, late), _ = table
    await give_clue(giver)
    answer = await late.act(type="place_guess", square="A1", id="early")
    assert (answer["type"], answer["code"], answer["id"]) == ("refusal", "not_your_turn", "early")


async def test_a_taken_square_is_named_in_the_refusal(table):
    _, (giver, first, second), _ = table
    await give_clue(giver)
    await first.act(type="place_guess", square="H9")
    answer = await second.act(type="place_guess", square="H9")
    assert (answer["code"], answer["reason"]) == ("square_taken", "H9 is taken.")


async def test_a_spectator_cannot_act(table, now):
    _, _, watching = table
    answer = await watching.act(type="place_guess", square="A1")
    assert answer["code"] == "not_seated"
    assert await now(GameEvent.objects.count) == 0


async def test_a_command_with_an_id_is_done_once(table, now):
    _, (giver, _, _), _ = table
    square = giver.view["you"]["card"][0]
    first = await giver.act(type="choose_target", square=square, id="one")
    again = await giver.act(type="choose_target", square=square, id="one")
    assert first == again == {"type": "done", "id": "one", "version": 1}
    assert await now(GameEvent.objects.count) == 1


async def test_ids_of_different_seats_do_not_meet(table):
    _, (giver, first, second), _ = table
    await give_clue(giver)
    one = await first.act(type="place_guess", square="H9", id="same")
    two = await second.act(type="place_guess", square="H10", id="same")
    assert one["version"] < two["version"]


async def test_only_the_host_starts_the_next_round(clients, now):
    room, known = await now(table_of, 3)
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    giver = seats[seats[0].view["table"]["giver"]]
    # The host passes for everyone who is late; with the giver that ends the round.
    answer = await seats[0].act(type="skip_turn", seat=giver.view["you"]["seat"])
    assert answer["type"] == "done"
    refused = await seats[1].act(type="next_round")
    assert refused["code"] == "not_host"
    assert (await seats[0].act(type="next_round"))["type"] == "done"


async def test_only_the_host_skips_a_turn(table):
    room, order, _ = table
    del room
    guest = next(client for client in order if not client.view["you"]["host"])
    answer = await guest.act(type="skip_turn", seat=order[0].view["you"]["seat"])
    assert answer["code"] == "not_host"


async def test_hello_brings_the_whole_view(table):
    _, (giver, _, _), _ = table
    before = giver.view
    await giver.send(type="hello", version=0)
    assert await giver.until_type("turn_update") == before


async def test_a_player_who_was_removed_can_do_nothing_on_an_open_socket(table, now):
    _, (giver, guesser, _), _ = table
    await give_clue(giver)
    await now(Player.objects.filter(pk__gt=0, seat=guesser.view["you"]["seat"]).delete)
    answer = await guesser.act(type="place_guess", square="A1")
    assert answer["code"] == "not_seated"


async def test_an_unknown_room_closes_with_4404(transactional_db):
    client = await Client("NOROOM").connect()
    assert await client.until_closed() == 4404


async def test_an_unknown_path_closes_with_4404(transactional_db):
    client = await Client("", path="/ws/elsewhere").connect()
    assert await client.until_closed() == 4404


async def test_another_sites_page_cannot_open_a_socket(now):
    room = await now(RoomFactory)
    headers = [(b"host", b"localhost"), (b"origin", b"https://evil.example")]
    socket = WebsocketCommunicator(application, f"/ws/t/{room.code}/", headers=headers)
    connected, _ = await socket.connect()
    assert not connected


async def test_the_code_is_read_in_either_case(clients, now):
    room, known = await now(table_of, 3)
    client = Client(room.code.lower(), known[0])
    await client.connect()
    assert (await client.until_type("turn_update"))["table"]["code"] == room.code
    await client.leave()


async def test_a_second_tab_sees_and_plays_the_same_seat(table, clients, now):
    room, (giver, _, _), _ = table
    player = await now(Player.objects.get, room=room, seat=giver.view["you"]["seat"])
    assert player.guest
    await giver.act(type="choose_target", square=giver.view["you"]["card"][1])
    assert giver.view["you"]["seat"] == player.seat


async def test_a_clue_is_kept_in_its_clean_form(table):
    _, (giver, guesser, _), _ = table
    version = await give_clue(giver, "ｃｏｆ\u200bｆｅｅ")
    await guesser.until_version(version)
    assert guesser.view["table"]["clues"] == ["coffee"]


@pytest.mark.parametrize("text", ["\u202eeffoc", "a\x00b", "\ue000", "x" * 50])
async def test_a_clue_that_cannot_be_shown_is_refused(table, text):
    _, (giver, _, _), watching = table
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    assert (await giver.act(type="give_clue", text=text))["code"].startswith("clue_")
    await watching.until_version(1)
    assert await watching.quiet()


@pytest.fixture
async def big_screen(now):
    """Give a function that opens the socket of the TV page."""
    opened = []

    async def connect(room, secret=None):
        client = Client(room.code, secret, f"/ws/t/{room.code}/?tv=1")
        opened.append(client)
        return await client.connect()

    yield connect
    for client in opened:
        if client.closed is None:
            await client.leave()


async def test_a_big_screen_shows_no_seats_secrets_whoever_opens_it(now, clients, big_screen):
    room, known = await now(table_of, 3)
    game = await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_version(0, game.pk)
    giver = seats[0].view["table"]["giver"]
    await seats[giver].act(type="choose_target", square=seats[giver].view["you"]["card"][0])
    screen = await (await big_screen(room, known[giver])).settled()
    nobody = {"seat": None, "host": False, "may": [], "card": [], "target": None, "piece": None}
    assert screen.view["you"] == nobody
    assert (await screen.act(type="give_clue", text="coffee"))["code"] == "not_seated"
    await seats[giver].act(type="give_clue", text="coffee")
    assert (await screen.until_version(2))["you"] == nobody


async def test_a_big_screen_is_no_sign_of_life_of_its_player(now, big_screen):
    room, known = await now(table_of, 3)
    await now(Player.objects.update, seen_at="2026-01-01T00:00:00Z")
    await (await big_screen(room, known[0])).settled()
    await room_hub().tick()
    assert not await now(Player.objects.filter(seen_at__gt="2026-01-02T00:00:00Z").exists)


async def test_the_big_screen_of_a_private_table_is_for_its_players_while_they_are(now, big_screen):
    room, known = await now(table_of, 3)
    await now(host_controls.admit_by, room.code, room.host_id, "link", listed=False)
    assert await (await big_screen(room, "of a stranger")).until_closed() == 4403
    screen = await (await big_screen(room, known[1])).settled()
    banned = await now(Player.objects.get, room=room, seat=1)
    await now(host_controls.ban, room.code, room.host_id, banned.pk)
    assert await screen.until_closed() == 4403
    assert await (await big_screen(room, known[1])).until_closed() == 4403
