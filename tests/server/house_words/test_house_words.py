"""The house words: one text that a table edits together, over Yjs' own protocol."""

from collections import Counter
from random import Random

import pytest
from pycrdt import Array, Doc, Map, Text, write_message

from colorclues import guests, notify
from colorclues.games.start import start_game
from colorclues.house_words import document, hub, protocol
from colorclues.house_words.consumer import HouseWordsConsumer
from colorclues.models import HouseWords, Player, WordsRow
from colorclues.rooms import admission, host_controls, house_rules, membership
from colorclues.rooms.changes import NoSuchRoom
from colorclues.sockets import listener
from tests.server.factories import table_of
from tests.server.house_words.clients import in_process
from tests.server.test_pages import browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def writers():
    """Give a function that opens a writer's socket, and close them all at the end."""
    opened = []

    async def open_one(room, secret):
        opened.append(in_process(room, secret))
        return await opened[-1].open()

    yield open_one
    for writer in opened:
        await writer.line.close()


async def refused(room, secret=None, **kept):
    """Give the code with which a socket is closed at once."""
    writer = in_process(room, secret, **kept)
    await writer.line.open()
    code = await writer.until_closed()
    assert writer.frames == 0
    return code


def kept(room):
    """Give the text as the log has it."""
    document = Doc()
    for row in WordsRow.objects.filter(room=room):
        document.apply_update(bytes(row.data))
    return str(document.get(protocol.TEXT, type=Text))


def numbers(room):
    return list(WordsRow.objects.filter(room=room).values_list("number", flat=True))


def test_frames_have_the_bytes_of_y_protocols():
    """A number has seven bits a byte, the lowest first; what has no fixed size tells it first."""
    assert protocol.state_vector({300: 5, 2**53 - 1: 0}) == bytes.fromhex(
        "02 ac02 05 ffffffffffffff0f 00"
    )
    assert protocol.step_1(b"\x00") == bytes.fromhex("00 00 01 00")
    assert protocol.step_2() == bytes.fromhex("00 01 02 0000")
    assert protocol.update(b"x" * 128) == bytes.fromhex("00 02 8001") + b"x" * 128
    assert protocol.awareness([]) == bytes.fromhex("01 01 00")
    there, gone = protocol.Presence(300, 1, {}), protocol.Presence(7, 2, None)
    assert protocol.awareness([there, gone]) == bytes.fromhex(
        "01 0e 02 ac02 01 02 7b7d 07 02 04 6e756c6c"
    )


