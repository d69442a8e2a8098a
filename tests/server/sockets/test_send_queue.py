"""What waits for one socket never grows without end, and the newest view is never missed."""

import asyncio

import pytest

from colorclues.sockets import send_queue
from colorclues.sockets.outgoing import Part, View
from colorclues.sockets.send_queue import MARK_EVERY, MAX_NOTES, WINDOW, SendQueue
from tests.servers import PATIENCE

ROOM, HISTORY = Part("r1", '"name":"Ana",'), Part("h1", '"history":[],')
LATER = Part("h2", '"history":[1],')


class Line:
    """A socket that takes all it is given, and a client that may or may not read it."""

    def __init__(self, **options):
        self.sent, self.marks, self.gone = [], [], asyncio.Event()
        mark = "mark {}".format
        self.queue = SendQueue(self.take, mark, self.gone.set, **options)
        self.writer = asyncio.get_running_loop().create_task(self.queue.run())

    async def take(self, text):
        if text.startswith("mark "):
            self.marks.append(int(text[5:]))
        else:
            self.sent.append(text)

    async def settle(self):
        """Let the writer run until it waits."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def show(self, times, size=1000):
        for number in range(times):
            self.queue.put_view(View(f"{number:>{size}}", (), ""))
            await self.settle()


@pytest.fixture
async def line():
    made = Line()
    yield made
    made.writer.cancel()


async def test_a_client_that_does_not_read_gets_no_more_than_a_window(line):
    await line.show(200)
    assert WINDOW <= sum(map(len, line.sent)) < WINDOW + 1000


async def test_a_client_that_reads_on_gets_the_newest_view_and_none_in_between(line):
    await line.show(200)
    before = len(line.sent)
    line.queue.acknowledge(line.marks[0])
    await line.settle()
    assert [int(text) for text in line.sent[before:]] == [199]


async def test_a_mark_comes_with_every_few_views(line):
    await line.show(49)
    assert line.marks == []
    await line.show(1)
    assert len(line.marks) == 1
    line.queue.acknowledge(line.marks[0])
    await line.show(50)
    assert len(set(line.marks)) == 2
    assert 49_000 < MARK_EVERY <= 50_000


async def test_a_mark_can_only_be_read_never_worked_out(line):
    await line.show(200)
    before = len(line.sent)
    for mark in range(0, 70_000, 10):
        line.queue.acknowledge(mark)
    await line.show(5)
    assert len(line.sent) == before


async def test_no_mark_counts_twice(line):
    await line.show(200)
    line.queue.acknowledge(line.marks[0])
    await line.show(200)
    before = len(line.sent)
    line.queue.acknowledge(line.marks[0])
    await line.show(5)
    assert len(line.sent) == before


async def test_a_client_that_acknowledges_everything_misses_nothing(line):
    for number in range(300):
        line.queue.put_view(View(f"{number:>1000}", (), ""))
        await line.settle()
        if line.marks:
            line.queue.acknowledge(line.marks.pop())
    assert [int(text) for text in line.sent] == list(range(300))


async def test_a_mark_that_was_never_set_opens_no_window(line):
    await line.show(200)
    line.queue.acknowledge(10**9)
    await line.show(5)
    assert sum(map(len, line.sent)) < WINDOW + 1000


async def test_a_client_that_never_reads_is_given_up(monkeypatch):
    monkeypatch.setattr(send_queue, "READ_TIMEOUT", 0.01)
    line = Line()
    await line.show(200)
    await asyncio.wait_for(line.gone.wait(), PATIENCE)
    line.writer.cancel()


async def test_a_send_that_never_ends_is_given_up_too(monkeypatch):
    monkeypatch.setattr(send_queue, "READ_TIMEOUT", 0.01)
    gone = asyncio.Event()

    async def stuck(_):
        await asyncio.Event().wait()

    box = SendQueue(stuck, str, gone.set)
    writer = asyncio.get_running_loop().create_task(box.run())
    box.put("hello")
    await asyncio.wait_for(gone.wait(), PATIENCE)
    writer.cancel()


async def test_too_many_notes_are_refused(line):
    await line.show(200)
    assert [line.queue.put("x") for _ in range(MAX_NOTES + 1)] == [True] * MAX_NOTES + [False]


async def shown(line, *views):
    """Queue each view after the one before it was sent; gives what was sent."""
    for view in views:
        line.queue.put_view(view)
        await line.settle()
    return line.sent


async def test_a_part_is_sent_once_and_again_when_it_is_another(line):
    views = [View("{", (ROOM, part), '"n":1}') for part in (HISTORY, HISTORY, LATER, LATER)]
    assert await shown(line, *views) == [
        '{"name":"Ana","history":[],"n":1}',
        '{"n":1}',
        '{"history":[1],"n":1}',
        '{"n":1}',
    ]


async def test_a_part_of_a_view_that_was_never_sent_counts_as_not_sent(line):
    await shown(line, View("{", (ROOM,), "}"))
    line.queue.put_view(View("{", (ROOM, HISTORY), "}"))
    line.queue.put_view(View("{", (ROOM, HISTORY), '"n":2}'))
    await line.settle()
    assert line.sent[1:] == ['{"history":[],"n":2}']


async def test_whoever_asks_is_sent_all_parts_once_more(line):
    view = View("{", (ROOM, HISTORY), '"n":1}')
    await shown(line, view, view)
    line.queue.send_all_parts()
    whole = '{"name":"Ana","history":[],"n":1}'
    assert await shown(line, view, view) == [whole, '{"n":1}', whole, '{"n":1}']


async def test_a_page_of_the_version_before_is_always_sent_all_parts():
    line = Line(may_leave_out=False)
    view = View("{", (ROOM,), '"n":1}')
    assert await shown(line, view, view) == ['{"name":"Ana","n":1}'] * 2
    line.writer.cancel()
