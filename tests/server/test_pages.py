"""The pages: created, joined, started and set up over HTTP, without a browser."""

import re

import pytest
from django.test import Client

from colorclues.games.start import start_game
from colorclues.models import Game, Player, Room
from colorclues.rooms import host_controls
from colorclues.views.home import own_tables, public_tables
from tests.server.factories import RoomFactory, cookie_of, table_of

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HTTP_HX_REQUEST": "true"}


def browser(secret=None):
    client = Client()
    if secret is not None:
        name, value = cookie_of(secret).split("=", 1)
        client.cookies[name] = value
    return client


def test_a_table_is_created_without_signing_up():
    client = browser()
    answer = client.post("/new", {"player_name": "Maya", "preset": "party"})
    room = Room.objects.get()
    assert answer.url == f"/t/{room.code}/"
    assert (room.name, room.preset) == ("Maya’s table", "party")
    assert "Maya" in client.get(answer.url).content.decode()
    assert room.name in client.get("/").content.decode()


def test_a_form_that_is_wrong_says_why_and_keeps_what_was_typed():
    answer = browser().post("/new", {"player_name": "", "name": "Ours", "preset": "party"})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert 'value="Ours"' in answer.content.decode()


@pytest.mark.parametrize("typed", ["{code}", "{lower}", " {spaced} "])
def test_a_code_is_found_in_any_case(typed):
    room, _ = table_of(3)
    code = room.code
    text = typed.format(code=code, lower=code.lower(), spaced=f"{code[:3]} {code[3:]}")
    assert browser().get("/find", {"code": text}).url == f"/t/{code}/"


def test_a_wrong_code_says_so():
    answer = browser().get("/find", {"code": "NOPE22"})
    assert answer.status_code == 422
    assert "no open table" in answer.content.decode()


@pytest.mark.parametrize("path", ["/t/NOPE22/", "/t/NOPE22/lobby", "/t/NOPE22/qr.svg", "/nowhere"])
def test_an_unknown_room_is_a_page_that_says_so(path):
    answer = browser().get(path)
    assert answer.status_code == 404
    assert "There is no table with this code" in answer.content.decode()


def test_a_stranger_gets_the_page_to_join():
    room, _ = table_of(3)
    page = browser().get(f"/t/{room.code}/").content.decode()
    assert "Join <bdi>Player 0</bdi> and 2 others" in " ".join(page.split())


def test_joining_with_a_taken_name_says_so_in_the_form():
    room, _ = table_of(3)
    answer = browser().post(f"/t/{room.code}/join", {"name": "player 1"}, **HTMX)
    assert "is called player 1 already" in answer.content.decode()
    assert Player.objects.count() == 3


def test_the_host_starts_by_htmx_and_others_cannot():
    room, known = table_of(3)
    refused = browser(known[1]).post(f"/t/{room.code}/start", **HTMX)
    assert "Only the host can do that." in refused.content.decode()
    assert not Game.objects.exists()
    browser(known[0]).post(f"/t/{room.code}/start", **HTMX)
    assert Game.objects.exists()


def test_a_stranger_cannot_start():
    room, _ = table_of(3)
    answer = browser().post(f"/t/{room.code}/start", **HTMX)
    assert "You have no seat" in answer.content.decode()


def test_the_referee_talks_to_the_giver_alone():
    room, known = table_of(3)
    browser(known[0]).post(f"/t/{room.code}/start", **HTMX)
    codes = {browser(s).post(f"/t/{room.code}/referee", {"text": "x"}).status_code for s in known}
    assert codes == {204}  # Nobody is asked for a clue yet.
    assert browser().post(f"/t/{room.code}/referee", {"text": "x"}).status_code == 403


def test_forms_from_elsewhere_are_refused():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/new", {"player_name": "Maya", "preset": "official"})
    assert answer.status_code == 403
    assert "This page is too old" in answer.content.decode()


