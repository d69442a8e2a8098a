"""Who may come, be called what, and start: the rules of a room."""

import asyncio
import secrets

import pytest

from colorclues import guests, names
from colorclues.games.start import start_game
from colorclues.models import (
    ChatMessage,
    Exclusion,
    Game,
    JoinRequest,
    Player,
    Room,
    RoomEntry,
)
from colorclues.rooms import admission, changes, membership
from colorclues.rooms.changes import NoSuchRoom
from tests.server.factories import table_of
from tests.server.test_lost_events import Visitor
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


def stranger():
    return guests.make_guest({})


def test_the_first_player_is_host_and_has_the_first_seat():
    room = membership.create_room(stranger(), name="Ours", player_name="Maya")
    assert (room.host.name, room.host.seat) == ("Maya", 0)
    assert len(room.code) == 6
    assert set(room.code) <= set(membership.ALPHABET)


def test_there_are_31_characters_that_are_not_mistaken_for_one_another():
    assert len(set(membership.ALPHABET)) == len(membership.ALPHABET) == 31


def test_who_joins_takes_the_next_seat_and_a_free_symbol():
    room, _ = table_of(3)
    player = admission.enter(room.code, stranger(), name="Ana")
    assert player.seat == 3
    assert player.symbol not in {p.symbol for p in Player.objects.exclude(pk=player.pk)}


def test_who_joins_twice_with_one_browser_is_one_player():
    room, _ = table_of(3)
    guest = stranger()
    assert admission.enter(room.code, guest, name="Ana") == admission.enter(
        room.code, guest, name="Bea"
    )


def test_who_joins_during_a_game_waits_for_the_next_one():
    room, _ = table_of(3)
    start_game(room.code, room.host_id)
    assert admission.enter(room.code, stranger(), name="Ana").seat is None
    Game.objects.update(ended_at="2026-01-01T00:00:00Z")
    start_game(room.code, room.host_id)
    assert Player.objects.get(name="Ana").seat == 3


@pytest.mark.parametrize("name", ["Player 0", "player 0", "PLAYER  0", "Pláyer 0", "Ｐlayer O"])
def test_two_names_that_look_the_same_are_refused(name):
    room, _ = table_of(3)
    with pytest.raises(changes.Refused) as error:
        admission.enter(room.code, stranger(), name=name)
    assert error.value.code == "name_taken"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 21,
        "👩‍👩‍👧",
        "!!!",
        "a\u202eb",
        "a\u200bb",
        "a\x00b",
        "\ud800",
        "a" + "\u0301" * 30,
    ],
)
def test_a_name_that_cannot_be_used_is_refused(name):
    with pytest.raises(names.BadName):
        names.clean(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana  Maria ", "Ana Maria"),
        ("Ａｎａ", "Ana"),
        ("Zoë 👩‍🚀", "Zoë 👩‍🚀"),
        ("李雷", "李雷"),
        ("7", "7"),
    ],
)
def test_a_name_is_kept_in_its_normal_form(typed, kept):
    assert names.clean(typed) == kept


def longest(graphemes):
    return "x\u0301\u0302\u0303" * graphemes


@pytest.mark.parametrize("most", [names.MAX_GRAPHEMES, names.MAX_TABLE_NAME])
def test_a_name_has_so_many_code_points_that_its_columns_hold_it(most):
    assert names.clean(longest(most), most) == longest(most)
    with pytest.raises(names.BadName, match="fewer marks"):
        names.clean(longest(most - 1) + "x\u0301\u0302\u0303\u0304", most)


@pytest.mark.parametrize(
    ("column", "most"),
    [
        (Player.name, names.MAX_GRAPHEMES),
        (JoinRequest.name, names.MAX_GRAPHEMES),
        (Exclusion.name, names.MAX_GRAPHEMES),
        (RoomEntry.actor, names.MAX_GRAPHEMES),
        (RoomEntry.subject, names.MAX_GRAPHEMES),
        (ChatMessage.name, names.MAX_GRAPHEMES),
        (Room.name, names.MAX_TABLE_NAME),
        (ChatMessage.text, names.MAX_TEXT),
    ],
)
def test_a_column_holds_the_longest_that_is_let_through(column, most):
    assert column.field.max_length >= most * names.POINTS


