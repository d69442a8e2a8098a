"""A reveal stays for a while, and then the next round begins: unless somebody holds it."""

import pytest

from colorclues.games.start import start_game
from colorclues.games.store import GameStore, game_store
from colorclues.models import GameEvent
from colorclues.rooms import host_controls
from game_engine import Pass
from tests.server.conftest import restart
from tests.server.factories import table_of
from tests.server.test_deadlines import long_ago

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def reveal(settings):
    settings.REVEAL_SECONDS = 8


@pytest.fixture
async def scored(clients, now):
    """Give a room whose first round is scored, and its people's sockets, the host's first."""
    room, known = await now(table_of, 3)
    game = await now(start_game, room.code, room.host_id)
    seats = [await (await clients(room, secret)).settled() for secret in known]
    giver = seats[0].view["table"]["giver"]
    version = await game_store().submit(room.code, room.host_id, Pass(giver))
    for client in seats:
        await client.until_version(version, game.pk)
    assert seats[0].view["table"]["phase"] == "scored"
    return room, seats


async def until_held(client, player):
    await client.until(
        lambda message: (
            message["type"] == "turn_update" and message["table"].get("held_by") == player
        )
    )
    return client.view["table"]


async def test_the_next_round_begins_by_itself(clients, now, scored):
    room, seats = scored
    table = seats[1].view["table"]
    (at,) = await now(lambda: GameEvent.objects.order_by("-number").values_list("at")[0])
    assert table["deadline"] == pytest.approx((at.timestamp() + 8) * 1000, abs=2)
    assert (table["reveal_seconds"], table["held_by"]) == (8, None)
    await now(long_ago, 9)
    restart()
    late = await clients(room)
    assert (await late.until_version(3))["table"]["round"] == 2


async def test_anybody_may_hold_it_and_anybody_may_let_it_go_on(scored):
    _room, (maya, tom, ana) = scored
    toms = tom.view["table"]["players"][tom.view["you"]["seat"]]["id"]
    assert (await tom.act(type="hold", round=1, on=True))["type"] == "done"
    for client in (maya, ana):
        assert (await until_held(client, toms))["deadline"] is None
    assert (await ana.act(type="hold", round=1, on=False))["type"] == "done"
    assert (await until_held(maya, None))["deadline"] is not None


async def test_what_is_held_waits_and_begins_once_nobody_holds_it(clients, now, scored):
    room, (_, tom, _) = scored
    await tom.act(type="hold", round=1, on=True)
    await now(long_ago, 9)
    restart()
    ana = await (await clients(room)).settled()
    assert ana.view["table"]["deadline"] is None
    assert await game_store().go_on(room.code) is None
    await now(lambda: room.games.update(held=None))
    assert await game_store().go_on(room.code) is not None


async def test_a_hold_that_a_process_has_not_heard_of_counts(now, scored):
    room, (_, tom, _) = scored
    deaf = GameStore()
    assert (await deaf.snapshot(room.code)).held_by is None
    await now(long_ago, 9)
    await tom.act(type="hold", round=1, on=True)
    assert await deaf.go_on(room.code) is None


async def test_a_hold_is_of_one_round(now, scored):
    _room, (maya, tom, _) = scored
    await tom.act(type="hold", round=1, on=True)
    done = await maya.act(type="next_round")
    view = await maya.until_version(done["version"])
    assert "held_by" not in view["table"]
    assert (await tom.act(type="hold", round=1, on=True))["code"] == "wrong_phase"
    giver = view["table"]["giver"]
    done = await maya.act(type="skip_turn", seat=giver)
    table = (await maya.until_version(done["version"]))["table"]
    assert (table["phase"], table["held_by"]) == ("scored", None)
    assert table["deadline"] is not None


async def test_who_only_watches_holds_nothing(clients, scored):
    room, _seats = scored
    watching = await (await clients(room)).settled()
    assert (await watching.act(type="hold", round=1, on=True))["code"] == "not_seated"


async def test_the_host_may_let_the_rounds_wait(clients, now, scored):
    room, (maya, *_) = scored
    await now(host_controls.go_on, room.code, room.host_id, by_itself=False)
    await maya.until(lambda m: m["type"] == "turn_update" and "reveal_seconds" not in m["table"])
    assert maya.view["table"]["deadline"] is None
    await now(long_ago, 9)
    restart()
    again = await (await clients(room)).settled()
    assert again.view["table"]["round"] == 1
    assert await again.quiet()


async def test_a_pause_stops_the_reveal_too(now, scored):
    room, (maya, *_) = scored
    before = maya.view["table"]["deadline"]
    await now(host_controls.pause, room.code, room.host_id)
    await maya.until(lambda m: m["type"] == "turn_update" and m["table"]["paused"])
    assert maya.view["table"]["deadline"] is None
    await now(host_controls.resume, room.code, room.host_id)
    await maya.until(lambda m: m["type"] == "turn_update" and not m["table"]["paused"])
    assert maya.view["table"]["deadline"] > before
