"""The authorization matrix: every command and page, for every role, in every phase.

What is not listed is not allowed, and a command or page that nobody listed fails here.
"""

import pytest
from django.test import Client as Browser
from django.urls import get_resolver

from colorclues import people, wire
from colorclues.models import GameEvent
from tests.server.factories import cookie_of, table_of

pytestmark = pytest.mark.django_db(transaction=True)

PHASES = ("lobby", "choosing", "cluing", "guessing", "voting", "scored")
ROLES = ("host", "giver", "guesser", "spectator")
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
# (message, phase) -> the roles that may. The host sits in none of the other roles here: host is
# the guesser whose turn comes last, guesser the one whose turn it is.
ALLOWED = {
    ("choose_target", "choosing"): {"giver"},
    ("give_clue", "cluing"): {"giver"},
    ("place_guess", "guessing"): {"guesser"},
    ("challenge_clue", "guessing"): {"guesser", "host"},
    ("vote", "voting"): {"guesser"},
    ("next_round", "scored"): {"host"},
    **{("skip_turn", phase): {"host"} for phase in ("choosing", "cluing", "guessing", "voting")},
    **{("chat", phase): {"host", "giver", "guesser"} for phase in PHASES},
    **{("react", phase): {"host", "giver", "guesser"} for phase in PHASES},
    **{(kind, phase): {"host", "guesser"} for kind in ("chat", "react") for phase in PHASES[3:5]},
}


# These change nothing and are not answered: test_presence and test_outbox say what they do.
OF_THE_MOMENT = {"typing", "aim", "hello", "ack"}


def test_every_message_is_in_the_matrix():
    kinds = {kind.__struct_config__.tag for kind in wire.Incoming.__args__}
    assert kinds == set(MESSAGES) | OF_THE_MOMENT


async def bring_to(phase, clients, now):
    """Bring a table of four to a phase; gives the clients by role, and the giver."""
    room, known = await now(table_of, 4)
    seats = [await clients(room, secret) for secret in known]
    roles = {"spectator": await clients(room)}
    for client in [*seats, roles["spectator"]]:
        await client.until_type("turn_update")
    if phase == "lobby":
        roles |= {"host": seats[0], "giver": seats[1], "guesser": seats[2]}
        return roles, seats[1]
    game = await now(people.start_game, room.code, room.host_id)
    for client in [*seats, roles["spectator"]]:
        await client.until_version(0, game.pk)
    giving = seats[0].view["table"]["giver"]
    giver, first, _, last = (seats[(giving + i) % 4] for i in range(4))
    roles |= {"giver": giver, "guesser": first, "host": last}
    await now(make_host, room, last.view["you"]["seat"])
    if phase == "choosing":
        return roles, giver
    await giver.act(type="choose_target", square=giver.view["you"]["card"][1])
    if phase == "cluing":
        return roles, giver
    version = (await giver.act(type="give_clue", text="coffee"))["version"]
    if phase == "voting":
        version = (await last.act(type="challenge_clue"))["version"]
    if phase == "scored":
        # Nobody places, nobody clues again: the round is over without points.
        while (await last.until_version(version))["table"]["phase"] != "scored":
            seat = last.view["table"]["to_act"][0]
            version = (await last.act(type="skip_turn", seat=seat))["version"]
    for client in [*seats, roles["spectator"]]:
        await client.until_version(version)
    return roles, giver


def make_host(room, seat):
    room.host = room.players.get(seat=seat)
    room.save()
    people.changed(room)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", MESSAGES)
async def test_who_may_do_what_when(clients, now, phase, kind):
    allowed = ALLOWED.get((kind, phase), set())
    roles, giver = await bring_to(phase, clients, now)
    before = await now(GameEvent.objects.count)
    for role in (role for role in ROLES if role not in allowed):
        answer = await roles[role].act(type=kind, **MESSAGES[kind](giver))
        assert answer["type"] == "refusal", (role, answer)
        assert await now(GameEvent.objects.count) == before
    for role in allowed:
        roles, giver = await bring_to(phase, clients, now)
        answer = await roles[role].act(type=kind, **MESSAGES[kind](giver))
        assert answer["type"] == "done", (role, answer)


# Page -> what (host, player, stranger) get for a GET, then for a POST without fields.
PAGES = {
    "table": ((200, 200, 200), (405, 405, 405)),
    "watch": ((200, 200, 200), (405, 405, 405)),
    "tv": ((200, 200, 200), (405, 405, 405)),
    "lobby": ((200, 200, 200), (405, 405, 405)),
    "waiting": ((302, 302, 302), (405, 405, 405)),
    "qr": ((200, 200, 200), (405, 405, 405)),
    "join": ((405, 405, 405), (422, 422, 422)),
    "leave": ((405, 405, 405), (302, 302, 302)),
    "withdraw": ((405, 405, 405), (302, 302, 302)),
    "move": ((405, 405, 405), (200, 200, 403)),
    "requests": ((200, 200, 200), (200, 200, 200)),
    "rules_form": ((200, 403, 403), (200, 403, 403)),
    "menu": ((200, 403, 403), (405, 405, 405)),
    "person": ((200, 403, 403), (405, 405, 405)),
    "power": ((405, 405, 405), (400, 400, 400)),
    "bots": ((405, 405, 405), (302, 302, 403)),
    "start": ((405, 405, 405), (302, 302, 403)),
    "again": ((405, 405, 405), (302, 302, 403)),
    "referee": ((405, 405, 405), (204, 204, 403)),
}


def pages():
    """Give (name, path) of every page of a room."""
    patterns = get_resolver().url_patterns
    return {p.name: str(p.pattern) for p in patterns if str(p.pattern).startswith("t/")}


def test_every_page_of_a_room_is_in_the_matrix():
    assert set(pages()) == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_who_may_see_and_send_which_page(name):
    for at in range(3):
        for method, expected in zip(("get", "post"), PAGES[name], strict=True):
            room, known = table_of(3)
            browser = Browser()
            if at < 2:
                cookie, value = cookie_of(known[at]).split("=", 1)
                browser.cookies[cookie] = value
            path = "/" + pages()[name].replace("<slug:code>", room.code)
            path = path.replace("<int:player>", str(room.players.last().pk))
            assert getattr(browser, method)(path).status_code == expected[at], (at, method)
            # Nothing but the host's own start begins a game.
            begun = room.games.exists()
            assert begun == (method == "post" and at == 0 and name in {"start", "again"})
