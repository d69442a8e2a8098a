"""Who plays with whom, at a table: two people, all together, two teams."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from colorclues.album import finished_game
from colorclues.games.start import start_game
from colorclues.games.store import GameStore
from colorclues.models import Player, Room
from colorclues.rooms import changes, house_rules, membership
from colorclues.rooms.rules_form import RulesForm
from colorclues.sockets.outgoing import Encoder
from game_engine import PRESETS, Grade, Rules, Setup, summarize
from game_engine.awards import Summary
from game_engine.record import rules_from_dict
from game_engine.view import table_view
from tests.engine.test_random_play import play_out
from tests.server.album.test_finished_game import browser, finished, text_of
from tests.server.factories import cookie_of, table_of

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(room, secret, path="lobby", *rest, **form):
    client = Client(headers={"hx-request": "true"})
    name, value = cookie_of(secret).split("=", 1)
    client.cookies[name] = value
    address = reverse(path, args=[room.code, *rest])
    return (client.post(address, form) if form else client.get(address)).content.decode()


def test_two_people_are_shown_a_way_on_and_take_it():
    room, secrets = table_of(2)
    for secret in secrets:
        lobby = page_of(room, secret)
        assert "1 more needed" in lobby
        assert 'id="play-together"' in lobby
    assert 'id="add-bot"' in page_of(room, secrets[0])
    lobby = page_of(room, secrets[1], "rules", preset="together")
    assert "more needed" not in lobby
    assert 'id="play-together"' not in lobby
    assert start_game(room.code, room.host_id).setup["seats"] == 2


def test_two_bots_come_at_once_for_somebody_alone():
    room, (secret,) = table_of(1)
    assert 'id="add-bots"' in page_of(room, secret)
    assert 'id="start"' in page_of(room, secret, "bots", add="2")
    assert Player.objects.filter(bot=True).count() == 2


def test_teams_need_four():
    room, _ = table_of(3, rules=PRESETS["teams"])
    with pytest.raises(changes.Refused) as error:
        start_game(room.code, room.host_id)
    assert error.value.code == "too_few"


def test_rooms_keep_the_mode_only_where_it_is_not_each_for_themselves():
    room, _ = table_of(3)
    house_rules.change(room.code, room.host_id, {"mode": "teams"})
    assert Room.objects.get().rules["mode"] == "teams"
    house_rules.change(room.code, room.host_id, {"mode": "each"})
    assert "mode" not in Room.objects.get().rules
    told = dict(RulesForm.summary(rules_from_dict(Room.objects.get().rules)))
    assert told["Who plays with whom"] == "Free-for-all"


def teams_of(lobby):
    """Gives [names of a team] in the order of the lobby."""
    teams = lobby.split('<li class="team">')[1:]
    return [[f"Player {n}" for n in range(9) if f"<bdi>Player {n}</bdi>" in team] for team in teams]


def test_the_lobby_shows_the_teams_as_the_game_seats_them():
    room, secrets = table_of(6, rules=PRESETS["teams"])
    Player.objects.filter(seat=1).delete()
    shown = teams_of(page_of(room, secrets[0]))
    assert shown == [["Player 0", "Player 3", "Player 5"], ["Player 2", "Player 4"]]
    game = start_game(room.code, room.host_id)
    names = [one["name"] for one in game.cast]
    assert [names[0::2], names[1::2]] == shown


def test_two_players_swap_teams_when_the_host_says_so():
    room, secrets = table_of(4, rules=PRESETS["teams"])
    players = [Player.objects.get(seat=seat).pk for seat in range(4)]
    one, other = players[0], players[3]
    menu = page_of(room, secrets[0], "person", one)
    offered = [seat for seat in range(4) if f'<option value="{players[seat]}"' in menu]
    assert offered == [1, 3]  # those of the other team
    membership.swap(room.code, room.host_id, one, other)
    assert teams_of(page_of(room, secrets[0])) == [
        ["Player 2", "Player 3"],
        ["Player 0", "Player 1"],
    ]


def test_mixed_teams_have_the_same_people():
    room, _ = table_of(7, rules=PRESETS["teams"])
    seen = set()
    for _ in range(20):
        membership.mix(room.code, room.host_id)
        seats = dict(Player.objects.values_list("seat", "name"))
        assert sorted(seats) == [*range(7)]
        seen.add(tuple(seats[seat] for seat in range(7)))
    assert len(seen) > 1


@pytest.mark.parametrize(("preset", "seats"), [("teams", 5), ("together", 2), ("together", 6)])
def test_a_finished_game_tells_its_outcome_wherever_it_is_shown(preset, seats):
    game, _events, _secret = finished(seats, preset=preset)
    album = finished_game.read(game.slug)
    told = finished_game.outcome(album.summary(), album.cast)
    for page in ("/g/{}/", "/g/{}/replay.json"):
        assert told in text_of(browser().get(page.format(game.slug)))
    assert browser().get(f"/g/{game.slug}/picture.png").content.startswith(b"\x89PNG")


def outcome(preset, side_scores, winners):
    setup = Setup.deal(4, seed=1, rules=PRESETS[preset])
    summary = summarize(play_out(setup, 1)[0])
    changed = {"side_scores": side_scores, "winners": winners}
    if preset == "together":
        changed |= {"possible": 90, "grade": Grade.IN_TUNE}
    values = {name: getattr(summary, name) for name in Summary.__slots__} | changed
    return finished_game.outcome(Summary(**values), [{"name": n, "symbol": "x"} for n in "ABCD"])


def test_an_outcome_names_the_team_or_how_well_all_did():
    assert outcome("teams", (12, 9), (0, 2)) == "Team Sun wins, 12 to 9"
    assert outcome("teams", (3, 9), (1, 3)) == "Team Moon wins, 9 to 3"
    assert outcome("teams", (9, 9), (0, 1, 2, 3)) == "Both teams win, with 9 points each"
    assert outcome("together", (45,), (0, 1, 2, 3)) == "In tune: 45 of 90"


@pytest.mark.parametrize("mode", ["each", "together", "teams"])
async def test_a_view_tells_of_sides_only_where_there_are_any(now, mode):
    room, _ = await now(table_of, 4, rules=Rules(mode=mode))
    await now(start_game, room.code, room.host_id)
    snapshot = await GameStore().snapshot(room.code)
    update = Encoder().update(snapshot, table_view(snapshot.state))
    table = json.loads(update.for_eyes(None, None).without(()))["table"]
    told = {"mode", "sides", "side_scores", "possible", "grade"} & table.keys()
    assert (
        told
        == {
            "each": set(),
            "together": {"mode", "sides", "side_scores", "possible"},
            "teams": {"mode", "sides", "side_scores"},
        }[mode]
    )
    assert ("mode" in table["rules"]) == (mode != "each")
