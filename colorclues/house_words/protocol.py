"""The protocol of Yjs: its frames, read and written.

Frames are those of y-protocols (sync and awareness) as y-websocket sends them; numbers, strings and
updates (version 1) are encoded as by lib0 and Yjs. The library (pycrdt, made from yrs) writes them.

We read every update ourselves before the library sees it (`_Reader` says why), and with bounds: no
number above `NUMBER`, and no more things than there are bytes left for. Our reader also lets only
plain text through, inserted into or deleted from the one text; an update that has formats, embeds
objects or names another type is not understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import regex
from pycrdt import (
    YMessageType,
    YSyncMessageType,
    create_awareness_message,
    create_update_message,
    write_message,
    write_var_uint,
)

TEXT = "words"
"""The name of the one text."""
MAX_FRAME = 64 * 1024
"""Bytes of the longest frame that is read at all: 2,000 characters that were all typed apart take
some 20 bytes each, and there is room for what was deleted."""
MAX_PRESENCE = 2 * 1024
"""Bytes of what a client may say of itself: a name, a symbol and a selection take a few hundred."""
NUMBER = 2**53
"""Clients and clocks are below this: no browser counts further exactly."""

QUERY_AWARENESS = 3
"""A kind of message that the library does not name."""
DELETED, STRING = 1, 4
"""The contents of a block that are let through; all others are formats, objects and the like."""
HAS_LEFT, HAS_RIGHT, CONTENT = 0x80, 0x40, 0x1F
ROOT = 1
NOTHING = b"\x00\x00"
"""An update that says nothing."""

CONTROLS = regex.compile(r"[\p{Cc}--\t\n]", regex.VERSION1)
"""Characters that no text may have: a text field would show, and count, something else."""


class InvalidMessage(ValueError):
    """A frame that is not understood."""


@dataclass(frozen=True, slots=True)
class Step1:
    """A client says what it has: client id -> next clock."""

    state: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Update:
    """A client says what has changed."""

    data: bytes
    blocks: Mapping[int, tuple[int, int]]
    """Client id -> clocks of what is new: the first, and the one after the last."""
    needs: Mapping[int, int]
    """Client id -> the clock up to which this builds on what is there."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What a client says of itself: any JSON object; None when it goes."""

    client: int
    clock: int
    state: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Awareness:
    """What clients say of themselves, or repeat of others."""

    entries: Sequence[Presence]


@dataclass(frozen=True, slots=True)
class Query:
    """A client asks what is known of the others."""


def read(frame: bytes) -> Step1 | Update | Awareness | Query:
    """Return what a frame says; raises `InvalidMessage`."""
    reader = _Reader(frame)
    kind = reader.number()
    if kind == QUERY_AWARENESS:
        reader.end()
        return Query()
    step = reader.number() if kind == YMessageType.SYNC else None
    payload = reader.data()
    reader.end()
    if kind == YMessageType.AWARENESS:
        return read_awareness(payload)
    if step == YSyncMessageType.SYNC_STEP1:
        return Step1(read_state(payload))
    if step in {YSyncMessageType.SYNC_STEP2, YSyncMessageType.SYNC_UPDATE}:
        return read_update(payload)
    raise InvalidMessage("unknown kind of frame")


def read_state(data: bytes) -> dict[int, int]:
    """Return a state vector as client id -> next clock; raises `InvalidMessage`."""
    reader = _Reader(data)
    state = {reader.number(): reader.number() for _ in range(reader.count())}
    reader.end()
    return state


def read_update(data: bytes) -> Update:
    """Return an update (encoded as version 1), read block by block; raises `InvalidMessage`."""
    reader = _Reader(data)
    blocks: dict[int, tuple[int, int]] = {}
    needs: dict[int, int] = {}
    for _ in range(reader.count()):
        number, client, clock = reader.count(), reader.number(), reader.number()
        if client in blocks:
            raise InvalidMessage("a client comes twice")
        end = clock
        for _ in range(number):
            end += _read_block(reader, (client, end), needs)
        blocks[client] = (clock, end)
    for _ in range(reader.count()):
        client = reader.number()
        for _ in range(reader.count()):
            end = reader.number() + reader.number()
            needs[client] = max(needs.get(client, 0), end)
    reader.end()
    return Update(data, blocks, needs)


