"""What the pages of a table cost the server, and that nobody gets what was rendered for another."""

import itertools
import re

import pytest
from django.core.cache import caches

from colorclues.games.start import start_game
from colorclues.models import HouseWords, Room
from colorclues.rooms import host_controls, membership
from tests.server.factories import table_of
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)
WHO = {"host": "", "player": "", "spectator": "watch"}
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
SHARED = "table/_house_rules.html"
"""A template of what is rendered once for all who see the same."""


@pytest.fixture(autouse=True)
def _nothing_rendered_yet():
    caches["panels"].clear()


def crowd(known):
    """Give role -> browser at a table of three."""
    host, player, other = map(browser, known)
    other_role = {"other player": other}
    strangers = {role: browser() for role in ("spectator", "screen", "stranger")}
    return {"host": host, "player": player, **other_role, **strangers}


@pytest.mark.parametrize("playing", [False, True], ids=["lobby", "game"])
@pytest.mark.parametrize(("role", "most"), [("host", 3), ("player", 3), ("spectator", 3)])
def test_a_tables_page_takes_few_queries(django_assert_num_queries, role, most, playing):
    room, known = table_of(3)
    if playing:
        start_game(room.code, room.host_id)
    pages = crowd(known)[role]
    path = f"/t/{room.code}/{WHO[role]}"
    for _time in ("the first", "when much is rendered"):
        with django_assert_num_queries(most):
            assert pages.get(path).status_code == 200


def test_a_change_is_rendered_once_for_all_who_see_the_same():
    room, known = table_of(6)
    people = [browser(secret) for secret in known]
    watching = [browser(), browser()]
    for _change in range(2):
        membership.add_bot(room.code, room.host_id)
        answers = [each.get(f"/t/{room.code}/lobby") for each in [*people, *watching]]
        rendered = [SHARED in [template.name for template in one.templates] for one in answers]
        # The host, the first of the other players, the first of those who watch.
        assert rendered == [True, True, False, False, False, False, True, False]
        for seat, answer in enumerate(answers):
            panel = " ".join(answer.content.decode().split())
            own = re.findall(r"<bdi>([^<]*)</bdi></span> <span class=\"tag\">you", panel)
            assert own == ([f"Player {seat}"] if seat < len(people) else [])
            assert ('id="powers"' in panel) == (seat == 0)
            assert ('id="leave"' in panel) == (seat < len(people))


def test_the_house_words_of_a_moment_ago_are_shown_to_nobody():
    room, known = table_of(3)
    player, spectator = browser(known[1]), browser()
    for text in ("No animals", "No animals, no food"):
        HouseWords.objects.update_or_create(room=room, defaults={"text": text})
        for pages in (player, spectator):
            panel = pages.get(f"/t/{room.code}/lobby").content.decode()
            assert f'<bdi class="words-copy">{text}</bdi>' in panel


def test_what_somebody_typed_wrong_is_shown_to_nobody_else():
    room, known = table_of(3)
    host, other = browser(known[0]), browser(known[1])
    form = {"field": "target_score", "target_score": "4321"}
    panels = [
        host.post(f"/t/{room.code}/rules", form, headers={"hx-request": "true"}),
        host.get(f"/t/{room.code}/lobby"),
        other.get(f"/t/{room.code}/lobby"),
    ]
    assert ["4321" in panel.content.decode() for panel in panels] == [True, False, False]


@pytest.mark.parametrize("admission", ["code", "link", "host"])
@pytest.mark.parametrize("playing", [False, True], ids=["lobby", "game"])
def test_a_page_is_the_same_whoever_has_asked_before(admission, playing):
    room, known = table_of(3)
    host_controls.admit_by(room.code, room.host_id, admission, listed=False)
    if playing:
        start_game(room.code, room.host_id)
    pages = crowd(known)
    alone = {}
    for role, part in itertools.product(pages, ("", "watch", "tv", "lobby")):
        caches["panels"].clear()
        alone[role, part] = seen(pages[role], room, part)
    caches["panels"].clear()
    for _time in range(2):
        for (role, part), expected in alone.items():
            assert seen(pages[role], room, part) == expected, (role, part)


def seen(pages, room, part):
    """Return a page without its tokens, which differ each time; there are no others in it."""
    page = pages.get(f"/t/{room.code}/{part}").content.decode()
    own = pages.cookies["csrftoken"].value if "csrftoken" in pages.cookies else ""
    assert own or not TOKEN.search(page)
    return TOKEN.sub("", page)


def test_two_rooms_with_the_same_revision_show_their_own():
    rooms = [table_of(3) for _ in range(2)]
    for number, (room, known) in enumerate(rooms):
        Room.objects.filter(pk=room.pk).update(rules=room.rules | {"target_score": 41 + number})
        panel = browser(known[0]).get(f"/t/{room.code}/").content.decode()
        assert f'value="{41 + number}"' in panel
        assert room.code in panel
        assert not [other for other, _ in rooms if other != room and other.code in panel]
