"""What one client may do how often, and seats that move."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import get_resolver

from colorclues import guests
from colorclues.models import ChatMessage, Player, Room, Ticket
from colorclues.rooms import changes, connections, host_controls, membership, transfer
from colorclues.sockets.base import CAPACITY
from colorclues.views import rate_limit
from tests.server import conftest
from tests.server.factories import table_of
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def test_one_address_opens_20_tables_an_hour():
    client = Client()
    form = {"player_name": "Maya", "preset": "official"}
    answers = [client.post("/new", form).status_code for _ in range(21)]
    assert answers == [302] * 20 + [429]
    assert Room.objects.count() == 20


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1::", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_whoever_has_a_network_of_addresses_is_one_client(one, other, alike, settings):
    asked = [RequestFactory(REMOTE_ADDR=address).get("/") for address in (one, other)]
    assert (rate_limit.client_of(asked[0]) == rate_limit.client_of(asked[1])) == alike
    settings.BEHIND_PROXY = True
    headers = [{"X-Real-IP": address} for address in (one, other)]
    asked = [RequestFactory(headers=each).get("/") for each in headers]
    assert (rate_limit.client_of(asked[0]) == rate_limit.client_of(asked[1])) == alike


@pytest.mark.parametrize("said", ["", "unix:", "nonsense"])
def test_a_client_without_an_address_is_what_the_proxy_calls_it(said):
    assert rate_limit.client_of(RequestFactory(REMOTE_ADDR=said).get("/")) == said


def test_after_ten_wrong_codes_a_right_one_does_not_work_either():
    room, _ = table_of(3)
    client = Client()
    for _ in range(5):
        client.get("/find", {"code": "NOPE22"})
        client.get("/t/NOPE22/")
    assert client.get("/find", {"code": room.code}).status_code == 429
    assert client.get(f"/t/{room.code}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/t/{room.code}/").status_code == 200


def test_a_closed_table_answers_as_one_that_never_was():
    room, _ = table_of(3)
    host_controls.end(room.code, room.host_id)
    closed, wrong = [
        [Client().get(path.format(code)) for path in ("/t/{}/", "/find?code={}", "/t/{}/watch")]
        for code in (room.code, "NOPE22")
    ]
    for one, other in zip(closed, wrong, strict=True):
        assert one.status_code == other.status_code >= 400
        assert plain(one).replace(room.code, "NOPE22") == plain(other)


def paths_of_a_room():
    """Give (method, path) of every page that a room's code opens."""
    patterns = [str(p.pattern) for p in get_resolver().url_patterns]
    paths = [path.replace("<int:player>", "1") for path in patterns if path.startswith("t/")]
    return [("get" if at else "post", f"/{path}") for path in paths for at in (0, 1)]


@pytest.mark.parametrize(("method", "path"), paths_of_a_room())
def test_every_page_counts_a_wrong_code_and_takes_a_closed_one_for_it(method, path, settings):
    settings.MISSES_PER_MINUTE = 1
    room, known = table_of(3)
    host_controls.end(room.code, room.host_id)
    answers = []
    for code in (room.code, "NOPE22"):
        for client in (browser(known[0]), Client()):
            cache.clear()
            ask = getattr(client, method)
            first, last = [ask(path.replace("<slug:code>", code)) for _ in range(2)]
            answers.append((first.status_code, last.status_code, plain(first)))
    of_the_host, *others = answers
    assert others[0][:2] in {(405, 405), (404, 429)}
    assert len(set(others)) == 1
    # A page that is still open at a table that was closed guesses nothing.
    assert of_the_host == (others[0][0], others[0][0], others[0][2])


def test_who_still_waits_at_a_table_that_was_closed_guesses_nothing(settings):
    settings.MISSES_PER_MINUTE = 1
    room, _ = table_of(3)
    host_controls.admit_by(room.code, room.host_id, "host", listed=False)
    asking = browser("0123456789abcdef0123456789abcdef")
    asking.post(f"/t/{room.code}/join", {"name": "Ana"})
    host_controls.end(room.code, room.host_id)
    answers = [asking.get(f"/t/{room.code}/waiting").status_code for _ in range(3)]
    assert answers == [404, 404, 404]


def plain(answer):
    return re.sub(r"[A-Za-z0-9]{32,64}", "", answer.content.decode())


async def test_a_socket_that_sends_too_fast_is_closed(clients, now):
    room, known = await now(table_of, 3)
    player = await clients(room, known[0])
    for _ in range(CAPACITY + 1):
        await player.send(type="typing")
    assert await player.until_closed() == 4429


async def test_a_page_that_floods_its_own_news_is_closed(now):
    page = await conftest.Client("", path="/ws/me/").connect()
    for _ in range(CAPACITY + 1):
        await page.send(type="anything")
    assert await page.until_closed() == 4429
    await page.leave()


