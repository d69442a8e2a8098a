"""The authorization matrix: every command, power and page, for every role, in every phase.

What is not listed is not allowed; a command, a power or a page that nobody listed fails here.
"""

import secrets
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client as Browser
from django.urls import get_resolver
from django.utils import timezone

from colorclues import guests
from colorclues.games.start import start_game
from colorclues.models import (
    ChatMessage,
    Exclusion,
    Game,
    GameEvent,
    JoinRequest,
    Player,
    Room,
    RoomEntry,
)
from colorclues.rooms import admission, host_controls, transfer
from colorclues.sockets import incoming
from colorclues.urls import sockets
from colorclues.views.host import POWERS
from game_engine import Rules
from tests.server.album.test_finished_game import finished
from tests.server.conftest import Client
from tests.server.factories import cookie_of, table_of
from tests.server.house_words.clients import InProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def change_host(room, *, away, heir):
    """Let the clock replace a host who was away, and who is back now."""
    now = timezone.now()
    room.host = room.players.get(seat=away)
    room.save(update_fields=["host"])
    room.players.filter(seat=heir).update(joined_at=now - timedelta(days=1))
    room.players.filter(seat=away).update(
        seen_at=now - timedelta(seconds=host_controls.HOST_AWAY + 1)
    )
    host_controls.mind_hosts([room.code])
    room.players.update(seen_at=now)
    room.refresh_from_db()
    assert room.host.seat == heir


# What is said on a table's socket.

PHASES = (
    "lobby",
    "choosing",
    "cluing",
    "guessing",
    "voting",
    "cluing again",
    "scored",
    "over",
    "paused",
)
ROLES = ("host", "former host", "giver", "guesser", "spectator", "removed")
SEATED = {"host", "former host", "giver", "guesser"}
MESSAGES = {
    "choose_target": lambda giver: {"square": (giver.view["you"]["card"] or ["A1"])[0]},
    "redraw_card": lambda _: {},
    "give_clue": lambda _: {"text": "lagoon"},
    "skip_clue": lambda _: {},
    "place_guess": lambda _: {"square": "H9"},
    "challenge_clue": lambda _: {},
    "vote": lambda _: {"uphold": False},
    "next_round": lambda _: {},
    "skip_turn": lambda giver: {"seat": (giver.view["table"].get("to_act") or [0])[0]},
    "chat": lambda _: {"text": "hello"},
    "react": lambda _: {"emoji": "👍"},
}
TALK = ("chat", "react")
# (message, phase) -> the roles that may. The host sits in none of the other roles here: host is
# the guesser whose turn comes last, guesser the one whose turn it is.
ALLOWED = {
    ("choose_target", "choosing"): {"giver"},
    ("redraw_card", "choosing"): {"giver"},
    ("give_clue", "cluing"): {"giver"},
    ("give_clue", "cluing again"): {"giver"},
    ("skip_clue", "cluing again"): {"giver"},
    ("place_guess", "guessing"): {"guesser"},
    ("challenge_clue", "guessing"): {"guesser", "former host", "host"},
    ("vote", "voting"): {"guesser", "former host"},
    ("next_round", "scored"): {"host"},
    **{("skip_turn", phase): {"host"} for phase in PHASES[1:6]},
    **{(kind, phase): SEATED for kind in TALK for phase in PHASES},
    **{
        (kind, phase): SEATED - {"giver"}
        for kind in TALK
        for phase in ("guessing", "voting", "paused")
    },
}
# These change nothing and are not answered: test_presence, test_house_rules and test_outbox say
# what they do.
OF_THE_MOMENT = {"typing", "aim", "edit", "hello", "ack"}


def test_every_message_is_in_the_matrix():
    kinds = {kind.__struct_config__.tag for kind in incoming.Incoming.__args__}
    assert kinds == set(MESSAGES) | OF_THE_MOMENT


def test_every_message_is_allowed_somewhere():
    assert {kind for kind, _ in ALLOWED} == set(MESSAGES)


async def bring_to(phase, clients, now):
    """Bring a table of four, and one who was removed, to a phase; gives the clients by role."""
    room, known = await now(table_of, 5, rules=Rules(redraw=True, laps=1))
    gone = await now(Player.objects.get, room=room, seat=4)
    await now(host_controls.remove, room.code, room.host_id, gone.pk)
    everybody = [await clients(room, secret) for secret in [*known, None]]
    for client in everybody:
        await client.until_type("turn_update")
    seats = everybody[:4]
    roles = dict(zip(("host", "giver", "guesser", "former host"), seats, strict=True))
    roles |= {"removed": everybody[4], "spectator": everybody[5]}
    if phase == "lobby":
        await now(change_host, room, away=3, heir=0)
        return roles
    game = await now(start_game, room.code, room.host_id)
    for client in everybody:
        await client.until_version(0, game.pk)
    giving = seats[0].view["table"]["giver"]
    giver, first, former, last = (seats[(giving + i) % 4] for i in range(4))
    roles |= {"giver": giver, "guesser": first, "former host": former, "host": last}
    await now(change_host, room, away=(giving + 2) % 4, heir=(giving + 3) % 4)
    version = await play_to(phase, giver, last)
    for client in everybody:
        await client.until_version(version)
    if phase == "paused":
        await now(host_controls.pause, room.code, room.host_id)
    return roles


