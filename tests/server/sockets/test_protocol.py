"""/protocol.json is true: every message of a whole game is as it says, and nothing else is."""

import json
from functools import cache

import jsonschema
import pytest
from django.test import Client as Browser

from colorclues.games.start import start_game
from colorclues.models import GameEvent
from colorclues.rooms import host_controls
from colorclues.sockets.close_codes import Close
from colorclues.sockets.protocol import description
from game_engine import Rules
from tests.server.conftest import Client
from tests.server.factories import table_of

pytestmark = pytest.mark.django_db(transaction=True)


@cache
def kinds(operation):
    """Return what checks each message of one of the operations, by its type."""
    told = json.loads(json.dumps(description()))
    names = [ref["$ref"].rsplit("/", 1)[1] for ref in told["operations"][operation]["messages"]]
    messages = [told["components"]["messages"][name] for name in names]
    return {
        one["name"]: jsonschema.Draft202012Validator(
            one["payload"] | {"components": told["components"]}
        )
        for one in messages
    }


def is_described(operation, message):
    """Return whether a message is one of an operation's, and has the fields of its type."""
    kind = kinds(operation).get(message.get("type"))
    return kind is not None and kind.is_valid(message)


async def play_round(seats, number, now, game):
    """Play a round in which the first clue is challenged and stands, and the second is skipped."""
    version = await now(GameEvent.objects.count)
    for client in seats:
        await client.until_version(version, game.pk)
    giver = next(c for c in seats if c.view["you"]["seat"] == seats[0].view["table"]["giver"])
    others = [c for c in seats if c is not giver]
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0], id=f"target{number}")
    assert (await giver.act(type="give_clue", text="red"))["code"] == "clue_plain_color"
    await giver.act(type="give_clue", text=["coffee", "sunset", "moss"][number])
    await others[0].act(type="challenge_clue")
    await others[1].act(type="vote", uphold=False)
    for row in "AB":
        version = await now(GameEvent.objects.count)
        await seats[0].until_version(version)
        (acts,) = seats[0].view["table"]["to_act"]
        guesser = next(c for c in others if c.view["you"]["seat"] == acts)
        await guesser.act(type="place_guess", square=f"{row}{number + 3}")
    await giver.act(type="skip_clue")


async def test_every_message_of_a_whole_game_is_as_described(clients, now):
    room, known = await now(table_of, 3, rules=Rules(laps=1, guess_seconds=90))
    seats = [await (await clients(room, secret)).settled() for secret in known]
    watching = await (await clients(room)).settled()
    host, ana, _ = seats
    await ana.send(type="edit", field="laps")
    await host.until_type("editing")
    game = await now(start_game, room.code, room.host_id)
    for number in range(3):
        await play_round(seats, number, now, game)
        await ana.send(type="typing")
        await host.until_type("presence")
        await ana.act(type="chat", text=f"round {number}")
        await ana.act(type="react", emoji="🎯")
        if number < 2:
            await host.act(type="next_round")
    await host.send(type="hello", version=0)
    await now(host_controls.pause, room.code, room.host_id)
    await host.until(
        lambda message: message["type"] == "turn_update" and message["table"]["paused"]
    )
    assert host.view["table"]["phase"] == "over"
    await now(host_controls.end, room.code, room.host_id)
    everyone = [*seats, watching]
    for client in everyone:
        assert await client.until_closed() == Close.ENDED.code
    told = [json.loads(frame) for client in everyone for frame in client.frames]
    said = [message for client in everyone for message in client.sent]
    assert [message for message in told if not is_described("tell", message)] == []
    assert [message for message in said if not is_described("hear", message)] == []
    assert {message["type"] for message in told} >= {
        *("turn_update", "done", "refusal", "lobby_changed", "chat", "presence", "editing"),
        *("tick", "bye"),
    }


async def test_what_guests_own_pages_are_told_is_as_described(now):
    room, known = await now(table_of, 3)
    page = await Client(room.code, known[0], path="/ws/me/").connect()
    assert is_described("tellPages", await page.next())
    await page.leave()


@pytest.mark.parametrize(
    "message",
    [
        {"type": "place_guess"},
        {"type": "place_guess", "square": 3},
        {"type": "place_guess", "square": "A1", "seat": 2},
        {"type": "no_such_message"},
        {},
    ],
)
def test_what_the_server_refuses_is_not_described(message):
    assert not is_described("hear", message)


@pytest.mark.parametrize("extra", [{"target": "A1"}, {"type": "view"}])
def test_a_message_with_something_more_or_else_is_found(extra):
    message = {"type": "done", "id": None, "version": 3}
    assert is_described("tell", message)
    assert not is_described("tell", message | extra)


def test_anybody_may_read_it_and_all_its_references_lead_somewhere():
    told = Browser().get("/protocol.json").json()

    def references(part):
        if isinstance(part, dict):
            yield from [part["$ref"]] if "$ref" in part else []
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                yield from references(one)

    for reference in references(told):
        at = told
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]
    assert {row["code"] for row in told["x-close-codes"]} == {close.code for close in Close}