def read_awareness(data: bytes) -> Awareness:
    """Return what clients say of themselves; raises `InvalidMessage`."""
    reader = _Reader(data)
    entries = []
    for _ in range(reader.count()):
        client, clock, text = reader.number(), reader.number(), reader.data()
        if len(text) > MAX_PRESENCE:
            raise InvalidMessage("too much presence")
        try:
            state = msgspec.json.decode(text, type=dict[str, Any] | None)
        except (ValueError, RecursionError) as error:
            raise InvalidMessage("no presence") from error
        entries.append(Presence(client, clock, state))
    reader.end()
    return Awareness(entries)


def step_1(state: bytes) -> bytes:
    """Return the frame that asks a client for all that is missing here."""
    return bytes([YMessageType.SYNC, YSyncMessageType.SYNC_STEP1]) + write_message(state)


def step_2(update: bytes = NOTHING) -> bytes:
    """Return the frame that answers a client: what it lacks; and what it sent before is kept."""
    return bytes([YMessageType.SYNC, YSyncMessageType.SYNC_STEP2]) + write_message(update)


def update(data: bytes) -> bytes:
    """Return the frame that tells a client of a change."""
    return create_update_message(data)


def awareness(entries: Sequence[Presence]) -> bytes:
    """Return the frame that tells a client of others; of none, it is a sign of life."""
    said = [
        write_var_uint(one.client)
        + write_var_uint(one.clock)
        + write_message(msgspec.json.encode(one.state))
        for one in entries
    ]
    return create_awareness_message(write_var_uint(len(said)) + b"".join(said))


def state_vector(state: Mapping[int, int]) -> bytes:
    """Return a state vector as bytes."""
    pairs = [write_var_uint(client) + write_var_uint(clock) for client, clock in state.items()]
    return write_var_uint(len(pairs)) + b"".join(pairs)


def length(text: str) -> int:
    """Return the length of a text as browsers and Yjs count it: in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _read_block(reader: "_Reader", at: tuple[int, int], needs: dict[int, int]) -> int:
    """Read one block, which begins at (client, clock); return how many clocks it takes."""
    info = reader.byte()
    neighbours = [reader.id() for side in (HAS_LEFT, HAS_RIGHT) if info & side]
    for client, clock in neighbours:
        # What is of the same client must come before, so nothing waits for itself.
        if client == at[0] and clock >= at[1]:
            raise InvalidMessage("a block beside a later one")
        needs[client] = max(needs.get(client, 0), clock + 1)
    if not neighbours and (reader.number() != ROOT or reader.data() != TEXT.encode()):
        raise InvalidMessage("not in the text")
    content = info & ~(HAS_LEFT | HAS_RIGHT)
    if content == DELETED:
        size = reader.number()
    elif content == STRING:
        size = length(reader.text())
    else:
        raise InvalidMessage("not plain text")
    if not size or at[1] + size >= NUMBER:
        raise InvalidMessage("not a size")
    return size


class _Reader:
    """Reads a frame from the front, and nothing that is not there; numbers are lib0's varUint.

    It stands in for pycrdt's `Decoder` and precedes its `Doc.apply_update`, because neither is made
    for strangers: the one gives less than was announced where a frame is cut short, and takes
    numbers of any size; the other believes a count of five bytes, and asks for the gigabytes that
    so many blocks would take before it looks whether they are there.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        if self._at >= len(self._data):
            raise InvalidMessage("too short")
        self._at += 1
        return self._data[self._at - 1]

    def number(self) -> int:
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 127) << shift
            shift += 7
            if number >= NUMBER or shift > 63:
                raise InvalidMessage("too large a number")
            if byte < 128:
                return number

    def count(self) -> int:
        """Return how many things follow, each of which takes at least a byte."""
        count = self.number()
        if count > len(self._data) - self._at:
            raise InvalidMessage("too short for so many")
        return count

    def id(self) -> tuple[int, int]:
        return self.number(), self.number()

    def data(self) -> bytes:
        size = self.count()
        self._at += size
        return self._data[self._at - size : self._at]

    def text(self) -> str:
        try:
            text = self.data().decode()
        except UnicodeDecodeError as error:
            raise InvalidMessage("no text") from error
        if CONTROLS.search(text):
            raise InvalidMessage("control characters")
        return text

    def end(self) -> None:
        if self._at != len(self._data):
            raise InvalidMessage("too long")