async def play_to(phase, giver, host):
    """Play until a phase begins; gives the version."""
    version = 0
    if phase == "choosing":
        return version
    square = giver.view["you"]["card"][1]
    version = (await giver.act(type="choose_target", square=square))["version"]
    if phase == "cluing":
        return version
    version = (await giver.act(type="give_clue", text="coffee"))["version"]
    if phase == "voting":
        return (await host.act(type="challenge_clue"))["version"]
    # Nobody places and nobody clues again, until the phase is there.
    wanted = {"cluing again": "cluing", "paused": "guessing"}.get(phase, phase)
    while (table := (await host.until_version(version))["table"])["phase"] != wanted:
        deed = {"type": "next_round"}
        if table["phase"] != "scored":
            deed = {"type": "skip_turn", "seat": table["to_act"][0]}
        version = (await host.act(**deed))["version"]
    return version


def kept():
    return GameEvent.objects.count(), ChatMessage.objects.count()


@pytest.mark.parametrize("phase", PHASES)
async def test_what_is_not_listed_is_refused_and_who_may_talk_talks(clients, now, phase):
    roles = await bring_to(phase, clients, now)
    before = await now(kept)
    for kind, message in MESSAGES.items():
        for role in (role for role in ROLES if role not in ALLOWED.get((kind, phase), set())):
            answer = await roles[role].act(type=kind, **message(roles["giver"]))
            assert answer["type"] == "refusal", (kind, role, answer)
            assert await now(kept) == before, (kind, role)
    for kind in TALK:
        for role in ALLOWED[kind, phase]:
            answer = await roles[role].act(type=kind, **MESSAGES[kind](None))
            assert answer["type"] == "done", (kind, role, answer)


PLAYS = [
    (kind, phase, role)
    for (kind, phase), roles in ALLOWED.items()
    if kind not in TALK
    for role in sorted(roles)
]


@pytest.mark.parametrize(("kind", "phase", "role"), PLAYS)
async def test_what_is_listed_is_done(clients, now, kind, phase, role):
    roles = await bring_to(phase, clients, now)
    answer = await roles[role].act(type=kind, **MESSAGES[kind](roles["giver"]))
    assert answer["type"] == "done", answer


# Who is let in, and what a host does by forms.

OUTSIDE = ("removed", "banned", "waiting", "watching", "stranger")


def crowd(way_in):
    """Make a table with somebody in every role; gives (room, Cookie header by role)."""
    room, known = table_of(5)
    removed, banned = (room.players.get(seat=seat) for seat in (3, 4))
    host_controls.remove(room.code, room.host_id, removed.pk)
    host_controls.ban(room.code, room.host_id, banned.pk)
    host_controls.admit_by(room.code, room.host_id, "host", listed=False)
    asking = secrets.token_hex(16)
    admission.enter(room.code, guests.guest_of({guests.KEY: asking}), name="Ana")
    host_controls.admit_by(room.code, room.host_id, way_in, listed=False)
    change_host(room, away=1, heir=0)
    key = {f"watch {room.code}": admission.watch_key(room)}
    seated = dict(zip(("host", "former host", "player", "removed"), known, strict=False))
    return room, {
        **{role: cookie_of(secret) for role, secret in seated.items()},
        "banned": cookie_of(known[4], **key),
        "waiting": cookie_of(asking),
        "watching": cookie_of(None, **key),
        "stranger": cookie_of(None),
    }


def browser_of(cookie):
    browser = Browser()
    name, value = cookie.split("=", 1)
    browser.cookies[name] = value
    return browser


