"""Life at a table: chat, pauses, people who are away, hosts who vanish."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from colorclues import guests
from colorclues.games import snapshot
from colorclues.games.start import start_game
from colorclues.models import ChatMessage, Game, GameEvent, Player, Room
from colorclues.rooms import changes, chat, host_controls, membership
from game_engine import Rules
from tests.server.conftest import restart
from tests.server.factories import table_of
from tests.server.test_deadlines import long_ago

pytestmark = pytest.mark.django_db(transaction=True)


async def seated(clients, now, number=3, *, rules=None):
    """Start a game; gives (room, secrets, clients by seat)."""
    room, known = await now(table_of, number, rules=rules)
    seats = [await (await clients(room, secret)).settled() for secret in known]
    game = await now(start_game, room.code, room.host_id)
    for client in seats:
        await client.until_started(game.pk)
    return room, known, seats


def gone_for(seconds, **which):
    """Let players have given no sign of life for so long."""
    Player.objects.filter(**which).update(seen_at=timezone.now() - timedelta(seconds=seconds))


async def said(client):
    """Take the next chat frame's messages."""
    return (await client.until_type("chat"))["messages"]


async def test_what_is_said_reaches_everyone_once_and_those_who_come_later(clients, now):
    room, known = await now(table_of, 3)
    ana, tom = [await clients(room, secret) for secret in known[:2]]
    for client in (ana, tom):
        assert await said(client) == []
    assert (await ana.act(type="chat", text=" hello  there ", id="c1"))["type"] == "done"
    (message,) = await said(tom)
    assert (message["name"], message["text"]) == ("Player 0", "hello there")
    assert (await ana.act(type="chat", text="hello there", id="c1"))["type"] == "done"
    late = await clients(room, known[2])
    assert [m["text"] for m in await said(late)] == ["hello there"]
    texts = [f for f in ana.frames if "hello there" in f]
    assert len(texts) <= 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 301, "a\u202eb", "\ud800"])
async def test_what_cannot_be_said_is_refused_to_its_author(clients, now, text):
    room, known = await now(table_of, 3)
    ana, tom = [await clients(room, secret) for secret in known[:2]]
    for client in (ana, tom):
        await said(client)
    assert (await ana.act(type="chat", text=text))["type"] == "refusal"
    assert await tom.quiet()


@pytest.mark.parametrize("text", ["?!", "🎉🎉", "...", "👩‍👩‍👧", "\u0301"])
def test_a_text_needs_no_letter(text):
    room, _ = table_of(3)
    chat.say(room.code, room.host_id, text, None)
    assert [message.text for message in chat.since(room.code, 0)] == [text]


def test_an_empty_text_is_not_taken_for_a_name():
    room, _ = table_of(3)
    with pytest.raises(changes.Refused, match="Please write something"):
        chat.say(room.code, room.host_id, "  ", None)


async def test_a_spectator_does_not_chat(clients, now):
    room, _ = await now(table_of, 3)
    watcher = await clients(room)
    assert (await watcher.act(type="chat", text="psst"))["code"] == "not_seated"


async def test_the_giver_is_muted_while_people_place(clients, now):
    _, _, seats = await seated(clients, now)
    giver = seats[seats[0].view["table"]["giver"]]
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    assert (await giver.act(type="chat", text="before"))["type"] == "done"
    await giver.act(type="give_clue", text="coffee")
    assert (await giver.act(type="chat", text="warmer!"))["code"] == "muted"
    assert (await giver.act(type="react", emoji="🤔"))["code"] == "muted"


async def test_only_known_reactions_float_by(clients, now):
    room, known = await now(table_of, 3)
    ana = await clients(room, known[0])
    assert (await ana.act(type="react", emoji="<b>"))["type"] == "refusal"
    assert (await ana.act(type="react", emoji=chat.REACTIONS[0]))["type"] == "done"


def test_a_hundred_messages_are_kept_for_those_who_come_later():
    room, _ = table_of(3)
    for number in range(105):
        chat.say(room.code, room.host_id, f"m{number}", None)
    kept = chat.since(room.code, 0)
    assert [m.text for m in kept] == [f"m{number}" for number in range(5, 105)]
    assert ChatMessage.objects.count() == chat.MAX_MESSAGES


def test_reactions_oust_no_words():
    (room, _), (other, _) = table_of(3), table_of(3)
    for at in (room, other):
        chat.say(at.code, at.host_id, "hello", None)
    for _ in range(chat.MAX_MESSAGES + chat.MAX_REACTIONS):
        newest = chat.react(room.code, room.host_id, "🎯", None)
    kept = chat.since(room.code, 0)
    assert (kept[0].text, kept[-1].id) == ("hello", newest)
    assert sum(message.reaction for message in kept) == chat.MAX_REACTIONS
    assert [message.text for message in chat.since(other.code, 0)] == ["hello"]


