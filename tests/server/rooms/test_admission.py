"""Private tables: who asks, who hears of it, who is let in."""

import json

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth import get_user_model
from django.test import Client as Browser

from colorclues import guests
from colorclues.asgi import application
from colorclues.games.start import start_game
from colorclues.models import JoinRequest, Player, Room, RoomEntry
from colorclues.rooms import admission, host_controls, membership
from colorclues.rooms.changes import Refused
from tests.server.conftest import PATIENCE, Client
from tests.server.factories import cookie_of, table_of
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "0123456789abcdef0123456789abcdef"
GUEST = guests.guest_of({guests.KEY: SECRET})


def private_table(number=3):
    room, known = table_of(number)
    host_controls.admit_by(room.code, room.host_id, "host", listed=False)
    room.refresh_from_db()
    return room, known


class News:
    """A browser's own socket."""

    def __init__(self, secret):
        headers = [(b"host", b"localhost"), (b"origin", b"http://localhost")]
        headers.append((b"cookie", cookie_of(secret).encode()))
        self.socket = WebsocketCommunicator(application, "/ws/me/", headers=headers)

    async def connect(self):
        assert (await self.socket.connect(timeout=PATIENCE))[0]
        await self.news()  # What happened before the socket came is asked for at once.
        return self

    async def news(self):
        assert json.loads(await self.socket.receive_from(timeout=PATIENCE)) == {"type": "changed"}

    async def none(self):
        return await self.socket.receive_nothing(timeout=0.05)


async def test_only_the_host_and_the_requester_hear_of_a_request(now):
    room, known = await now(private_table)
    host, other = [await News(secret).connect() for secret in known[:2]]
    asking = await News(SECRET).connect()
    assert await now(admission.enter, room.code, GUEST, name="Ana") is None
    await host.news()
    await asking.news()
    assert await other.none()
    request = await now(JoinRequest.objects.get)
    await now(admission.answer, room.code, room.host_id, request.pk, admit=True)
    await asking.news()
    assert await now(Player.objects.filter(name="Ana", seat=3).exists)
    assert await other.none()
    for news in (host, other, asking):
        await news.socket.disconnect()


async def test_an_answer_in_the_admin_is_news_at_once(now):
    room, _ = await now(private_table)
    await now(admission.enter, room.code, GUEST, name="Ana")
    request = await now(JoinRequest.objects.get)
    asking = await News(SECRET).connect()

    chosen = {"action": "deny", "_selected_action": [request.pk]}
    path = "/admin/colorclues/joinrequest/"
    answer = await now(in_the_admin, lambda staff: staff.post(path, chosen))
    assert answer.status_code == 302
    await asking.news()
    await now(request.refresh_from_db)
    assert request.status == "denied"
    await asking.socket.disconnect()


def ask(room, number, address):
    """Ask with a browser of its own; gives what the page says."""
    pages = Browser(REMOTE_ADDR=address, HTTP_HX_REQUEST="true")
    return pages, pages.post(f"/t/{room.code}/join", {"name": f"Guest {number}"}).content.decode()


TOO_MANY = "5 people from your network are waiting here already."


def test_one_address_cannot_fill_the_queue():
    room, _ = private_table()
    for number in range(50):
        _, page = ask(room, number, "192.0.2.1")
        assert (TOO_MANY in page) == (number >= 5)
    assert len(admission.waiting(room)) == 5
    ask(room, 50, "192.0.2.2")
    assert len(admission.waiting(room)) == 6
    other, _ = private_table()
    ask(other, 51, "192.0.2.1")
    assert len(admission.waiting(other)) == 1