@contextmanager
def undone():
    """Take back what is done in this block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Role -> what closes its socket, at an open table and where the host admits; else it is None.
LET_IN = {
    "host": (None, None),
    "former host": (None, None),
    "player": (None, None),
    "removed": (None, 4403),
    "banned": (4403, 4403),
    "waiting": (None, 4403),
    "watching": (None, None),
    "stranger": (None, 4401),
}


@pytest.mark.parametrize(("at", "way_in"), [(0, "code"), (1, "host")])
async def test_who_is_let_in(now, at, way_in):
    room, cookies = await now(crowd, way_in)
    for role, cookie in cookies.items():
        client = Client(room.code)
        client.socket.scope["headers"].append((b"cookie", cookie.encode()))
        await client.connect()
        if (code := LET_IN[role][at]) is not None:
            assert await client.until_closed() == code, role
        else:
            seat = (await client.until_type("turn_update"))["you"]["seat"]
            await client.leave()
            assert (seat is None) == (role in OUTSIDE), role


# Who reads and writes the house words: who has a seat. Nobody else, at whatever table.
HOUSE_WORDS = dict.fromkeys(("removed", "banned", "waiting"), 4403)
HOUSE_WORDS |= {"watching": 4401, "stranger": 4401, "host": None, "former host": None}
HOUSE_WORDS |= {"player": None}


@pytest.mark.parametrize("way_in", ["code", "host"])
async def test_who_is_let_in_to_the_house_words(now, way_in):
    room, cookies = await now(crowd, way_in)
    assert set(cookies) == set(HOUSE_WORDS)
    for role, cookie in cookies.items():
        line = InProcess(room.code, cookie)
        await line.open()
        frame = await line.receive()
        assert (frame is None) == (HOUSE_WORDS[role] is not None), role
        assert line.code == HOUSE_WORDS[role], role
        await line.close()


def test_every_socket_of_a_room_is_in_the_matrix():
    paths = {str(path.pattern) for path in sockets if str(path.pattern).startswith("ws/t/")}
    assert paths == {"ws/t/<slug:code>/", "ws/t/<slug:code>/words/"}


ALWAYS, BETWEEN_GAMES = ("lobby", "playing", "paused", "over"), ("lobby", "over")
# What a host does -> when; nobody else ever does, and nobody does at a table that was closed.
DEEDS = {
    "make_host": ALWAYS,
    "remove": ALWAYS,
    "ban": ALWAYS,
    "rename": ALWAYS,
    "pause": ALWAYS,
    "resume": ALWAYS,
    "lock": ALWAYS,
    "unlock": ALWAYS,
    "end": ALWAYS,
    "admission": ALWAYS,
    "share": ALWAYS,
    "unshare": ALWAYS,
    "requests": ALWAYS,
    "start": BETWEEN_GAMES,
    "again": BETWEEN_GAMES,
    "bots": BETWEEN_GAMES,
    "rules": BETWEEN_GAMES,
}
PAGES_OF_DEEDS = {"rules", "requests", "start", "again", "bots"}
SHARED = {"rules": {"host", "former host", "player"}}
"""What everybody at the table does, where the host has not kept it to himself."""


def test_every_power_is_in_the_matrix():
    assert set(DEEDS) == set(POWERS) | PAGES_OF_DEEDS


def form_of(deed, room):
    """Give (page, fields) of the form by which something is done."""
    if deed in PAGES_OF_DEEDS:
        rules = {"field": "laps", "laps": "4"}
        asked = {"request": room.requests.get().pk, "answer": "admit"}
        return deed, {"rules": rules, "requests": asked}.get(deed, {})
    subject = room.players.get(seat=2).pk
    return "power", {"deed": deed, "player": subject, "name": "Zoe", "admission": "code"}


def everything():
    """Give all that a host's deeds could change."""
    kinds = (Room, Exclusion, Game, JoinRequest, RoomEntry)
    people_ = Player.objects.order_by("pk").values("pk", "seat", "name", "bot", "guest")
    return [list(kind.objects.order_by("pk").values()) for kind in kinds] + [list(people_)]


@pytest.mark.parametrize("phase", [*ALWAYS, "closed"])
def test_who_does_what_a_host_may(phase):
    room, cookies = crowd("host")
    if phase in {"playing", "paused", "over"}:
        start_game(room.code, room.host_id)
    if phase == "paused":
        host_controls.pause(room.code, room.host_id)
    if phase == "over":
        Game.objects.update(ended_at=timezone.now())
    if phase == "closed":
        host_controls.end(room.code, room.host_id)
    room.refresh_from_db()
    before = everything()
    for deed, phases in DEEDS.items():
        page, form = form_of(deed, room)
        for role, cookie in cookies.items():
            with undone():
                browser_of(cookie).post(f"/t/{room.code}/{page}", form, HTTP_HX_REQUEST="true")
                done = everything() != before
            may = role in SHARED.get(deed, {"host"})
            assert done == (may and phase in phases), (deed, role)


# Pages.