async def test_a_fourth_tab_closes_the_oldest(clients, now):
    room, known = await now(table_of, 3)
    tabs = [await clients(room, known[0]) for _ in range(connections.PER_SEAT + 1)]
    assert await tabs[0].until_closed() == 4429
    for tab in tabs[1:]:
        assert (await tab.until_type("turn_update"))["you"]["seat"] == 0


async def test_a_room_has_room_for_some_spectators(clients, now, monkeypatch):
    monkeypatch.setattr(connections, "SPECTATORS", 2)
    room, known = await now(table_of, 3)
    watching = [await clients(room) for _ in range(2)]
    for client in watching:
        await client.until_type("turn_update")
    late = await clients(room)
    assert await late.until_closed() == 4429
    assert await (await clients(room, known[0])).until_type("turn_update")


def test_a_seat_moves_to_another_device_once():
    room, known = table_of(3)
    link = browser(known[0]).post(f"/t/{room.code}/move").content.decode()
    path = "/take/" + link.split("/take/")[1].split('"')[0]
    other = Client()
    assert "Take your seat" in other.get(path).content.decode()
    assert other.post(path).url == f"/t/{room.code}/"
    room.refresh_from_db()
    assert (room.host.seat, room.host.name) == (0, "Player 0")
    old = browser(known[0]).get(f"/t/{room.code}/").content.decode()
    assert 'id="join"' in old
    assert Client().post(path).status_code == 410


def test_a_newer_ticket_makes_the_older_one_void():
    room, _ = table_of(3)
    first, second = transfer.ticket(room.host_id), transfer.ticket(room.host_id)
    guest = guests.make_guest({})
    assert transfer.take(first, guest) is None
    assert transfer.take(second, guest) == room.code


def test_a_ticket_is_good_for_ten_minutes_and_nowhere_to_be_read():
    room, _ = table_of(3)
    text = transfer.ticket(room.host_id)
    kept = Ticket.objects.get()
    assert text not in str(kept.__dict__)
    Ticket.objects.update(until=kept.until - timedelta(minutes=transfer.MINUTES))
    assert transfer.take(text, guests.make_guest({})) is None


def test_who_left_has_no_ticket():
    room, known = table_of(3)
    player = Player.objects.get(seat=1).pk
    membership.leave(room.code, guests.guest_of({guests.KEY: known[1]}))
    assert not transfer.is_ticket(transfer.ticket(player))


def test_a_browser_that_was_sent_away_cannot_come_back_by_anothers_ticket():
    room, known = table_of(3)
    ticket = transfer.ticket(room.host_id)
    host_controls.remove(room.code, room.host_id, Player.objects.get(seat=1).pk)
    assert transfer.take(ticket, guests.guest_of({guests.KEY: known[1]})) is None
    assert transfer.take(ticket, guests.make_guest({})) == room.code


def test_no_seat_moves_at_a_table_that_was_closed():
    room, _ = table_of(3)
    ticket = transfer.ticket(room.host_id)
    host_controls.end(room.code, room.host_id)
    assert transfer.take(ticket, guests.make_guest({})) is None


def test_who_is_removed_while_the_seat_moves_stays_removed(monkeypatch):
    table_of(3)
    player = Player.objects.get(seat=1)
    ticket = transfer.ticket(player.pk)
    locked = changes.locked

    def locked_after_another(code):
        Player.objects.filter(pk=player.pk).delete()
        return locked(code)

    monkeypatch.setattr(changes, "locked", locked_after_another)
    assert transfer.take(ticket, guests.make_guest({})) is None
    assert Player.objects.count() == 2


@pytest.mark.parametrize("ticket", ["", "x", "WzEsICJ4Il0:1tabc:forged"])
def test_a_forged_ticket_is_void(ticket):
    table_of(3)
    assert transfer.take(ticket, guests.make_guest({})) is None


@pytest.mark.parametrize("ticket", ["x", "x" * 5000])
def test_only_a_ticket_is_drawn(ticket):
    room, _ = table_of(3)
    assert Client().get(f"/take/{ticket}/qr.svg").status_code == 404
    assert Client().get(f"/take/{transfer.ticket(room.host_id)}/qr.svg").status_code == 200


def test_a_browser_with_a_seat_here_cannot_take_another():
    room, known = table_of(3)
    ticket = transfer.ticket(room.host_id)
    assert transfer.take(ticket, guests.guest_of({guests.KEY: known[1]})) is None
    assert Player.objects.count() == 3


def test_what_a_player_said_stays_when_they_leave():
    room, known = table_of(3)
    player = Player.objects.get(seat=1)
    ChatMessage.objects.create(room=room, player=player, name="x", symbol="y", text="z")
    membership.leave(room.code, guests.guest_of({guests.KEY: known[1]}))
    assert ChatMessage.objects.get().player is None