@pytest.mark.parametrize("way", ["admitted", "denied", "withdrawn", "withdrawn by staff"])
def test_a_large_family_asks_as_soon_as_others_of_it_are_answered(way):
    room, _ = private_table()
    pages = [ask(room, number, "192.0.2.1")[0] for number in range(5)]
    first = admission.waiting(room)[0]
    assert TOO_MANY in ask(room, 5, "192.0.2.1")[1]
    # Whoever waits may still ask by another name.
    pages[0].post(f"/t/{room.code}/join", {"name": "Ana"})
    if way == "withdrawn":
        pages[0].post(f"/t/{room.code}/withdraw")
    elif way == "withdrawn by staff":
        first.status = JoinRequest.Status.WITHDRAWN
        admission.restate(first, "staff")
    else:
        admission.answer(room.code, room.host_id, first.pk, admit=way == "admitted")
    first.refresh_from_db()
    assert (first.name, first.client) == ("Ana", "")
    ask(room, 5, "192.0.2.1")
    assert len(admission.waiting(room)) == 5


def test_no_address_can_be_read_and_none_is_known_for_longer_than_it_counts():
    room, _ = private_table()
    ask(room, 1, "192.0.2.1")
    waiting = admission.waiting(room)[0]
    assert waiting.client
    assert "192.0.2.1" not in str(waiting.__dict__)
    other, _ = private_table()
    ask(other, 2, "192.0.2.1")
    assert admission.waiting(other)[0].client != waiting.client
    host_controls.end(room.code, room.host_id)
    waiting.refresh_from_db()
    assert waiting.client == ""


def test_people_of_whom_no_address_is_known_are_not_taken_for_one():
    room, _ = private_table()
    for number in range(6):
        ask(room, number, "")
    assert len(admission.waiting(room)) == 6


@pytest.mark.parametrize("way_in", ["link", "host"])
def test_a_private_lobby_is_seen_by_those_at_the_table_and_by_the_watch_link(way_in):
    room, known = table_of(3)
    host_controls.admit_by(room.code, room.host_id, way_in, listed=False)
    room.refresh_from_db()
    path, watching = f"/t/{room.code}/lobby", Browser()
    answer = Browser().get(path)
    assert answer.status_code == 403
    assert "Player 1" not in answer.content.decode()
    assert "Player 1" in browser(known[2]).get(path).content.decode()
    watching.get(f"/t/{room.code}/watch?key={admission.watch_key(room)}")
    assert "Player 1" in watching.get(path).content.decode()


def test_the_page_to_join_tells_who_is_there_only_to_those_who_may_come_or_watch():
    room, known = table_of(4)
    host_controls.ban(room.code, room.host_id, Player.objects.get(seat=3).pk)
    path, banned = f"/t/{room.code}/", browser(known[3])
    assert "Player 1" in Browser().get(path).content.decode()
    for way_in in ("link", "host"):
        host_controls.admit_by(room.code, room.host_id, way_in, listed=False)
        room.refresh_from_db()
        for stranger in (Browser(), banned):
            page = stranger.get(f"{path}?key={room.invite}" if way_in == "host" else path)
            assert "Player 0" in page.content.decode()
            assert "Player 1" not in page.content.decode()
    host_controls.admit_by(room.code, room.host_id, "link", listed=False)
    link = f"{path}?key={room.invite}"
    assert "Player 1" in Browser().get(link).content.decode()
    assert "Player 1" not in banned.get(link).content.decode()


def test_a_banned_browser_sees_no_lobby():
    room, known = table_of(3)
    host_controls.ban(room.code, room.host_id, Player.objects.get(seat=2).pk)
    assert browser(known[2]).get(f"/t/{room.code}/lobby").status_code == 403


@pytest.mark.parametrize("path", ["power", "start", "again", "bots"])
def test_who_uses_a_hosts_form_without_a_seat_is_shown_nothing(path):
    room, _ = private_table()
    form = {"deed": "lock"}
    answer = Browser().post(f"/t/{room.code}/{path}", form, headers={"hx-request": "true"})
    assert answer.status_code == 403
    assert "Player 1" not in answer.content.decode()


