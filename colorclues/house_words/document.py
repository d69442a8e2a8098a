"""The house words of a table: one text that all its people edit together, and its log.

The document is the sum of its rows, each an update of Yjs, numbered without gaps. The transaction
that writes a row also checks that its author is at the table, that it builds on what is there, and
that the limits hold. Sockets are notified after the commit (`hub`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex
from django.db import transaction
from django.db.models import Max
from pycrdt import Doc, Text, TransactionEvent

from colorclues.house_words import protocol
from colorclues.models import HouseWords, Player, Room, WordsRow
from colorclues.rooms import changes
from colorclues.rooms.admission import NoSession, NotLetIn
from colorclues.rooms.changes import NoSuchRoom

MAX_TEXT = 2000
"""Characters (units of UTF-16, as a text field counts them) of the text: about a printed page, and
more than a table will agree on."""
MAX_STATE = 256 * 1024
"""Bytes of the document, with all that it must remember of what was deleted; beyond that, the text
begins a new document, and clients forget the old one. Every change reads the whole of it, and this
is a hundred times the text: evenings of typing and deleting."""
MAX_ROWS = 100
"""Rows of a room, all of which every change reads; when there are more, all but the newest become
one."""
ANEW = "anew"
"""What a row that begins a new document has in place of a socket."""
NOBODY = 0
"""The player of all clients of a document that was left behind."""


class NotAtTheTable(Exception):
    """Whoever asked has no seat at this table, or no longer has one."""


class TooLong(Exception):
    """The text would be longer than it may be."""


class Outdated(Exception):
    """A client has a document that was left behind: it must forget that one, and read the text."""


class DoesNotFit(protocol.InvalidMessage):
    """An update that builds on something missing, or speaks for somebody else's client."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one socket wrote, for the others; from `ANEW`, what they must ask for anew."""

    number: int
    data: bytes
    socket: str


class Name(NamedTuple):
    """A player as the others see them."""

    name: str
    symbol: str


class Head(NamedTuple):
    """The newest row of a room's log, and who may read it."""

    number: int
    people: dict[int, Name]
    """By primary key of the player."""


def enter(code: str, guest: str | None) -> int:
    """Let a socket in; return the primary key of its player.

    Only players may: people who watch, wait or were removed read the text elsewhere, or not at all.
    Raises `NoSuchRoom`, `NoSession` or `NotLetIn`.
    """
    room = Room.objects.open().filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    if guest is None:
        raise NoSession
    player = Player.objects.filter(room=room, guest=guest).first()
    if player is None:
        raise NotLetIn
    return player.pk


def write(code: str, player: int, update: protocol.Update, socket: str) -> int | None:
    """Keep an update; return the number of its row, or None if it brings nothing new.

    `socket` is the `channel_name` that it came from. Raises `NoSuchRoom`, `NotAtTheTable`,
    `DoesNotFit`, `Outdated` or `TooLong`; then nothing is kept.
    """
    with transaction.atomic():
        room = changes.locked(code)
        author = _author(room, player)
        words, _ = HouseWords.objects.get_or_create(room=room)
        rows = list(WordsRow.objects.filter(room=room))
        document = _document(rows)
        _check_fits(update, document, words, player)
        news = _apply(document, update)
        if not news:
            return None
        text = str(document.get(protocol.TEXT, type=Text))
        if protocol.length(text) > MAX_TEXT:
            raise TooLong
        number = rows[-1].number + 1 if rows else 1
        if len(document.get_update()) > MAX_STATE:
            news, socket = _begin_anew(words, text), ANEW
        elif len(rows) >= MAX_ROWS:
            _compact(room, rows)
        WordsRow.objects.create(room=room, number=number, data=news, socket=socket)
        _copy(room, words, text, author)
    return number


def answer(code: str, player: int, state: dict[int, int]) -> bytes:
    """Return as an update what a client lacks; `state` is client id -> next clock that it has."""
    return _read(code, player).get_update(protocol.state_vector(state))


def state_of(code: str, player: int) -> bytes:
    """Return the state vector of what is kept."""
    return _read(code, player).get_state()


