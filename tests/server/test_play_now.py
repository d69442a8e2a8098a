"""Play now: one press, and a game is on, in which a person who comes alone guesses first."""

import pytest
from django.core.cache import cache
from django.test import Client

from colorclues.games import start
from colorclues.models import Game, Room
from colorclues.rooms.membership import BOT_NAMES
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def press(client, **post):
    return client.post("/play", post)


@pytest.mark.parametrize("_again", range(3))
def test_a_press_opens_a_table_with_bots_at_which_the_person_guesses_first(_again):
    answer = press(Client())
    room, game = Room.objects.get(), Game.objects.get()
    assert answer.url == f"/t/{room.code}/"
    assert [player.bot for player in room.players.all()] == [False, True, True, True]
    person = room.players.get(bot=False)
    assert room.host == person
    assert person.seat == (game.setup["first_giver"] + 1) % 4
    assert person.name in start.NAMES
    assert room.goes_on


def test_who_has_said_a_name_keeps_it():
    client = browser()
    client.post("/new", {"player_name": "Bo", "symbol": "★", "preset": "official"})
    press(client)
    room = Room.objects.latest("pk")
    person = room.players.get(bot=False)
    assert (person.name, person.symbol, room.name) == ("Bo", "★", "Bo’s table")
    assert {bot.name for bot in room.players.filter(bot=True)} <= set(BOT_NAMES) - {"Bo"}


def test_the_clues_are_in_the_language_that_the_person_reads():
    Client(headers={"accept-language": "pt"}).post("/play")
    assert Room.objects.get().rules["language"] == "pt"


def test_no_bot_is_called_as_a_person_may_be_by_default():
    assert set(start.NAMES).isdisjoint(BOT_NAMES)


def test_nobody_opens_tables_without_end(settings):
    settings.ROOMS_PER_HOUR = 1
    client = Client()
    press(client)
    answer = press(client)
    assert answer.status_code == 429
    assert "You have opened many tables" in answer.content.decode()
    assert Room.objects.count() == 1