def test_a_look_at_what_is_newest_multiplies_nothing():
    (room, _), (empty, _) = table_of(3), table_of(3)
    for _ in range(3):
        game = start_game(room.code, room.host_id)
        Game.objects.update(ended_at=timezone.now())
    for number in (1, 2, 3):
        chat_number = chat.say(room.code, room.host_id, "hello", None)
        GameEvent.objects.create(game=game, number=number, data={}, at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        newest = snapshot.heartbeat([], [room.code, empty.code])
    assert (newest[room.code].versions.game, newest[room.code].versions.version) == (game.pk, 3)
    assert newest[room.code].chat == chat_number
    assert (newest[empty.code].versions.game, newest[empty.code].chat) == (None, 0)
    assert not any("JOIN" in query["sql"] for query in asked.captured_queries)


async def test_the_game_goes_on_when_somebody_leaves_in_the_middle(clients, now):
    room, known, seats = await seated(clients, now, rules=Rules(second_clue="none"))
    giver = seats[seats[0].view["table"]["giver"]]
    await giver.act(type="choose_target", square=giver.view["you"]["card"][0])
    version = (await giver.act(type="give_clue", text="coffee"))["version"]
    first, second = (seats[(giver.view["you"]["seat"] + i) % 3] for i in (1, 2))
    await now(membership.leave, room.code, guests.guest_of({guests.KEY: known[seats.index(first)]}))
    await second.until_version(version + 1)
    assert second.view["table"]["to_act"] == [second.view["you"]["seat"]]


async def test_nothing_is_played_during_a_pause_and_the_clock_stands_still(clients, now):
    room, known, seats = await seated(clients, now, rules=Rules(clue_seconds=30))
    giver = seats[seats[0].view["table"]["giver"]]
    before = giver.view["table"]["deadline"]
    await now(host_controls.pause, room.code, room.host_id)
    await giver.until(lambda m: m["type"] == "turn_update" and m["table"]["paused"])
    assert giver.view["table"]["deadline"] is None
    square = giver.view["you"]["card"][0]
    assert (await giver.act(type="choose_target", square=square))["code"] == "paused"
    await now(long_ago, 100)

    def paused_long_ago():
        room.refresh_from_db()
        room.pauses = [[start - 99, end] for start, end in room.pauses]
        room.save()

    await now(paused_long_ago)
    await now(host_controls.resume, room.code, room.host_id)
    restart()
    again = await clients(room, known[seats.index(giver)])
    view = await again.until_type("turn_update")
    assert view["table"]["phase"] == "choosing"
    assert abs(view["table"]["deadline"] - before) < 10_000


@pytest.mark.parametrize(("seconds", "answer"), [(40, "refusal"), (50, "done")])
async def test_anybody_goes_on_without_who_has_been_away_for_45_seconds(
    clients, now, seconds, answer
):
    _, _, seats = await seated(clients, now, 4)
    giving = seats[0].view["table"]["giver"]
    other = next(c for c in seats[1:] if c.view["you"]["seat"] != giving)
    await now(gone_for, seconds, seat=giving)
    assert (await other.act(type="skip_turn", seat=giving))["type"] == answer


def test_the_longest_seated_who_is_there_becomes_host_after_60_seconds():
    room, _ = table_of(4)
    Player.objects.update(joined_at=F("joined_at") - timedelta(minutes=1))
    gone_for(59, seat=0)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 0
    gone_for(61, seat=0)
    gone_for(30, seat=1)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 2


def test_who_has_a_seat_becomes_host_before_who_waits_for_the_next_game():
    room, _ = table_of(3)
    Player.objects.filter(seat=1).update(seat=None)
    gone_for(61, seat=0)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 2


def test_where_no_host_is_the_longest_seated_who_is_there_becomes_it():
    room, _ = table_of(3)
    Room.objects.update(host=None)
    gone_for(30, seat=0)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 1


def test_a_table_without_people_stays_without_host():
    room = membership.create_demo(3)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host is None


def test_a_host_who_does_something_by_a_form_is_there():
    room, _ = table_of(3)
    gone_for(61, seat=0)
    host_controls.lock(room.code, room.host_id)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 0


def test_a_host_who_is_alone_stays_host():
    room, _ = table_of(2)
    gone_for(300)
    host_controls.mind_hosts([room.code])
    room.refresh_from_db()
    assert room.host.seat == 0


async def test_who_is_away_is_shown_as_such(clients, now):
    room, known = await now(table_of, 3)
    await now(gone_for, 25, seat=1)
    client = await clients(room, known[0])
    view = await client.until_type("turn_update")
    assert [player["away"] for player in view["table"]["players"]] == [False, True, False]