def since(code: str, number: int) -> tuple[list[Row], Head]:
    """Return the rows after a number, oldest first, and the head; raises `NoSuchRoom`."""
    newest = heads([code]).get(code)
    if newest is None:
        raise NoSuchRoom(code)
    after = WordsRow.objects.filter(room__code=code, number__gt=number)
    return [Row(row.number, bytes(row.data), row.socket) for row in after], newest


def heads(codes: Iterable[str]) -> dict[str, Head]:
    """Return code -> head for these rooms; those that were closed are left out."""
    rooms = Room.objects.open().filter(code__in=set(codes))
    numbers = rooms.annotate(number=Max("words_rows__number")).values_list("code", "number")
    found = {code: Head(number or 0, {}) for code, number in numbers}
    there = Player.objects.filter(room__code__in=found)
    for code, pk, name, symbol in there.values_list("room__code", "pk", "name", "symbol"):
        found[code].people[pk] = Name(name, symbol)
    return found


def _author(room: Room, player: int) -> Player:
    if not room.is_open:
        raise NoSuchRoom(room.code)
    author = Player.objects.filter(room=room, pk=player).first()
    if author is None:
        raise NotAtTheTable
    return author


def _read(code: str, player: int) -> Doc[Text]:
    room = Room.objects.filter(code=code).first()
    if room is None:
        raise NoSuchRoom(code)
    _author(room, player)
    return _document(WordsRow.objects.filter(room=room))


def _document(rows: Iterable[WordsRow]) -> Doc[Text]:
    document: Doc[Text] = Doc()
    for row in rows:
        document.apply_update(bytes(row.data))
    return document


def _check_fits(
    update: protocol.Update, document: Doc[Text], words: HouseWords, player: int
) -> None:
    """Raise `DoesNotFit` unless an update can be applied at once, and speaks for its author only.

    An update that needs something missing would wait for it, maybe for ever. And if two people
    wrote as one client, the writing of one would be taken for the other's, and be lost. Raises
    `Outdated` for a client of a document that was left behind.
    """
    have = protocol.read_state(document.get_state())
    new = {client for client, (_, end) in update.blocks.items() if end > have.get(client, 0)}
    if any(words.writers.get(str(client)) == NOBODY for client in new):
        raise Outdated
    if len(new) > 1:
        raise DoesNotFit("more than one client")
    for client in new:
        if update.blocks[client][0] > have.get(client, 0):
            raise DoesNotFit("something before this is missing")
        if words.writers.setdefault(str(client), player) != player:
            raise DoesNotFit("another's client")
        have[client] = update.blocks[client][1]
    if any(clock > have.get(client, 0) for client, clock in update.needs.items()):
        raise DoesNotFit("something beside this is missing")


def _apply(document: Doc[Text], update: protocol.Update) -> bytes:
    """Apply an update; return what was new in it, as an update, b"" if nothing was."""
    news: list[bytes] = []

    def note(event: TransactionEvent) -> None:
        news.append(bytes(event.update))

    subscription = document.observe(note)
    document.apply_update(update.data)
    document.unobserve(subscription)
    # It may name nothing new and yet not be empty.
    return news[0] if news and news[0] != protocol.NOTHING else b""


def _compact(room: Room, rows: Sequence[WordsRow]) -> None:
    """Replace all these rows by one, under the number of the last."""
    whole = _document(rows).get_update()
    last = rows[-1].number
    # A process that has not heard of a new document must not take this for more of the old one.
    socket = ANEW if any(row.socket == ANEW for row in rows) else ""
    WordsRow.objects.filter(room=room, number__lte=last).delete()
    WordsRow.objects.create(room=room, number=last, data=whole, socket=socket)


def _begin_anew(words: HouseWords, text: str) -> bytes:
    """Leave the document and its log behind; return a new one with the same text, as an update."""
    document: Doc[Text] = Doc()
    document.get(protocol.TEXT, type=Text).insert(0, text)
    words.writers = dict.fromkeys(words.writers, NOBODY)
    WordsRow.objects.filter(room=words.room_id).delete()
    return document.get_update()


def _copy(room: Room, words: HouseWords, text: str, author: Player) -> None:
    """Copy the text for pages; the lobby is told when there is some at last, or none any more."""
    plain = regex.sub(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}--\t\n\u200d]", "", text, flags=regex.V1)
    news = bool(plain.strip()) != bool(words.text.strip())
    words.text, words.editor = plain, author.name
    words.save()
    if news:
        changes.changed(room)