# Page -> what host, player, watcher and outsider get for a GET, then for a POST without fields.
# Watchers are who may watch: at an open table all but the banned, else who has the watch link.
PAGES = {
    "table": ((200, 200, 200, 200), (405, 405, 405, 405)),
    "watch": ((200, 200, 200, 403), (405, 405, 405, 405)),
    "tv": ((200, 200, 200, 403), (405, 405, 405, 405)),
    "lobby": ((200, 200, 200, 403), (405, 405, 405, 405)),
    "waiting": ((302, 302, 302, 302), (405, 405, 405, 405)),
    "qr": ((200, 200, 200, 200), (405, 405, 405, 405)),
    "join": ((405, 405, 405, 405), (422, 422, 422, 422)),
    "leave": ((405, 405, 405, 405), (302, 302, 302, 302)),
    "withdraw": ((405, 405, 405, 405), (302, 302, 302, 302)),
    "move": ((405, 405, 405, 405), (200, 200, 403, 403)),
    "requests": ((200, 200, 200, 200), (200, 200, 200, 200)),
    "rules": ((405, 405, 405, 405), (302, 302, 403, 403)),
    "menu": ((200, 403, 403, 403), (405, 405, 405, 405)),
    "person": ((200, 403, 403, 403), (405, 405, 405, 405)),
    "power": ((405, 405, 405, 405), (400, 400, 400, 400)),
    "bots": ((405, 405, 405, 405), (302, 302, 403, 403)),
    "start": ((405, 405, 405, 405), (302, 302, 403, 403)),
    "again": ((405, 405, 405, 405), (302, 302, 403, 403)),
    "referee": ((405, 405, 405, 405), (204, 204, 403, 403)),
}
COLUMNS = {"host": 0, "former host": 1, "player": 1, "watching": 2, "banned": 3}
# What is as it is for one role only: who asked sees what has become of it.
EXCEPTIONS = {("waiting", "get", "waiting"): 200}


def pages():
    """Give (name, path) of every page of a room."""
    patterns = get_resolver().url_patterns
    return {p.name: str(p.pattern) for p in patterns if str(p.pattern).startswith("t/")}


def test_every_page_of_a_room_is_in_the_matrix():
    assert set(pages()) == set(PAGES)


@pytest.mark.parametrize("way_in", ["code", "host"])
def test_who_may_see_and_send_which_page(way_in):
    room, cookies = crowd(way_in)
    others = 2 if way_in == "code" else 3
    subject = str(room.players.last().pk)
    for name, pattern in pages().items():
        path = "/" + pattern.replace("<slug:code>", room.code).replace("<int:player>", subject)
        for role, cookie in cookies.items():
            for method, expected in zip(("get", "post"), PAGES[name], strict=True):
                with undone():
                    status = getattr(browser_of(cookie), method)(path).status_code
                    # Nothing but the host's own start begins a game.
                    begun = room.games.exists()
                column = COLUMNS.get(role, others)
                wanted = EXCEPTIONS.get((name, method, role), expected[column])
                assert status == wanted, (name, role, method)
                starts = method == "post" and role == "host" and name in {"start", "again"}
                assert begun == starts, (name, role, method)


# The name of every page that is not of one room -> what anybody gets for a GET, and for a POST.
OTHER_PAGES = {
    "home": (200, 200),
    "create": (302, 422),
    "find": (422, 422),
    "public": (200, 405),
    "today": (200, 405),
    "piece": (405, 302),
    "take": (200, 302),
    "take_qr": (200, 405),
    "album": (200, 405),
    "picture": (200, 405),
    "record": (200, 405),
    "replay": (200, 405),
    "steps": (200, 405),
    "set_language": (302, 302),
    "words": (200, 405),
    "protocol": (200, 405),
    "admin/": (302, 302),
}


def other_pages():
    """Give (name, path) of every page that is not of one room."""
    paths = [(p, str(p.pattern)) for p in get_resolver().url_patterns]
    return {
        getattr(p, "name", None) or path: path for p, path in paths if not path.startswith("t/")
    }


def test_every_other_page_is_in_the_matrix():
    assert set(other_pages()) == set(OTHER_PAGES)


def test_what_anybody_gets_of_the_other_pages():
    room, cookies = crowd("host")
    game, _, _ = finished()
    ticket = transfer.ticket(room.players.get(seat=2).pk)
    for name, pattern in other_pages().items():
        path = "/" + pattern.replace("<slug:slug>", game.slug).replace("<str:ticket>", ticket)
        for method, expected in zip(("get", "post"), OTHER_PAGES[name], strict=True):
            status = getattr(browser_of(cookies["stranger"]), method)(path).status_code
            assert status == expected, (name, method)


@pytest.mark.parametrize(
    ("role", "status"),
    [("host", 410), ("removed", 410), ("banned", 410), ("watching", 302), ("player", 302)],
)
def test_who_may_take_a_seat_along(role, status):
    room, cookies = crowd("host")
    ticket = transfer.ticket(room.players.get(seat=2).pk)
    assert browser_of(cookies[role]).post(f"/take/{ticket}").status_code == status


@pytest.mark.parametrize("role", OUTSIDE)
def test_whose_table_it_is_not_finds_it_neither_among_ones_own_nor_in_the_list(role):
    room, cookies = crowd("host")
    for path in ("/", "/tables"):
        assert room.code not in browser_of(cookies[role]).get(path).content.decode()
