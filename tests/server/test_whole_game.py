"""One game with six sockets and a spectator: correct to the end, and nothing leaks."""

import json
import re

import pytest

from colorclues.games.start import start_game
from colorclues.models import Game, GameEvent
from game_engine import Rules, Square
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db(transaction=True)

CLUES = ["coffee", "sunset", "moss", "lagoon", "plum", "ember", "denim", "honey", "brick", "pearl"]


async def the_giver(seats):
    return next(c for c in seats if c.view["you"]["seat"] == seats[0].view["table"]["giver"])


async def whose_turn(seats):
    version = max(c.view["version"] for c in seats)
    for client in seats:
        await client.until_version(version)
    (acts,) = seats[0].view["table"]["to_act"]
    return next(c for c in seats if c.view["you"]["seat"] == acts)


async def test_only_the_giver_ever_sees_card_and_target(clients, now):
    """Search every byte that reached anybody, before the reveal, for the secrets."""
    room, known = await now(table_of, 6, rules=Rules(laps=1, second_clue="none"))
    seats = [await clients(room, secret) for secret in known]
    spectator = await clients(room)
    everyone = [*seats, spectator]
    for client in everyone:
        await client.until_type("turn_update")
    started = await now(start_game, room.code, room.host_id)
    for number in range(6):
        version = await now(GameEvent.objects.count)
        for client in everyone:
            await client.until_version(version, started.pk)
            client.before = len(client.frames)
        giver = await the_giver(seats)
        card = giver.view["you"]["card"]
        assert len(card) == 4
        target = card[number % 4]
        history = {past["target"] for past in giver.view["table"]["history"]}
        await giver.act(type="choose_target", square=target)
        await giver.act(type="give_clue", text=CLUES[number])
        away = [s for s in safe_squares() if s not in card and s not in history]
        for guess in range(5):
            version = await now(GameEvent.objects.count)
            for client in everyone:
                await client.until_version(version)
                client.mark = len(client.frames)
            guesser = await whose_turn(seats)
            square = away[number * 5 + guess]
            assert (await guesser.act(type="place_guess", square=square))["type"] == "done"
        version = await now(GameEvent.objects.count)
        for client in everyone:
            await client.until_version(version)
            if client is not giver:
                seen = "".join(client.frames[client.before : client.mark])
                assert_not_in(card, seen, history)
        host = seats[0]
        assert host.view["table"]["target"] == target
        if host.view["table"]["phase"] == "scored":
            assert (await host.act(type="next_round"))["type"] == "done"
    assert {client.view["table"]["phase"] for client in everyone} == {"over"}
    game = await now(Game.objects.get)
    assert game.ended_at is not None
    numbers = await now(lambda: list(game.events.values_list("number", flat=True)))
    assert numbers == list(range(1, len(numbers) + 1))


def safe_squares():
    return [f"{row}{column}" for column in range(1, 31, 3) for row in "ABCDEFGHIJKLMNOP"]


def assert_not_in(secrets, text, known):
    names = set(re.findall(r"[A-P](?:30|[12][0-9]|[1-9])\b", text))
    assert names.isdisjoint(set(secrets) - known), names & set(secrets)
    for secret in secrets:
        square = Square.parse(secret)
        assert f'"row":{square.row},"column":{square.column}' not in text


async def test_the_giver_keeps_the_card_after_a_reload(clients, now):
    room, known = await now(table_of, 3)
    await now(start_game, room.code, room.host_id)
    seats = [await clients(room, secret) for secret in known]
    for client in seats:
        await client.until_type("turn_update")
    giver = await the_giver(seats)
    again = await clients(room, known[giver.view["you"]["seat"]])
    await again.until_type("turn_update")
    assert again.view["you"] == giver.view["you"]
    assert json.loads(again.frames[0]) == again.view