def test_who_did_not_ask_waits_for_nothing():
    room, _ = private_table()
    path, asking = f"/t/{room.code}/waiting", browser(SECRET)
    assert asking.get(path).url == f"/t/{room.code}/"
    admission.enter(room.code, GUEST, name="Ana")
    assert asking.get(path).status_code == 200
    admission.withdraw(room.code, GUEST)
    assert asking.get(path).url == f"/t/{room.code}/"


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", ""])
@pytest.mark.parametrize(
    ("path", "field", "deed"),
    [("requests", "request", ""), ("power", "player", "remove"), ("power", "player", "rename")],
)
def test_a_number_that_is_nobodys_is_refused_not_an_error(path, field, deed, number):
    room, known = table_of(3)
    form = {field: number, "deed": deed, "answer": "admit", "name": "Zoe"}
    answer = browser(known[0]).post(f"/t/{room.code}/{path}", form, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_so_many_and_no_more_wait_to_be_let_in():
    room, _ = private_table()
    guests_ = [f"guest {number}" for number in range(admission.MAX_WAITING)]
    for number, guest in enumerate(guests_):
        admission.enter(room.code, guest, name=f"Ana {number + 20}")
    with pytest.raises(Refused, match="Too many people are waiting") as error:
        admission.enter(room.code, GUEST, name="Bea")
    assert error.value.code == "crowded"
    admission.enter(room.code, guests_[0], name="Ana Maria")  # Who waits may wait on.
    admission.withdraw(room.code, guests_[0])
    admission.enter(room.code, GUEST, name="Bea")
    assert len(admission.waiting(room)) == admission.MAX_WAITING


def in_the_admin(work):
    """Let staff do something on the admin's pages."""
    users = get_user_model().objects
    user, _ = users.get_or_create(username="staff", is_staff=True, is_superuser=True)
    staff = Browser()
    staff.force_login(user)
    return work(staff)


def room_form(room, **fields):
    """Give what the admin's form of a room sends."""
    form = {"name": room.name, "host": room.host_id or "", "admission": room.admission}
    form |= {"listed": "on"} if room.listed else {}
    players = list(room.players.all())
    for kind, number in (("players", len(players)), ("entries", 0)):
        form |= {f"{kind}-TOTAL_FORMS": number, f"{kind}-INITIAL_FORMS": number}
    for number, player in enumerate(players):
        person = {"id": player.pk, "room": room.pk, "name": player.name, "symbol": player.symbol}
        form |= {f"players-{number}-{key}": value for key, value in person.items()}
        form[f"players-{number}-seat"] = player.seat
    return form | {"ended_at_0": "", "ended_at_1": ""} | fields


def edit(room, **fields):
    """Change a room in the admin; gives the answer."""
    path = f"/admin/colorclues/room/{room.pk}/change/"
    return in_the_admin(lambda staff: staff.post(path, room_form(room, **fields)))


SEEN_IN_THE_LIST = {
    "somebody joins": lambda room: admission.enter(room.code, GUEST, name="Ana"),
    "somebody leaves": lambda room: membership.leave(room.code, room.players.get(seat=1).guest),
    "a bot comes": lambda room: membership.add_bot(room.code, room.host_id),
    "a bot goes": lambda room: membership.remove_bot(room.code, room.host_id),
    "removed": lambda room: host_controls.remove(
        room.code, room.host_id, room.players.get(seat=1).pk
    ),
    "locked": lambda room: host_controls.lock(room.code, room.host_id),
    "unlisted": lambda room: host_controls.admit_by(room.code, room.host_id, "code", listed=False),
    "ended": lambda room: host_controls.end(room.code, room.host_id),
    "named in the admin": lambda room: edit(room, name="Ours"),
    "deleted in the admin": lambda room: in_the_admin(
        lambda staff: staff.post(f"/admin/colorclues/room/{room.pk}/delete/", {"post": "yes"})
    ),
}
NOT_SEEN_IN_THE_LIST = {
    "paused": lambda room: host_controls.pause(room.code, room.host_id),
    "renamed": lambda room: host_controls.rename(room.code, room.host_id, room.host_id, "Zoe"),
    "begun": lambda room: start_game(room.code, room.host_id),
}


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("what", [*SEEN_IN_THE_LIST, *NOT_SEEN_IN_THE_LIST])
async def test_start_pages_hear_of_what_the_public_list_shows_and_of_nothing_else(
    now, what, listed
):
    def table():
        room, _ = table_of(3)
        membership.add_bot(room.code, room.host_id)
        Room.objects.update(listed=listed)
        room.refresh_from_db()
        return room

    room = await now(table)
    start_page = await News("another secret").connect()
    await now((SEEN_IN_THE_LIST | NOT_SEEN_IN_THE_LIST)[what], room)
    if listed and what in SEEN_IN_THE_LIST:
        await start_page.news()
    assert await start_page.none()
    await start_page.socket.disconnect()


async def test_start_pages_hear_of_a_table_that_is_listed_or_unlocked(now):
    room, _ = await now(table_of, 3)
    start_page = await News("another secret").connect()
    await now(host_controls.admit_by, room.code, room.host_id, "code", listed=True)
    await start_page.news()
    await now(host_controls.lock, room.code, room.host_id)
    await start_page.news()
    await now(host_controls.pause, room.code, room.host_id)
    assert await start_page.none()
    await now(host_controls.lock, room.code, room.host_id, shut=False)
    await start_page.news()
    await start_page.socket.disconnect()


@pytest.mark.parametrize("by", ["page", "list"])
async def test_a_request_that_staff_delete_is_news_and_may_be_made_again(now, by):
    room, known = await now(private_table)
    await now(admission.enter, room.code, GUEST, name="Ana")
    request = await now(JoinRequest.objects.get)
    await now(admission.answer, room.code, room.host_id, request.pk, admit=False)
    host, asking = await News(known[0]).connect(), await News(SECRET).connect()
    at = "/admin/colorclues/joinrequest/"
    path, form = {
        "page": (f"{at}{request.pk}/delete/", {"post": "yes"}),
        "list": (at, {"action": "delete_selected", "_selected_action": request.pk, "post": "yes"}),
    }[by]
    answer = await now(in_the_admin, lambda staff: staff.post(path, form))
    assert answer.status_code == 302
    await host.news()
    await asking.news()
    await now(admission.enter, room.code, GUEST, name="Ana")
    assert len(await now(admission.waiting, room)) == 1
    for news in (host, asking):
        await news.socket.disconnect()


async def test_a_room_that_staff_delete_sends_its_people_away(now, clients):
    room, known = await now(table_of, 3)
    client = await clients(room, known[1])
    await client.settled()
    path = f"/admin/colorclues/room/{room.pk}/delete/"
    await now(in_the_admin, lambda staff: staff.post(path, {"post": "yes"}))
    assert await client.until_closed() == 4404


def test_staff_choose_a_host_among_the_people_of_the_room():
    (room, _), (other, _) = table_of(3), table_of(3)
    membership.add_bot(room.code, room.host_id)
    stranger, bot = other.players.first(), room.players.get(bot=True)
    assert edit(room, host=stranger.pk).status_code == 200  # The form again, with what is wrong.
    assert edit(room, host=bot.pk).status_code == 200
    assert edit(room, host=room.players.get(seat=2).pk).status_code == 302
    room.refresh_from_db()
    assert room.host.seat == 2


def test_a_room_whose_host_staff_delete_gets_another():
    room, _ = table_of(3)
    assert edit(room, **{"players-0-DELETE": "on"}).status_code == 302
    room.refresh_from_db()
    assert room.host is None
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.name == "Player 1"


def test_staff_with_a_long_name_are_named_as_far_as_there_is_room():
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    admission.settle(JoinRequest.objects.get(), f"staff ({'x' * 150})", admit=False)
    assert len(RoomEntry.objects.latest("pk").actor) == RoomEntry.actor.field.max_length


def test_a_code_alone_does_not_open_a_table_whose_host_admits():
    room, _ = private_table()
    assert admission.enter(room.code, GUEST, name="Ana") is None
    assert not Player.objects.filter(guest=GUEST).exists()


def test_a_table_by_link_opens_by_its_key_only():
    room, _ = table_of(3)
    host_controls.admit_by(room.code, room.host_id, "link", listed=False)
    with pytest.raises(Refused) as error:
        admission.enter(room.code, GUEST, name="Ana", invite="guessed")
    assert error.value.code == "link_only"
    room.refresh_from_db()
    assert admission.enter(room.code, GUEST, name="Ana", invite=room.invite).name == "Ana"


def test_the_key_of_a_link_is_shown_to_nobody_outside():
    room, known = table_of(3)
    host_controls.admit_by(room.code, room.host_id, "link", listed=False)
    room.refresh_from_db()
    assert room.invite not in Browser().get(f"/t/{room.code}/").content.decode()
    host = Browser()
    name, value = cookie_of(known[0]).split("=", 1)
    host.cookies[name] = value
    assert room.invite in host.get(f"/t/{room.code}/").content.decode()


def test_a_thousand_requests_from_one_browser_are_one():
    room, _ = private_table()
    for _ in range(1000):
        admission.enter(room.code, GUEST, name="Ana")
    assert JoinRequest.objects.count() == 1


def test_a_second_answer_is_refused_and_changes_nothing():
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    request = JoinRequest.objects.get()
    admission.answer(room.code, room.host_id, request.pk, admit=True)
    with pytest.raises(Refused) as error:
        admission.answer(room.code, room.host_id, request.pk, admit=True)
    assert (error.value.code, str(error.value)) == ("settled", "Ana is not waiting any more.")
    assert Player.objects.filter(name="Ana").count() == 1


def test_a_request_that_was_withdrawn_cannot_be_admitted():
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    admission.withdraw(room.code, GUEST)
    with pytest.raises(Refused):
        admission.answer(room.code, room.host_id, JoinRequest.objects.get().pk, admit=True)
    assert not Player.objects.filter(name="Ana").exists()


def test_who_was_denied_cannot_ask_again():
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    admission.answer(room.code, room.host_id, JoinRequest.objects.get().pk, admit=False)
    with pytest.raises(Refused) as error:
        admission.enter(room.code, GUEST, name="Ana")
    assert error.value.code == "denied"


def test_only_the_host_answers():
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    other = Player.objects.get(seat=1).pk
    with pytest.raises(Refused) as error:
        admission.answer(room.code, other, JoinRequest.objects.get().pk, admit=True)
    assert error.value.code == "not_host"


@pytest.mark.parametrize(("secret", "code"), [(None, 4401), (SECRET, 4403)])
async def test_a_private_table_closes_the_socket_of_a_stranger(now, secret, code):
    room, _ = await now(private_table)
    client = await Client(room.code, secret).connect()
    assert await client.until_closed() == code
    assert [json.loads(frame)["type"] for frame in client.frames] == ["bye"]


async def test_a_banned_browser_cannot_even_watch(now, clients):
    room, known = await now(table_of, 3)
    victim = await clients(room, known[2])
    await victim.until_type("turn_update")
    player = await now(Player.objects.get, seat=2)
    await now(host_controls.ban, room.code, room.host_id, player.pk)
    assert await victim.until_closed() == 4403
    again = await Client(room.code, known[2]).connect()
    assert await again.until_closed() == 4403


def test_a_removed_player_cannot_come_back_with_the_same_browser():
    room, known = table_of(3)
    host_controls.remove(room.code, room.host_id, Player.objects.get(seat=2).pk)
    guest = guests.guest_of({guests.KEY: known[2]})
    with pytest.raises(Refused) as error:
        admission.enter(room.code, guest, name="Somebody else")
    assert error.value.code == "removed"


def test_each_power_leaves_a_row():
    room, _ = table_of(3)
    host, other = room.host_id, Player.objects.get(seat=1).pk
    host_controls.rename(room.code, host, other, "Zoe")
    host_controls.pause(room.code, host)
    host_controls.resume(room.code, host)
    host_controls.lock(room.code, host)
    host_controls.make_host(room.code, host, other)
    deeds = list(RoomEntry.objects.values_list("actor", "deed", "subject"))
    assert deeds == [
        ("Player 0", "rename", "Player 1"),
        ("Player 0", "pause", ""),
        ("Player 0", "resume", ""),
        ("Player 0", "lock", ""),
        ("Player 0", "make host", "Zoe"),
    ]


@pytest.mark.parametrize("deed", [host_controls.make_host, host_controls.remove, host_controls.ban])
def test_a_host_cannot_turn_a_power_on_oneself(deed):
    room, _ = table_of(3)
    with pytest.raises(Refused) as error:
        deed(room.code, room.host_id, room.host_id)
    assert error.value.code == "oneself"
    assert not RoomEntry.objects.exists()


@pytest.mark.parametrize("deed", [host_controls.make_host, host_controls.remove, host_controls.ban])
def test_only_the_host_has_power_over_people(deed):
    room, _ = table_of(3)
    with pytest.raises(Refused) as error:
        deed(room.code, Player.objects.get(seat=1).pk, Player.objects.get(seat=2).pk)
    assert error.value.code == "not_host"
    assert Player.objects.count() == 3


def test_nobody_joins_a_locked_table():
    room, _ = table_of(3)
    host_controls.lock(room.code, room.host_id)
    with pytest.raises(Refused) as error:
        admission.enter(room.code, GUEST, name="Ana")
    assert error.value.code == "locked"


async def test_a_table_that_was_closed_is_gone(now, clients):
    room, known = await now(table_of, 3)
    client = await clients(room, known[1])
    await client.until_type("turn_update")
    await now(host_controls.end, room.code, room.host_id)
    assert await client.until_closed() == 4404
    page = await now(Browser().get, f"/t/{room.code}/")
    assert page.status_code == 404


@pytest.mark.parametrize("way_in", ["link", "host"])
async def test_a_private_table_is_watched_by_its_own_link_only(now, way_in):
    room, _ = await now(table_of, 3)
    await now(host_controls.admit_by, room.code, room.host_id, way_in, listed=False)
    browser = Browser()
    assert (await now(browser.get, f"/t/{room.code}/watch")).status_code == 403
    await now(room.refresh_from_db)
    assert (await now(browser.get, f"/t/{room.code}/watch?key={room.invite}")).status_code == 403
    link = f"/t/{room.code}/watch?key={admission.watch_key(room)}"
    assert (await now(browser.get, link)).status_code == 200
    watching = Client(room.code)
    cookie = browser.cookies["sessionid"].value
    watching.socket.scope["headers"].append((b"cookie", f"sessionid={cookie}".encode()))
    await watching.connect()
    assert (await watching.until_type("turn_update"))["you"]["seat"] is None
    await watching.leave()


def test_the_watch_link_opens_no_seat():
    room, _ = table_of(3)
    host_controls.admit_by(room.code, room.host_id, "link", listed=False)
    room.refresh_from_db()
    with pytest.raises(Refused) as error:
        admission.enter(room.code, GUEST, name="Ana", invite=admission.watch_key(room))
    assert error.value.code == "link_only"


@pytest.mark.parametrize(("status", "seated"), [("admitted", True), ("denied", False)])
def test_staff_can_answer_by_editing_a_request(admin_client, status, seated):
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    request = JoinRequest.objects.get()
    path = f"/admin/colorclues/joinrequest/{request.pk}/change/"
    assert admin_client.post(path, {"status": status}).status_code == 302
    request.refresh_from_db()
    assert request.status == status
    assert Player.objects.filter(name="Ana").exists() == seated
    assert RoomEntry.objects.filter(subject="Ana", actor="staff (admin)").count() == 1


def test_an_edit_in_the_admin_that_cannot_be_is_refused(admin_client):
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    admission.withdraw(room.code, GUEST)
    request = JoinRequest.objects.get()
    path = f"/admin/colorclues/joinrequest/{request.pk}/change/"
    answer = admin_client.post(path, {"status": "admitted"}, follow=True)
    assert "Ana is not waiting any more." in answer.content.decode()
    request.refresh_from_db()
    assert request.status == "withdrawn"


def test_staff_can_let_somebody_ask_again(admin_client):
    room, _ = private_table()
    admission.enter(room.code, GUEST, name="Ana")
    request = JoinRequest.objects.get()
    admission.answer(room.code, room.host_id, request.pk, admit=False)
    path = f"/admin/colorclues/joinrequest/{request.pk}/change/"
    admin_client.post(path, {"status": "waiting"})
    admission.answer(room.code, room.host_id, request.pk, admit=True)
    assert Player.objects.filter(name="Ana").exists()
