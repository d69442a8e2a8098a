"""Frames are counted by their heads alone, however the bytes happen to come."""

import asyncio
import random

import pytest

from colorclues.house_words import protocol
from colorclues.house_words.consumer import HouseWordsConsumer
from colorclues.sockets import frame_meter
from colorclues.sockets.base import CAPACITY
from colorclues.sockets.close_codes import Close
from colorclues.sockets.frame_meter import BYTES_A_TOKEN, FRAMES, MOST_TOKENS, FrameMeter
from tests.raw_client import BINARY, CONTINUATION, PING, PONG, TEXT, frame

EACH = {
    "pings": frame(PING, b"x" * 125),
    "pongs": frame(PONG),
    "empty fragments": frame(CONTINUATION, final=False),
    "messages": frame(TEXT, b"{}"),
    "longer messages": frame(BINARY, b"x" * 300),
}


@pytest.fixture(autouse=True)
async def no_time_passes(monkeypatch):
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: 0.0)


def pieces(data, chance):
    while data:
        size = chance.choice([1, 2, 3, 7, 50, 1000])
        yield data[:size]
        data = data[size:]


@pytest.mark.parametrize("one", EACH.values(), ids=EACH)
@pytest.mark.parametrize("seed", range(5))
async def test_frames_of_every_kind_count_however_they_are_cut(one, seed):
    meter = FrameMeter()
    assert all(meter.take(piece) for piece in pieces(one * FRAMES, random.Random(seed)))
    assert not all(meter.take(piece) for piece in pieces(one, random.Random(seed)))


async def test_frames_in_one_piece_count_each():
    assert FrameMeter().take(EACH["pongs"] * FRAMES)
    assert not FrameMeter().take(EACH["pongs"] * (FRAMES + 1))


async def test_a_long_frame_counts_for_several_as_soon_as_its_head_has_come():
    head = bytes([0x82, 0xFF]) + protocol.MAX_FRAME.to_bytes(8, "big") + b"mask"
    assert protocol.MAX_FRAME // BYTES_A_TOKEN + 1 == MOST_TOKENS
    meter = FrameMeter()
    for _ in range(FRAMES // MOST_TOKENS):
        assert meter.take(head)
        assert meter.take(b"x" * protocol.MAX_FRAME)
    assert not meter.take(head)


def test_who_sends_too_many_messages_hears_so_from_the_application():
    assert max(CAPACITY, HouseWordsConsumer.capacity) < FRAMES


async def test_the_close_code_is_that_of_the_application():
    assert Close.TOO_FAST.code == frame_meter.TOO_FAST