async def test_postgresql_holds_the_longest_names_and_texts(start_web, postgres):
    env = {"DATABASE_URL": postgres.create_database("longest")}
    web = await asyncio.to_thread(start_web, env=env)
    maya, tom = Visitor(web), Visitor(web)
    for visitor in (maya, tom):
        await asyncio.to_thread(visitor.request, "GET", "/")
    form = {"player_name": longest(names.MAX_GRAPHEMES), "preset": "official"}
    named = form | {"name": longest(names.MAX_TABLE_NAME)}
    for fields in (form, named):
        answer, _ = await asyncio.to_thread(maya.request, "POST", "/new", fields)
    path = answer.headers["Location"]
    joining = {"name": "q\u0301\u0302\u0303" * names.MAX_GRAPHEMES}
    await asyncio.to_thread(tom.request, "POST", f"{path}join", joining)
    code = path.split("/")[2]
    text = longest(names.MAX_TEXT)
    await tom.act(code, type="chat", text=text)
    said = (await maya.first_frames(code))["chat"]["messages"]
    assert [(message["name"], message["text"]) for message in said] == [(joining["name"], text)]


def test_a_default_table_name_that_cannot_be_is_refused_not_an_error():
    # In Spanish the name follows a space, which takes the marks that have no letter of their own.
    form = {"player_name": "\u0301" * 12 + "a", "preset": "official"}
    answer = browser().post("/new", form, headers={"accept-language": "es"})
    assert answer.status_code == 422
    assert not Room.objects.exists()


def test_two_players_are_too_few():
    room, _ = table_of(2)
    with pytest.raises(changes.Refused) as error:
        start_game(room.code, room.host_id)
    assert (error.value.code, str(error.value)) == ("too_few", "1 more needed to start.")


def test_only_the_host_starts_and_seats_bots():
    room, _ = table_of(3)
    other = Player.objects.get(seat=1).pk
    for work in (
        lambda: start_game(room.code, other),
        lambda: membership.add_bot(room.code, other),
        lambda: membership.remove_bot(room.code, other),
    ):
        with pytest.raises(changes.Refused) as error:
            work()
        assert error.value.code == "not_host"


def test_a_second_start_while_a_game_is_on_is_refused():
    room, _ = table_of(3)
    start_game(room.code, room.host_id)
    with pytest.raises(changes.Refused) as error:
        start_game(room.code, room.host_id)
    assert error.value.code == "in_play"
    assert Game.objects.count() == 1


def test_free_seats_between_players_are_closed_at_the_start():
    room, _ = table_of(5)
    Player.objects.filter(seat=1).delete()
    start_game(room.code, room.host_id)
    assert list(Player.objects.order_by("seat").values_list("seat", flat=True)) == [0, 1, 2, 3]


def test_bots_fill_a_table_to_ten_and_no_further():
    room, _ = table_of(1)
    for _ in range(9):
        membership.add_bot(room.code, room.host_id)
    with pytest.raises(changes.Refused) as error:
        membership.add_bot(room.code, room.host_id)
    assert error.value.code == "full"
    assert len(set(Player.objects.values_list("name", flat=True))) == 10


def test_a_bots_name_looks_like_nobody_elses():
    room, _ = table_of(2)
    Player.objects.filter(seat=1).update(name="ADA")
    membership.add_bot(room.code, room.host_id)
    assert Player.objects.get(bot=True).name == "Bo"


def test_bots_leave_their_place_to_those_who_wait():
    room, _ = table_of(10)
    Player.objects.filter(seat=9).update(seat=None)
    with pytest.raises(changes.Refused) as error:
        membership.add_bot(room.code, room.host_id)
    assert error.value.code == "full"


def test_at_a_demo_table_the_first_who_joins_is_host():
    room = membership.create_demo(3)
    player = admission.enter(room.code, stranger(), name="Ana")
    room.refresh_from_db()
    assert room.host == player


def test_when_the_host_leaves_the_longest_seated_becomes_host():
    room, known = table_of(3)
    membership.leave(room.code, guests.guest_of({guests.KEY: known[0]}))
    room.refresh_from_db()
    assert room.host.name == "Player 1"


def test_when_the_host_leaves_who_has_a_seat_becomes_host_before_who_waits():
    room, known = table_of(3)
    Player.objects.filter(seat=1).update(seat=None)
    membership.leave(room.code, guests.guest_of({guests.KEY: known[0]}))
    room.refresh_from_db()
    assert room.host.name == "Player 2"


def test_the_database_holds_no_secret_of_a_session():
    room, known = table_of(3)
    kept = repr(list(Player.objects.values())) + repr(list(Room.objects.values()))
    assert not any(secret in kept for secret in known)
    assert room.code in kept


def test_there_is_nothing_in_a_room_that_does_not_exist():
    with pytest.raises(NoSuchRoom):
        admission.enter("NOROOM", secrets.token_hex(8), name="Ana")
