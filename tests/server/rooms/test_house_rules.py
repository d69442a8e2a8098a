"""The house rules in the lobby, which all change together: who may, and whose change it was."""

import threading

import pytest
from django.db import connections
from django.test import Client as Browser

from colorclues.games.start import start_game
from colorclues.models import Player, Room, RoomEntry
from colorclues.rooms import changes, host_controls, house_rules
from colorclues.rooms.rules_form import is_preset
from game_engine import PRESETS, GuessOrder, Rules
from game_engine.record import rules_from_dict
from tests.server.factories import cookie_of, table_of

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HTTP_HX_REQUEST": "true"}


def browser(secret):
    client = Browser()
    name, value = cookie_of(secret).split("=", 1)
    client.cookies[name] = value
    return client


def in_seat(seat):
    return Player.objects.get(seat=seat).pk


def refused(work, *values):
    with pytest.raises(changes.Refused) as error:
        work(*values)
    return error.value.code


def test_everybody_at_the_table_changes_the_rules():
    room, known = table_of(3)
    page = (
        browser(known[1])
        .post(f"/t/{room.code}/rules", {"field": "laps", "laps": "4"}, **HTMX)
        .content.decode()
    )
    assert Room.objects.get().rules["laps"] == 4
    assert Room.objects.get().preset == "custom"
    assert "Last changed by <bdi>Player 1</bdi>: Laps" in page


def test_the_host_may_keep_the_rules_to_himself():
    room, _ = table_of(3)
    host_controls.share(room.code, room.host_id, among_all=False)
    assert refused(house_rules.change, room.code, in_seat(1), {"laps": "4"}) == "not_host"
    assert refused(house_rules.take_preset, room.code, in_seat(1), "party") == "not_host"
    house_rules.change(room.code, room.host_id, {"laps": "4"})
    host_controls.share(room.code, room.host_id)
    house_rules.change(room.code, in_seat(1), {"laps": "5"})
    assert Room.objects.get().rules["laps"] == 5


def test_the_name_of_the_table_is_the_hosts_to_change():
    room, _ = table_of(3)
    assert refused(house_rules.change, room.code, in_seat(1), {"name": "Ha"}) == "not_host"
    house_rules.change(room.code, room.host_id, {"name": "Friday"})
    assert refused(house_rules.change, room.code, room.host_id, {"name": "\u202e"}) == "name"
    assert Room.objects.get().name == "Friday"


def test_nobody_from_elsewhere_changes_anything():
    room, _ = table_of(3)
    stranger = Browser().post(f"/t/{room.code}/rules", {"field": "laps", "laps": "4"}, **HTMX)
    assert stranger.status_code == 403
    other, _ = table_of(3)
    assert refused(house_rules.change, other.code, room.host_id, {"laps": "4"}) == "not_host"
    assert set(Room.objects.values_list("edition", flat=True)) == {0}


def test_rules_stay_while_a_game_is_on_and_at_a_closed_table():
    room, _ = table_of(3)
    start_game(room.code, room.host_id)
    assert refused(house_rules.change, room.code, room.host_id, {"laps": "4"}) == "in_play"
    closed, _ = table_of(3)
    host_controls.end(closed.code, closed.host_id)
    assert refused(house_rules.change, closed.code, closed.host_id, {"laps": "4"}) == "ended"