def test_the_board_is_small_and_in_the_readers_language():
    room, known = table_of(3)
    client = browser(known[0])
    pages = {
        language: client.get(f"/t/{room.code}/", headers={"accept-language": language}).content
        for language in ("en", "es", "en")
    }
    assert all(len(page) < 100_000 for page in pages.values())
    assert 'aria-label="P30, ' in pages["en"].decode()
    colors = [
        re.findall('aria-label="[A-P][0-9]+, (.*?)"', page.decode()) for page in pages.values()
    ]
    assert len(colors[0]) == len(colors[1]) == 480
    assert sum(one != other for one, other in zip(*colors, strict=True)) > 400


def test_pages_allow_no_inline_script_or_style():
    policy = browser().get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_names_are_escaped():
    client = browser()
    answer = client.post("/new", {"player_name": "<b>x</b>", "preset": "official"})
    page = client.get(answer.url).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_the_qr_code_is_an_svg():
    room, _ = table_of(3)
    answer = browser().get(f"/t/{room.code}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content


def test_a_symbol_is_remembered_and_offered_where_it_is_free():
    client = browser()
    client.post("/new", {"player_name": "Maya", "preset": "party", "symbol": "★"})
    assert Player.objects.get().symbol == "★"
    room, _ = table_of(3)
    page = client.get(f"/t/{room.code}/").content.decode()
    chosen = re.search(r'value="(.)"\s+checked', page)[1]
    assert chosen == "★"
    Player.objects.filter(room=room, seat=1).update(symbol="★")
    page = client.get(f"/t/{room.code}/").content.decode()
    assert re.search(r'value="(.)"\s+checked', page)[1] == "■"


def test_the_hosts_menus_show_what_can_be_done_and_what_was():
    room, known = table_of(3)
    host, other = browser(known[0]), Player.objects.get(room=room, seat=1)
    menu = host.get(f"/t/{room.code}/menu/{other.pk}").content.decode()
    assert all(f'value="{deed}"' in menu for deed in ("make_host", "remove", "ban", "rename"))
    assert "data-skip" not in menu
    start_game(room.code, room.host_id)
    assert "data-skip" in host.get(f"/t/{room.code}/menu/{other.pk}").content.decode()
    form = {"player": other.pk, "deed": "rename", "name": "Zoe"}
    target = {**HTMX, "HTTP_HX_TARGET": "menu-body"}
    answer = host.post(f"/t/{room.code}/power", form, **target)
    assert (answer.status_code, answer["HX-Trigger"]) == (204, '{"menu_done": {}}')
    table = host.get(f"/t/{room.code}/menu").content.decode()
    assert "Player 0</bdi>: rename" in table
    refused = host.post(f"/t/{room.code}/power", {**form, "name": "Player 2"}, **target)
    assert "called Player 2 already" in refused.content.decode()
    assert "left the table" in host.get(f"/t/{room.code}/menu/999999").content.decode()


def test_ones_own_tables_on_the_start_page_are_those_that_are_open():
    (room, known), (closed, _) = table_of(3), table_of(3)
    me = Player.objects.get(room=room, seat=0)
    Player.objects.filter(room=closed, seat=1).update(guest=me.guest)
    host_controls.end(closed.code, closed.host_id)
    page = browser(known[0]).get("/tables").content.decode()
    assert room.code in page
    assert closed.code not in page


@pytest.mark.parametrize(
    ("tables", "index"),
    [(public_tables(), "listed_rooms"), (own_tables("a guest"), "players_by_guest")],
)
def test_the_start_page_finds_its_tables_by_an_index(tables, index):
    assert f"INDEX {index}" in tables.explain()


def test_the_links_of_many_tables_fit_into_a_cookie():
    client = browser()
    for number in range(40):
        room = RoomFactory()
        for page in ("", "watch"):
            client.get(f"/t/{room.code}/{page}", {"key": f"{number:040}"})
    assert len(client.cookies["sessionid"].value) < 2500
    assert client.session[f"watch {room.code}"] == f"{39:040}"
