"""Somebody's own bot: a seat by a token, and a program that plays in it."""

import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from channels.testing import WebsocketCommunicator
from django.core.management import CommandError
from django.urls import reverse

from colorclues.asgi import application
from colorclues.games.start import start_game
from colorclues.games.store import GameStore
from colorclues.management.commands.bot import MOST_REFUSED, Seat
from colorclues.management.remote import message_of, view_of
from colorclues.models import Player
from colorclues.rooms import changes, host_controls, membership
from colorclues.sockets import incoming
from colorclues.sockets.outgoing import Encoder
from game_engine import PRESETS, Phase, Rules, new_game, play, view_for
from game_engine.bots import random_bot
from game_engine.view import table_view
from tests.server.conftest import Client
from tests.server.factories import table_of
from tests.server.test_modes import page_of

pytestmark = pytest.mark.django_db(transaction=True)

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


class Robot(Client):
    """The socket of somebody's own bot."""

    def __init__(self, code, token):
        super().__init__(code)
        headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        headers.append((b"authorization", f"Bearer {token}".encode()))
        self.socket = WebsocketCommunicator(application, f"/ws/t/{code}/", headers=headers)


def bot_seat(room, name="Robot"):
    return membership.seat_program(room.code, room.host_id, name)


async def test_a_token_opens_its_seat_and_plays_there(now):
    room, _ = await now(table_of, 2, rules=Rules(laps=1, second_clue="none"))
    token = await now(bot_seat, room)
    game = await now(start_game, room.code, room.host_id)
    robot = await Robot(room.code, token).connect()
    view = await robot.until_version(0, game.pk)
    assert view["you"]["seat"] == 2
    assert view["you"]["host"] is False
    assert view["table"]["rules"]["language"] == "en"
    assert [one["bot"] for one in view["table"]["players"]] == [False, False, True]
    seat = Seat(random_bot)
    sent = seat.hear({"type": "turn_update", **view})
    assert bool(sent) == (view["table"]["giver"] == 2)
    answer = await robot.act(type="next_round")
    assert answer["code"] in {"not_host", "wrong_phase"}
    await now(host_controls.remove, room.code, room.host_id, await now(robot_of, room))
    assert await robot.until_closed() == 4403
    again = await Robot(room.code, token).connect()
    assert await again.until_closed() == 4403


def robot_of(room):
    return Player.objects.get(room=room, program=True).pk


async def test_no_other_secret_opens_a_bots_seat_and_its_token_opens_no_other(now):
    room, (_, secret) = await now(table_of, 2)
    other, _ = await now(table_of, 2)
    token = await now(bot_seat, other)
    for code, tried in ((room.code, token), (room.code, secret), (room.code, ""), (room.code, "ü")):
        robot = await Robot(code, tried).connect()
        assert await robot.until_closed() == 4403


def test_the_database_has_no_token():
    room, _ = table_of(1)
    token = bot_seat(room)
    kept = json.dumps(list(Player.objects.values("guest", "name", "symbol")))
    assert token not in kept


def test_a_bot_is_never_host():
    room, _ = table_of(2)
    bot_seat(room)
    with pytest.raises(changes.Refused) as error:
        host_controls.make_host(room.code, room.host_id, robot_of(room))
    assert error.value.code == "bot"
    for person in Player.objects.filter(program=False):
        membership.leave(room.code, person.guest)
    room.refresh_from_db()
    assert room.host is None


def test_only_the_host_makes_a_bots_seat_and_between_games():
    room, _ = table_of(3)
    with pytest.raises(changes.Refused) as error:
        membership.seat_program(room.code, Player.objects.get(seat=1).pk, "Robot")
    assert error.value.code == "not_host"
    start_game(room.code, room.host_id)
    with pytest.raises(changes.Refused) as error:
        bot_seat(room)
    assert error.value.code == "in_play"