def test_two_who_change_different_fields_at_once_both_have_their_way():
    room, known = table_of(10)
    fields = {
        "laps": "3",
        "scoring": "bullseye",
        "ties": "shared",
        "target_score": "40",
        "clue_seconds": "60",
        "guess_seconds": "30",
        "pick_from": "any_square",
        "second_clue": "required",
        "plain_colors": "on",
        "redraw": "on",
    }
    start = threading.Barrier(len(fields))
    answers = []

    def change(secret, field, value):
        page = browser(secret)
        start.wait()
        form = {"field": field, field: value}
        answers.append(page.post(f"/t/{room.code}/rules", form, **HTMX).status_code)
        connections.close_all()

    threads = [
        threading.Thread(target=change, args=(secret, *item))
        for secret, item in zip(known, fields.items(), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 10
    room.refresh_from_db()
    assert rules_from_dict(room.rules) == Rules(
        laps=3,
        scoring="bullseye",
        ties="shared",
        target_score=40,
        clue_seconds=60,
        guess_seconds=30,
        pick_from="any_square",
        second_clue="required",
        plain_colors=True,
        redraw=True,
    )
    assert (room.edition, len(set(room.edits.values()))) == (10, 10)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("target_score", "3", "greater than or equal to 5"),
        ("target_score", "<b>", "whole number"),
        ("laps", "9", "Select a valid choice"),
        ("scoring", "", "This field is required"),
        ("change_guess", "on", "change_guess needs simultaneous guesses"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_changes_nothing(field, typed, sentence):
    room, known = table_of(3)
    form = {"field": field, field: typed}
    page = browser(known[1]).post(f"/t/{room.code}/rules", form, **HTMX).content.decode()
    row = page.split(f'data-field="{field}"', 1)[1].split("</form>", 1)[0]
    assert sentence in row
    assert "<b>" not in row
    before = room.rules
    room.refresh_from_db()
    assert (room.rules, room.edition) == (before, 0)


def test_what_does_not_fit_stays_as_it_was_typed():
    room, known = table_of(3)
    form = {"field": "target_score", "target_score": "3"}
    page = browser(known[0]).post(f"/t/{room.code}/rules", form, **HTMX).content.decode()
    assert 'name="target_score" value="3"' in page


def test_fields_that_are_none_are_refused():
    room, _ = table_of(3)
    for values in ({"deck": "1"}, {"laps": "2", "host": "1"}):
        assert refused(house_rules.change, room.code, room.host_id, values) == "invalid"
    assert refused(house_rules.take_preset, room.code, room.host_id, "golf") == "invalid"
    assert Room.objects.get().rules["laps"] is None


def test_guessing_in_turn_takes_the_change_of_guesses_with_it():
    room, _ = table_of(3)
    house_rules.change(room.code, room.host_id, {"guess_order": "simultaneous"})
    house_rules.change(room.code, room.host_id, {"change_guess": "on"})
    house_rules.change(room.code, room.host_id, {"guess_order": "in_turn"})
    rules = rules_from_dict(Room.objects.get().rules)
    assert (rules.guess_order, rules.change_guess) == (GuessOrder.IN_TURN, False)


def test_a_preset_changes_all_rules_but_the_language():
    room, _ = table_of(3)
    house_rules.change(room.code, in_seat(1), {"language": "pt"})
    house_rules.take_preset(room.code, in_seat(2), "party")
    room.refresh_from_db()
    assert room.preset == "party"
    assert is_preset("party", rules_from_dict(room.rules))
    assert room.rules["language"] == "pt"
    assert room.edits["language"] == in_seat(1)
    assert house_rules.last_edit(room, Player.objects.all())[0] == "Player 2"


def test_a_change_to_what_is_there_already_is_none():
    room, _ = table_of(3)
    house_rules.change(room.code, in_seat(1), {"laps": "", "scoring": "official"})
    house_rules.take_preset(room.code, in_seat(1), "official")
    room.refresh_from_db()
    assert (room.edition, room.revision, room.edits) == (0, 0, {})
    assert not RoomEntry.objects.exists()


def test_who_has_left_is_not_named_any_more():
    room, known = table_of(4)
    house_rules.change(room.code, in_seat(3), {"laps": "2"})
    host = browser(known[0])
    assert "Last changed by" in host.get(f"/t/{room.code}/lobby").content.decode()
    host_controls.remove(room.code, room.host_id, in_seat(3))
    page = host.get(f"/t/{room.code}/lobby").content.decode()
    assert "Last changed by" not in page
    assert "Player 3" not in page


def test_nothing_starts_with_rules_that_the_host_has_not_seen():
    room, known = table_of(3)
    host = browser(known[0])
    house_rules.change(room.code, in_seat(1), {"laps": "5"})
    page = host.post(f"/t/{room.code}/start", {"edition": "0"}, **HTMX).content.decode()
    assert "The house rules have just been changed" in page
    assert not room.games.exists()
    assert '<input type="hidden" name="edition" value="1">' in page
    host.post(f"/t/{room.code}/start", {"edition": "1"}, **HTMX)
    assert room.games.get().setup["rules"]["laps"] == 5


def test_changes_of_one_person_in_a_row_are_one_row_of_the_log():
    room, _ = table_of(3)
    for seat, laps in ((1, 1), (1, 2), (2, 3), (1, 4)):
        house_rules.change(room.code, in_seat(seat), {"laps": str(laps)})
    entries = RoomEntry.objects.values_list("actor", "deed")
    assert list(entries) == [("Player 1", "rules"), ("Player 2", "rules"), ("Player 1", "rules")]


def test_who_only_watches_reads_the_rules_in_words():
    room, known = table_of(3)
    house_rules.change(room.code, in_seat(1), {"scoring": "bullseye"})
    watching = Browser().get(f"/t/{room.code}/watch").content.decode()
    assert "Bullseye: 3 for exact only" in watching
    assert 'name="scoring"' not in watching
    assert 'name="scoring"' in browser(known[2]).get(f"/t/{room.code}/").content.decode()


def test_every_preset_and_field_can_be_shown():
    room, _ = table_of(3)
    for preset in PRESETS:
        house_rules.take_preset(room.code, room.host_id, preset)
        room.refresh_from_db()
        rows = house_rules.rows(room, [])
        assert [row.field.name for row in rows] == list(house_rules.FIELDS[1:])
        assert all(row.value for row in rows)


async def test_the_others_see_who_is_at_which_field(clients, now):
    room, known = await now(table_of, 3)
    maya, tom = [await (await clients(room, secret)).settled() for secret in known[:2]]
    number = (await now(Player.objects.get, seat=1)).pk
    for said, heard in (("scoring", "scoring"), ("", ""), ("no such field", "")):
        await tom.send(type="edit", field=said)
        told = await maya.until_type("editing")
        assert told == {"type": "editing", "player": number, "field": heard}
    assert await tom.quiet()


async def test_who_watches_is_at_no_field(clients, now):
    room, known = await now(table_of, 3)
    maya = await (await clients(room, known[0])).settled()
    watching = await (await clients(room)).settled()
    await maya.until(lambda m: m.get("table", {}).get("spectators") == 1)
    await watching.send(type="edit", field="scoring")
    assert await maya.quiet()
