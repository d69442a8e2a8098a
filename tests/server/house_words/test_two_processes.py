"""The house words on real servers: two processes on PostgreSQL and Redis, and one that dies."""

import asyncio
from collections import Counter
from random import Random

import psycopg
import pytest

from colorclues.house_words import document
from tests.server.house_words.clients import Real, Writer
from tests.server.house_words.test_house_words import nonsense, samples_of
from tests.server.test_lost_events import open_table
from tests.server.test_two_processes import Line, close_code

CHANGES = 60
"""Of each of four writers: so many that rows become one twice meanwhile."""


def at(web, visitor):
    """Give a visitor's browser, as another process sees it."""
    other = type(visitor)(web)
    other.cookies = visitor.cookies
    return other


async def test_writers_on_two_processes_lose_nothing_while_rows_become_one(webs):
    code, visitors = await open_table(webs[0], ("Maya", "Tom", "Ana", "Zoe"))
    visitors = [at(webs[n % 2], visitor) for n, visitor in enumerate(visitors)]
    writers = [await Writer(Real(visitor, code)).open() for visitor in visitors]

    async def write(writer, name):
        for number in range(CHANGES):
            # At the front and at the end by turns: the text of the others is between.
            writer.write(f" {name}{number} ", at=0 if number % 2 else None)
            await writer.push()

    await asyncio.gather(*(write(w, n) for w, n in zip(writers, "abcd", strict=True)))
    expected = Counter(f"{name}{number}" for name in "abcd" for number in range(CHANGES))
    for writer in writers:
        await writer.until(lambda w=writer: Counter(str(w.words).split()) == expected)
    assert len({str(writer.words) for writer in writers}) == 1
    late = await Writer(Real(at(webs[1], visitors[0]), code)).open()
    assert str(late.words) == str(writers[0].words)
    with psycopg.connect(webs[0].env["DATABASE_URL"]) as connection:
        of_room = "WHERE room_id = (SELECT id FROM colorclues_room WHERE code = %s)"
        rows = connection.execute(
            f"SELECT number FROM colorclues_wordsrow {of_room} ORDER BY number", [code]
        )
        numbers = [number for (number,) in rows]
        query = f"SELECT text FROM colorclues_housewords {of_room}"
        text = connection.execute(query, [code]).fetchone()[0]
    assert numbers == list(range(numbers[0], 4 * CHANGES + 1))
    assert len(numbers) <= document.MAX_ROWS + 1
    assert text == str(late.words)
    for writer in [*writers, late]:
        await writer.line.close()


async def test_what_was_saved_outlives_the_process_and_what_was_not_is_sent_again(webs):
    code, (maya, tom, _) = await open_table(webs[0], ("Maya", "Tom", "Ana"))
    first = await Writer(Real(maya, code)).open()
    for number in range(10):
        first.write(f"{number} ")
        await first.push()
    await asyncio.to_thread(webs[0].kill9)
    try:
        first.write("offline")
        second = await Writer(Real(at(webs[1], tom), code)).open()
        assert str(second.words) == "".join(f"{n} " for n in range(10))
        await first.reopen(Real(at(webs[1], maya), code))
        await second.until_text("".join(f"{n} " for n in range(10)) + "offline")
    finally:
        await asyncio.to_thread(webs[0].start)
    third = await Writer(Real(maya, code)).open()
    assert str(third.words) == str(first.words) == str(second.words)
    for writer in (first, second, third):
        await writer.line.close()


async def test_who_is_removed_at_one_process_is_out_at_the_other(webs):
    code, (maya, tom, _) = await open_table(webs[0], ("Maya", "Tom", "Ana"))
    host = await Writer(Real(maya, code)).open()
    removed = await Writer(Real(at(webs[1], tom), code)).open()
    with psycopg.connect(webs[0].env["DATABASE_URL"]) as connection:
        query = """
            SELECT player.id FROM colorclues_player player
            JOIN colorclues_room room ON room.id = player.room_id
            WHERE player.name = 'Tom' AND room.code = %s
        """
        (player,) = connection.execute(query, [code]).fetchone()
    await asyncio.to_thread(
        maya.request, "POST", f"/t/{code}/power", {"deed": "remove", "player": player}
    )
    host.write("without Tom")
    await host.push()
    await host.say({"writing": True})
    assert await removed.until_closed() == 4403
    assert (removed.heard, removed.known) == ([], {})
    await host.line.close()


async def test_who_writes_is_seen_at_the_other_process_and_so_is_that_they_go(webs):
    code, (maya, tom, _) = await open_table(webs[0], ("Maya", "Tom", "Ana"))
    here = await Writer(Real(maya, code)).open()
    there = await Writer(Real(at(webs[1], tom), code)).open()
    await here.say({"writing": True, "user": {"name": "Tom"}})
    client = here.document.client_id
    await there.until(lambda: client in there.known)
    assert there.known[client].state["user"]["name"] == "Maya"
    await here.line.close()
    await there.until(lambda: there.known[client].state is None)
    await there.line.close()


async def test_a_server_that_stops_sends_writers_to_come_back(start_web):
    web = await asyncio.to_thread(start_web)
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    writer = await Writer(Real(maya, code)).open()
    game = Line(maya, code)
    await game.open()
    stopping = asyncio.create_task(asyncio.to_thread(web.restart))
    # Daphne's library sends no code of the protocol's own.
    assert await writer.until_closed() in {1012, 3012}
    assert await close_code(game.socket) in {1012, 3012}
    await stopping
    writer.write("back")
    await writer.reopen(Real(maya, code))
    assert "Traceback" not in web.log
    await writer.line.close()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_frames_of_nonsense_leave_no_traceback(start_web, server):
    web = await asyncio.to_thread(start_web, server=server)
    code, (maya, tom, _) = await open_table(web, ("Maya", "Tom", "Ana"))
    honest = await Writer(Real(maya, code)).open()
    chance, samples = Random(7), samples_of(Writer(Real(tom, code)))
    closed = Counter()
    for _ in range(60):
        writer = Writer(Real(tom, code))
        await writer.line.open()
        for _ in range(40):
            text = chance.randrange(10) == 0
            await writer.line.send("text" if text else nonsense(chance, samples))
        closed[await writer.until_closed()] += 1
    assert set(closed) <= {4400, 4413}
    honest.write("still here")
    await honest.push()
    late = await Writer(Real(maya, code)).open()
    assert "still here" in str(late.words)
    assert "Traceback" not in web.log
    await late.line.close()
    await honest.line.close()