def test_the_host_is_shown_the_link_once():
    room, (secret,) = table_of(1)
    assert 'name="name"' in page_of(room, secret, "own_bot")
    shown = page_of(room, secret, "own_bot", name="Robot")
    link = re.search(r'value="(ws[^"]+)"', shown)[1]
    assert link.startswith(
        f"ws://testserver{reverse('table', args=[room.code])}".replace("/t/", "/ws/t/")
    )
    assert link.split("#")[1] not in page_of(room, secret, "own_bot") + page_of(room, secret)
    assert "called ROBOT already" in page_of(room, secret, "own_bot", name="ROBOT")


@pytest.mark.parametrize("preset", ["official", "party", "teams", "together"])
async def test_a_remote_bot_sees_the_view_of_its_seat_and_asks_for_what_it_likes(now, preset):
    room, _ = await now(table_of, 4, rules=replace(PRESETS[preset], laps=1))
    await now(start_game, room.code, room.host_id)
    snapshot = await GameStore().snapshot(room.code)
    encoder, chance, state = Encoder(), Random(3), snapshot.state
    while state.phase is not Phase.OVER:
        now_ = replace(snapshot, play=replace(snapshot.play, state=state))
        update = encoder.update(now_, table_view(state))
        seat = state.to_act[0]
        view = view_for(state, seat)
        told = json.loads(update.for_eyes(view, None).without(()))
        seen = view_of(told["table"], told["you"])
        assert seen.table == replace(
            view.table,
            tie_break=None,
            history=tuple(replace(past, withdrawn=()) for past in view.table.history),
        )
        assert seen.you == replace(
            view.you, may=tuple(m for m in view.you.may if m != "next_round")
        )
        command = random_bot(view, chance)
        message = message_of(command)
        assert (message is None) == (state.phase is Phase.SCORED)
        assert message is None or incoming.read(json.dumps(message)).command(seat) == command
        state, _events = play(state, command)


def refusal(code):
    return {"type": "refusal", "id": None, "code": code, "reason": "No."}


def update_for_giver():
    state = new_game(3, seed=7)
    table = {
        **dict.fromkeys(("clues", "withdrawn", "to_act", "placed", "pieces"), ()),
        **dict.fromkeys(("challenged", "winners", "history"), ()),
        **{"phase": "choosing", "round": 1, "rounds": 6, "giver": 2, "clue": None},
        **{"scores": (0, 0, 0), "challenge": None, "target": None, "points": None},
    }
    card = [square.name for square in state.card]
    you = {"seat": 2, "host": False, "may": ["choose_target"], "card": card}
    you |= {"target": None, "piece": None}
    return {"type": "turn_update", "game": 1, "version": 0, "table": table, "you": you}


def test_a_bot_is_asked_again_after_a_refusal_it_can_mend_and_not_for_ever():
    seat, update = Seat(random_bot), update_for_giver()
    assert seat.hear(update) == []  # the table waits for nobody
    update["table"]["to_act"] = (2,)
    assert seat.hear(update)[0]["type"] == "choose_target"
    assert seat.hear(refusal("not_your_turn")) == []
    assert seat.hear({"type": "tick"})[0]["type"] == "choose_target"
    for _ in range(MOST_REFUSED - 1):
        assert seat.hear(refusal("clue_repeat"))[0]["type"] == "choose_target"
    with pytest.raises(CommandError, match="again and again"):
        seat.hear(refusal("clue_repeat"))
    assert seat.hear({"type": "mark", "mark": 3}) == [{"type": "ack", "mark": 3}]


def test_the_bot_of_the_readme_asks_for_what_a_table_understands():
    (code,) = re.findall(r"```python\n(import asyncio.*?)```", README, re.DOTALL)
    assert len(code.splitlines()) <= 36
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    update = update_for_giver()
    update["table"]["rules"] = {"second_clue": "optional"}
    for may, kind in (("choose_target", "choose_target"), ("give_clue", "give_clue")):
        update["you"]["may"] = [may]
        assert incoming.read(json.dumps(names["choose"](update))).__struct_config__.tag == kind
    update["you"]["may"] = ["challenge_clue", "place_guess"]
    update["table"]["pieces"] = [{"seat": 1, "square": "C3", "clue": 0}]
    asked = names["choose"](update)
    assert (asked["type"], asked["square"] != "C3") == ("place_guess", True)
    update["you"]["may"] = []
    assert names["choose"](update) is None