async def test_two_who_write_at_once_come_to_the_same_text(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    for number in range(20):
        maya.write(f"m{number} ", at=0)
        tom.write(f"t{number} ")
        await maya.push()
        await tom.push()
    await maya.until(lambda: len(maya.heard) == 20)
    await tom.until(lambda: len(tom.heard) == 20)
    text = str(maya.words)
    assert text == str(tom.words) == await now(kept, room)
    assert sorted(text.split()) == sorted(f"{who}{n}" for who in "mt" for n in range(20))
    assert await now(numbers, room) == list(range(1, 41))
    words = await now(HouseWords.objects.get, room=room)
    assert (words.text, words.editor) == (text, "Player 1")


async def test_who_comes_later_gets_all_of_it(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    maya.write("No snacks on the board 👍")
    await maya.push()
    tom = await writers(room, known[1])
    assert str(tom.words) == "No snacks on the board 👍"


async def test_nobody_is_told_what_they_wrote_themselves(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    second = await writers(room, known[0])
    maya.write("a")
    await maya.push()
    await tom.until_text("a")
    tom.write("b")
    await tom.push()
    await maya.until_text("ab")
    await second.until_text("ab")
    assert (len(maya.heard), len(tom.heard), len(second.heard)) == (1, 1, 2)


async def test_what_was_written_without_a_line_is_merged(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("one three")
    await maya.push()
    await tom.until_text("one three")
    await tom.line.close()
    tom.write("two ", at=4)
    maya.write(" four")
    await maya.push()
    await tom.reopen(in_process(room, known[1]).line)
    assert str(tom.words) == "one two three four"
    await maya.until_text("one two three four")
    assert await now(kept, room) == "one two three four"


async def test_what_is_sent_again_is_kept_once(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    maya.write("once")
    del maya.words[0:1]
    await maya.push()
    before = await now(numbers, room)
    for _ in range(3):
        await maya.send(protocol.update(maya.document.get_update()))
    await maya.until(lambda: not maya.unanswered)
    assert await now(numbers, room) == before
    assert await now(kept, room) == "nce"


async def test_a_lost_bell_is_healed_by_a_tick(writers, now, monkeypatch):
    room, known = await now(table_of, 3)
    monkeypatch.setattr(listener, "TICK", 0.05)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("heard")  # The first words are news to the lobby, too.
    await maya.push()
    await tom.until_text("heard")
    monkeypatch.setattr(notify, "publish_soon", lambda _: None)
    maya.write(" without a bell")
    await maya.push()
    await tom.until_text("heard without a bell")


async def test_a_bell_says_nothing_of_the_text(writers, now, monkeypatch):
    room, known = await now(table_of, 3)
    published = []
    monkeypatch.setattr(notify, "publish_soon", published.append)
    maya = await writers(room, known[0])
    maya.write("secret")
    await maya.push()
    assert published == [notify.HouseWordsChanged(room.code, 1)]


# Who.


async def test_who_is_not_at_the_table_is_closed_out(now):
    room, known = await now(table_of, 3)
    removed = await now(Player.objects.get, room=room, seat=2)
    await now(host_controls.ban, room.code, room.host_id, removed.pk)
    assert await refused(room) == 4401
    assert await refused(room, known[2]) == 4403
    assert await refused(room, "0123456789abcdef0123456789abcdef") == 4403
    key = {f"watch {room.code}": admission.watch_key(room)}
    assert await refused(room, **key) == 4401
    asking = "fedcba9876543210fedcba9876543210"
    await now(host_controls.admit_by, room.code, room.host_id, "host", listed=False)
    await now(admission.enter, room.code, guests.guest_of({guests.KEY: asking}), name="Ana")
    assert await refused(room, asking) == 4403
    await now(host_controls.end, room.code, room.host_id)
    assert await refused(room, known[0]) == 4404
    room.code = "NOPE22"
    assert await refused(room, known[0]) == 4404


@pytest.mark.parametrize("deed", [host_controls.remove, host_controls.ban])
async def test_who_is_removed_is_out_at_once_and_reads_no_more(writers, now, deed):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    player = await now(Player.objects.get, room=room, seat=1)
    await now(deed, room.code, room.host_id, player.pk)
    maya.write("they are gone")
    await maya.push()
    assert await tom.until_closed() == 4403
    assert (tom.heard, str(tom.words)) == ([], "")


async def test_who_is_removed_while_no_bell_rings_neither_writes_nor_reads(writers, now):
    room, known = await now(table_of, 3)
    maya, tom, ana = [await writers(room, secret) for secret in known]
    gone = await now(Player.objects.filter, room=room, seat__gt=0)
    await now(gone.delete)
    maya.write("between us")
    await maya.push()
    assert await ana.until_closed() == 4403
    assert ana.heard == []
    tom.write("I am still here")
    await tom.send(protocol.update(tom.changes[0]))
    assert await tom.until_closed() == 4403
    assert await now(kept, room) == "between us"


async def test_who_is_removed_cannot_ask_either(writers, now):
    room, known = await now(table_of, 3)
    tom = await writers(room, known[1])
    await now(Player.objects.filter(room=room, seat=1).delete)
    await tom.send(protocol.step_1(b"\x00"))
    assert await tom.until_closed() == 4403


def test_only_who_is_at_this_very_table_now_writes():
    room, _ = table_of(3)
    update = protocol.read_update(
        update_of(lambda document: document.get(protocol.TEXT, type=Text).insert(0, "x"))
    )
    removed = room.players.get(seat=1).pk
    host_controls.remove(room.code, room.host_id, removed)
    for player in (removed, table_of(1)[0].host_id):
        with pytest.raises(document.NotAtTheTable):
            document.write(room.code, player, update, "")
    assert document.write(room.code, room.host_id, update, "") == 1
    host_controls.end(room.code, room.host_id)
    with pytest.raises(NoSuchRoom):
        document.write(room.code, room.host_id, update, "")


async def test_a_closed_table_closes_its_words(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    await now(host_controls.end, room.code, room.host_id)
    assert await maya.until_closed() == 4404


async def test_a_seat_that_came_during_a_game_may_write(writers, now):
    room, _ = await now(table_of, 3)
    await now(start_game, room.code, room.host_id)
    await now(admission.enter, room.code, guests.guest_of({guests.KEY: "late" * 8}), name="Ana")
    ana = await writers(room, "late" * 8)
    ana.write("next time")
    await ana.push()
    assert await now(kept, room) == "next time"


# What.


async def test_a_text_that_would_be_too_long_is_not_kept(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("👍" * (document.MAX_TEXT // 2))
    await maya.push()
    await tom.until(lambda: str(tom.words))
    tom.write("!")
    await tom.send(protocol.update(tom.changes[0]))
    assert await tom.until_closed() == 4413
    assert protocol.length(await now(kept, room)) == document.MAX_TEXT
    assert await now(numbers, room) == [1]


async def test_a_document_that_is_too_large_begins_anew_with_the_same_text(
    writers, now, monkeypatch
):
    monkeypatch.setattr(document, "MAX_STATE", 300)
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("x" * 250)
    await maya.push()
    await tom.until(lambda: str(tom.words))
    tom.write("end")
    await tom.push()
    await maya.until_text("x" * 250 + "end")
    assert await now(numbers, room) == [1, 2]
    del maya.words[1:]
    maya.write("y" * 280)
    for change in maya.changes:
        await maya.send(protocol.update(change))
    assert await maya.until_closed() == await tom.until_closed() == 4409
    assert await now(numbers, room) == [4]
    # Who still has the old document, and what has not been said yet, must not bring it back.
    tom.write("late")
    await tom.line.close()
    tom.line = in_process(room, known[1]).line
    await tom.line.open()
    assert await tom.until_closed() == 4409
    assert await now(kept, room) == "x" + "y" * 280
    ana = await writers(room, known[1])
    assert str(ana.words) == "x" + "y" * 280
    ana.write("!")
    await ana.push()
    assert await now(kept, room) == "x" + "y" * 280 + "!"


async def test_who_did_not_hear_that_a_document_began_anew_does_not_mix_the_two(
    writers, now, monkeypatch
):
    monkeypatch.setattr(document, "MAX_STATE", 300)
    monkeypatch.setattr(document, "MAX_ROWS", 2)
    monkeypatch.setattr(notify, "publish_soon", lambda _: None)
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("x" * 250)
    await maya.push()
    await tom.until(lambda: str(tom.words))  # The first words are news to the lobby, too.
    del maya.words[1:]
    maya.write("y" * 280)
    await maya.push()
    await maya.line.close()
    monkeypatch.setattr(document, "MAX_STATE", 30_000)
    maya = await writers(room, known[0])
    for _ in range(4):
        maya.write("z")
        await maya.push()
    # Any change of the room makes the process look.
    await now(house_rules.change, room.code, room.host_id, {"laps": "2"})
    assert await tom.until_closed() == 4409
    assert str(tom.words) == "x" * 250


def update_of(change):
    """Give the update that a change of an empty document makes."""
    document, changes = Doc(), []
    document.observe(lambda event: changes.append(bytes(event.update)))
    change(document)
    return changes[-1]


def _format(document):
    words = document.get(protocol.TEXT, type=Text)
    words += "bold"
    words.format(0, 4, {"bold": True})


def _embed(document):
    document.get(protocol.TEXT, type=Text).insert_embed(0, {"image": "x"})


OTHER_THINGS = {
    "another text": lambda document: document.get("other", type=Text).insert(0, "x"),
    "a map": lambda document: document.get(protocol.TEXT, type=Map).update({"a": "b"}),
    "a list": lambda document: document.get(protocol.TEXT, type=Array).append("x"),
    "a format": _format,
    "an object": _embed,
    "a control character": lambda document: document.get(protocol.TEXT, type=Text).insert(0, "a\r"),
}


@pytest.mark.parametrize("thing", OTHER_THINGS)
async def test_nothing_but_plain_text_in_the_one_text_is_kept(writers, now, thing):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    for _ in range(8):
        await maya.send(protocol.update(update_of(OTHER_THINGS[thing])))
    assert await maya.until_closed() == 4400
    assert await now(numbers, room) == []


async def test_an_update_that_waits_for_another_is_not_kept_and_all_is_asked_for(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    maya.write("first ")
    maya.write("second")
    await maya.line.send(protocol.update(maya.changes[1]))
    await maya.until(lambda: maya.unanswered)  # the server asks, and is given both
    await maya.until(lambda: not maya.unanswered)
    assert await now(kept, room) == "first second"


async def test_nobody_writes_as_anothers_client(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    maya.write("mine")
    await maya.push()
    await tom.until_text("mine")
    forger = Doc(client_id=maya.document.client_id)
    forger.apply_update(tom.document.get_update())
    changes = []
    forger.observe(lambda event: changes.append(bytes(event.update)))
    forger.get(protocol.TEXT, type=Text).insert(4, " too")
    for _ in range(8):
        await tom.line.send(protocol.update(changes[0]))
    assert await tom.until_closed() == 4400
    maya.write(", really")
    await maya.push()
    assert await now(kept, room) == "mine, really"


# Who is there.


async def test_others_see_who_writes_by_the_name_they_really_have(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    await tom.say({"writing": True, "user": {"name": "Player 0", "symbol": "★"}})
    client = tom.document.client_id
    await maya.until(lambda: client in maya.known)
    user = {"name": "Player 1", "symbol": membership.SYMBOLS[1]}
    assert maya.known[client].state == {"writing": True, "user": user}
    ana = await writers(room, known[2])
    await ana.until(lambda: client in ana.known)
    await tom.line.close()
    await maya.until(lambda: maya.known[client].state is None)
    assert maya.known[client].clock == 2
    assert client not in tom.known


async def test_a_socket_speaks_of_one_client_and_of_nobody_elses(writers, now):
    room, known = await now(table_of, 3)
    maya, tom, ana = [await writers(room, secret) for secret in known]
    own = maya.document.client_id
    await maya.say({"writing": True})
    await ana.until(lambda: own in ana.known)
    await tom.until(lambda: own in tom.known)
    for _ in range(7):
        await tom.say(None, client=own, clock=9)
    await tom.say({"writing": False}, client=77)
    await tom.say({"writing": False}, client=78)
    await tom.say({"writing": True}, client=77, clock=2)
    await ana.until(lambda: 77 in ana.known and ana.known[77].clock == 2)
    assert 78 not in ana.known
    assert ana.known[own].state["writing"]
    await tom.line.send(b"?")
    assert await tom.until_closed() == 4400


async def test_who_was_removed_does_not_see_who_writes(writers, now):
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    await now(Player.objects.filter(room=room, seat=1).delete)
    await maya.say({"writing": True})
    assert await tom.until_closed() == 4403
    assert maya.document.client_id not in tom.known


@pytest.mark.parametrize(
    "state", [{"x": "x" * protocol.MAX_PRESENCE}, b"[" * 2000, b'"text"', b"{", b"[1]"]
)
async def test_too_much_or_too_little_of_oneself_is_nonsense(writers, now, state):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    for _ in range(8):
        await maya.say(state)
    assert await maya.until_closed() == 4400


async def test_what_somebody_said_of_themselves_is_forgotten_in_time(writers, now, monkeypatch):
    room, known = await now(table_of, 3)
    monkeypatch.setattr(listener, "TICK", 0.02)
    monkeypatch.setattr(hub, "OUTDATED", 0.0)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    await maya.say({"writing": True})
    await tom.until(lambda: maya.document.client_id in tom.known)
    here = hub.house_words_hub()._here[room.code]
    await tom.until(lambda: not here.known)
    ana = await writers(room, known[2])
    assert ana.known == {}


async def test_a_quiet_line_has_signs_of_life(writers, now, monkeypatch):
    room, known = await now(table_of, 3)
    monkeypatch.setattr(listener, "TICK", 0.02)
    maya = await writers(room, known[0])
    frames = maya.frames
    await maya.until(lambda: maya.frames > frames + 2)


# Nonsense, and many rows.

NONSENSE = 4000


def nonsense(chance, samples):
    """Give a frame that makes no sense, or nearly makes some."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(60))
    if kind == 1:
        head = bytes(chance.choice([(0, 0), (0, 1), (0, 2), (1,), (3,)]))
        return head + write_message(chance.randbytes(chance.randrange(40)))
    frame = bytearray(chance.choice(samples))
    for _ in range(chance.randrange(1, 4)):
        frame[chance.randrange(len(frame))] = chance.randrange(256)
    return bytes(frame[: chance.randrange(len(frame) + 1)] if kind == 2 else frame)


def samples_of(writer):
    """Give frames that make sense."""
    writer.write("fair words")
    writer.write("un", at=0)
    del writer.words[3:5]
    state = protocol.Presence(5, 1, {"writing": True})
    frames = [protocol.update(change) for change in writer.changes]
    frames += [protocol.step_1(writer.document.get_state()), protocol.awareness([state]), b"\x03"]
    return [*frames, protocol.step_2(writer.document.get_update())]


def test_what_is_read_out_of_nonsense_harms_no_document():
    chance, samples = Random(5), samples_of(in_process(table_of(1)[0]))
    found = Counter()
    for _ in range(NONSENSE):
        try:
            frame = protocol.read(nonsense(chance, samples))
        except protocol.InvalidMessage:
            found["nonsense"] += 1
            continue
        found[type(frame).__name__] += 1
        document = Doc()
        if isinstance(frame, protocol.Update):
            document.apply_update(frame.data)
        if isinstance(frame, protocol.Step1):
            document.get_update(protocol.state_vector(frame.state))
    assert set(found) >= {"nonsense", "Update", "Step1", "Awareness"}
    assert found["Update"] > 50


async def test_frames_of_nonsense_harm_nobody_but_their_author(writers, now, caplog):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    chance, samples = Random(6), samples_of(in_process(room))
    closed = Counter()
    for _ in range(40):
        tom = await writers(room, known[1])
        for _ in range(60):
            await tom.line.send(nonsense(chance, samples) or b"?")
        closed[await tom.until_closed()] += 1
    assert set(closed) <= {4400, 4413}
    maya.write("still here")
    await maya.push()
    assert "still here" in await now(kept, room)
    assert [record for record in caplog.records if record.exc_info] == []


async def test_text_and_frames_that_are_too_long_are_nonsense(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    for _ in range(4):
        await maya.send("hello")
        await maya.line.send(bytes([1]) + bytes(protocol.MAX_FRAME))
    assert await maya.until_closed() == 4400


async def test_who_floods_is_sent_away(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    for _ in range(HouseWordsConsumer.capacity + 1):
        await maya.line.send(b"\x03")
    assert await maya.until_closed() == 4429


async def test_a_fourth_tab_closes_the_oldest(writers, now):
    room, known = await now(table_of, 3)
    tabs = [await writers(room, known[0]) for _ in range(4)]
    assert await tabs[0].until_closed() == 4429


async def test_many_rows_become_one_and_nothing_is_lost(writers, now, monkeypatch):
    monkeypatch.setattr(document, "MAX_ROWS", 5)
    room, known = await now(table_of, 3)
    maya, tom = [await writers(room, secret) for secret in known[:2]]
    for number in range(23):
        maya.write(f"{number} ")
        await maya.push()
    text = "".join(f"{n} " for n in range(23))
    assert await now(kept, room) == text
    rows = await now(numbers, room)
    assert len(rows) <= 6
    assert rows == list(range(rows[0], 24))
    await tom.until_text(text)
    ana = await writers(room, known[2])
    assert str(ana.words) == text
    await tom.line.close()
    await tom.reopen(in_process(room, known[1]).line)
    assert str(tom.words) == text


@pytest.mark.parametrize("page", ["", "lobby", "watch"])
def test_pages_show_the_text_as_text(page):
    room, known = table_of(3)
    HouseWords.objects.create(room=room, text="<script>alert(1)</script>\nno snacks")
    seen = browser(known[0]).get(f"/t/{room.code}/{page}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nno snacks" in seen
    assert "<script>alert(1)" not in seen


def test_a_table_without_words_shows_no_empty_card_to_who_watches():
    room, known = table_of(3)
    assert "words-card" in browser(known[0]).get(f"/t/{room.code}/").content.decode()
    assert "words-card" not in browser("0" * 32).get(f"/t/{room.code}/watch").content.decode()


async def test_the_first_words_and_the_last_that_go_are_news_to_the_lobby(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    revisions = []
    for change in (lambda: maya.write("a"), lambda: maya.write("b"), maya.words.clear):
        change()
        await maya.push()
        await now(room.refresh_from_db)
        revisions.append(room.revision)
    first = revisions[0]
    assert revisions == [first, first, first + 1]
    assert first > 0


async def test_what_pages_show_has_nothing_that_hides_or_reorders(writers, now):
    room, known = await now(table_of, 3)
    maya = await writers(room, known[0])
    maya.write("a\u202eb\n👩‍🚀")
    await maya.push()
    words = await now(HouseWords.objects.get, room=room)
    assert words.text == "ab\n👩‍🚀"
