"""Every message to a client, and how a snapshot of a room becomes a `turn_update`.

Squares go by their names ("C14"), seats by their numbers, moments in milliseconds since 1970.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from colorclues.games.snapshot import People, Snapshot
from colorclues.rooms.chat import ChatLine
from game_engine import GameView, Phase, Square
from game_engine.view import TableView, YouView

_encoder = msgspec.json.Encoder()


class Outgoing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages from the server have in common: "type" says which it is."""


class Done(Outgoing, frozen=True, tag="done"):
    """A command is committed, and led to a version; `id` is the command's own."""

    id: str | None
    version: int


class Refusal(Outgoing, frozen=True, tag="refusal"):
    """Why a command was not done, for its author and nobody else; `reason` is a sentence."""

    id: str | None
    code: str
    reason: str


class Chat(Outgoing, frozen=True, tag="chat"):
    """What was said; the client drops what it has already."""

    messages: list[ChatLine]


class Presence(Outgoing, frozen=True, tag="presence"):
    """What a player, by id, is doing at this moment."""

    player: int
    doing: Literal["typing", "aiming"]


class Editing(Outgoing, frozen=True, tag="editing"):
    """Which field of the house rules a player, by id, is editing; with "" none any more."""

    player: int
    field: str


class Mark(Outgoing, frozen=True, tag="mark"):
    """The client is to acknowledge that it has read up to here."""

    mark: int


class LobbyChanged(Outgoing, frozen=True, tag="lobby_changed"):
    """The lobby's panel is out of date."""


class Bye(Outgoing, frozen=True, tag="bye"):
    """Why the socket is about to be closed: a word of `close_codes`."""

    reason: str


class PlayerAtTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody in the room; without a seat, they wait for the next game."""

    seat: int | None
    name: str
    symbol: str
    host: bool
    bot: bool
    id: int
    away: bool
    skippable: bool
    """Whether anybody may skip their turn by now."""


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece on the board, and which clue of the round it was placed for, from 0."""

    seat: int
    square: str
    clue: int


class Challenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose challenge it is, and which seats have voted on it so far."""

    seat: int
    voted: tuple[int, ...]


class PastRound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A round that was scored."""

    number: int
    giver: int
    clues: tuple[str, ...]
    target: str | None
    points: tuple[int, ...]


class Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The revision of each part: a hash of what it holds."""

    room: str
    rules: str
    history: str | UnsetType = UNSET


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What everybody sees. The fields from `round` on are there only when there is a game.

    Its parts (`code` to `players`, `rules`, and `history`) travel when they change, in the first
    `turn_update` of a connection, and in the answer to `hello`. A client keeps them, and says
    `hello` when it finds a revision in `parts` that it does not have.
    """

    parts: Parts
    phase: Literal["lobby", "choosing", "cluing", "guessing", "voting", "scored", "over"]
    """The engine's `Phase`, or "lobby" before the first game."""
    deadline: int | None
    code: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    revision: int | UnsetType = UNSET
    spectators: int | UnsetType = UNSET
    paused: bool | UnsetType = UNSET
    players: list[PlayerAtTable] | UnsetType = UNSET
    rules: dict[str, str | int | bool | None] | UnsetType = UNSET
    """The fields of the engine's `Rules`, for the next game."""
    history: list[PastRound] | UnsetType = UNSET
    """The rounds before this one."""
    round: int | UnsetType = UNSET
    rounds: int | UnsetType = UNSET
    giver: int | UnsetType = UNSET
    clue: int | UnsetType | None = UNSET
    """Which clue of the round it is, from 0."""
    clues: tuple[str, ...] | UnsetType = UNSET
    withdrawn: tuple[str, ...] | UnsetType = UNSET
    to_act: tuple[int, ...] | UnsetType = UNSET
    placed: tuple[int, ...] | UnsetType = UNSET
    pieces: list[Piece] | UnsetType = UNSET
    scores: tuple[int, ...] | UnsetType = UNSET
    challenge: Challenge | UnsetType | None = UNSET
    challenged: tuple[int, ...] | UnsetType = UNSET
    target: str | UnsetType | None = UNSET
    points: tuple[int, ...] | UnsetType | None = UNSET
    winners: tuple[int, ...] | UnsetType = UNSET
    album: str | UnsetType | None = UNSET
    """The slug of the game's own page, once it is over."""


class Tick(Outgoing, frozen=True, tag="tick"):
    """What is newest at the table, and what the server's clock shows."""

    version: int
    """Of the game."""
    parts: Parts
    now: int

    @classmethod
    def at_once(cls, version: int, parts: Parts) -> "Tick":
        """Return a tick for this moment."""
        return cls(version, parts, _milliseconds(datetime.now(UTC)))


class You(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What only this socket sees. `card` and `target` are the giver's own."""

    seat: int | None = None
    host: bool = False
    may: tuple[str, ...] = ()
    """The types of the messages by which this seat could act now."""
    card: tuple[str, ...] = ()
    target: str | None = None
    piece: str | None = None


class TurnUpdate(Outgoing, frozen=True, tag="turn_update"):
    """The whole view of one pair of eyes; `game` is None before the first game."""

    game: int | None
    version: int
    table: Table
    you: You


class FeedChanged(Outgoing, frozen=True, tag="changed"):
    """On a guest's own pages: something changed, ask again."""


class FeedTick(Outgoing, frozen=True, tag="tick"):
    """On a guest's own pages: the connection is alive."""


ToTable = TurnUpdate | Done | Refusal | LobbyChanged | Chat | Presence | Editing | Mark | Tick | Bye
"""What a table's socket may be sent."""
ToFeed = FeedChanged | FeedTick
"""What the socket of a guest's own pages may be sent."""


def encode(message: Outgoing) -> str:
    """Return a message as JSON text."""
    return _encoder.encode(message).decode()


class Part(NamedTuple):
    """What changes seldom of what everybody sees: fields of `Table`, encoded."""

    revision: str
    """A hash of the text."""
    text: str
    """The fields as JSON, with a comma after the last."""


class View(NamedTuple):
    """One `turn_update` for one pair of eyes, but for what those eyes have already."""

    head: str
    parts: tuple[Part, ...]
    rest: str

    def without(self, known: tuple[Part, ...]) -> str:
        """Return the message as JSON text, without the parts that are known."""
        if self.parts == known:
            return self.head + self.rest
        return "".join([self.head, *(p.text for p in self.parts if p not in known), self.rest])


class Encoder:
    """Encodes what is shown of one room, and keeps the parts until they change."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Part]] = {}
        self._rounds = (0, 0)
        """The game, and how many of its rounds are over."""

    def revisions(self) -> Parts:
        """Return the revisions of what was encoded last."""
        return Parts(**{name: part.revision for name, (_, part) in self._kept.items()})

    def update(self, snapshot: Snapshot, table: TableView | None) -> "Update":
        """Return the update for all sockets of a room; `table` is None without a game."""
        people, play = snapshot.people, snapshot.play
        parts = [
            self._part("room", people, lambda: _room(people)),
            self._part("rules", people, lambda: {"rules": people.rules}),
        ]
        if table is not None and play is not None:
            if self._rounds != (play.game, len(table.history)):
                self._rounds = (play.game, len(table.history))
            parts.append(self._part("history", self._rounds, lambda: _history(table)))
        return Update(snapshot, table, tuple(parts), self.revisions())

    def _part(self, name: str, key: object, make: Callable[[], dict[str, Any]]) -> Part:
        """Return a part; it is made anew when what it depends on, the key, is another object."""
        kept = self._kept.get(name)
        if kept is not None and kept[0] is key:
            return kept[1]
        fields = _encoder.encode(make())[1:-1]
        revision = urlsafe_b64encode(blake2b(fields, digest_size=6).digest())
        part = Part(revision.decode(), f"{fields.decode()},")
        self._kept[name] = (key, part)
        return part


class Update:
    """One `turn_update` for many: its public half is encoded once, the own half for each socket."""

    def __init__(
        self,
        snapshot: Snapshot,
        table: TableView | None,
        parts: tuple[Part, ...],
        revisions: Parts,
    ) -> None:
        self.snapshot = snapshot
        self._parts = parts
        play = snapshot.play
        game, version = (play.game, play.version) if play else (None, 0)
        told = "null" if game is None else game
        # By hand, for the parts go into the table; `TurnUpdate` says how it looks.
        self._head = f'{{"type":"turn_update","game":{told},"version":{version},"table":{{'
        now = Table(parts=revisions, **_now(snapshot, table))
        self._rest = _encoder.encode(now).decode()[1:]

    def for_eyes(self, view: GameView | None, player: int | None) -> View:
        """Return the view of one socket; `player` is None for a spectator's."""
        person = self.snapshot.people.player(player)
        host = person is not None and player == self.snapshot.people.host
        you = You(seat=person.seat if person else None, host=host)
        if view is not None:
            you = _you(view.you, host=host)
            if host and view.you.seat is None and view.table.phase is Phase.SCORED:
                # Somebody who came after the start, and became host since: the table must go on.
                you = msgspec.structs.replace(you, may=("next_round",))
        own = _encoder.encode(you).decode()
        return View(self._head, self._parts, f'{self._rest},"you":{own}}}')


def _room(people: People) -> dict[str, Any]:
    return {
        "code": people.code,
        "name": people.name,
        "revision": people.revision,
        "spectators": people.spectators,
        "paused": people.paused,
        "players": [
            PlayerAtTable(
                seat=player.seat,
                name=player.name,
                symbol=player.symbol,
                host=player.pk == people.host,
                bot=player.bot,
                id=player.pk,
                away=player.pk in people.away,
                skippable=player.pk in people.skippable,
            )
            for player in people.players
        ],
    }


def _history(table: TableView) -> dict[str, Any]:
    return {
        "history": [
            PastRound(past.number, past.giver, past.clues, _name(past.target), past.points)
            for past in table.history
        ]
    }


def _now(snapshot: Snapshot, table: TableView | None) -> dict[str, Any]:
    """Return the fields of `Table` that may change with every move."""
    if table is None or snapshot.play is None:
        return {"phase": "lobby", "deadline": None}
    deadline, challenge = snapshot.deadline(), table.challenge
    return {
        "phase": table.phase.value,
        "deadline": _milliseconds(deadline) if deadline else None,
        "round": table.round,
        "rounds": table.rounds,
        "giver": table.giver,
        "clue": table.clue,
        "clues": table.clues,
        "withdrawn": table.withdrawn,
        "to_act": table.to_act,
        "placed": table.placed,
        "pieces": [Piece(one.seat, one.square.name, one.clue) for one in table.pieces],
        "scores": table.scores,
        "challenge": Challenge(challenge.seat, challenge.voted) if challenge else None,
        "challenged": table.challenged,
        "target": _name(table.target),
        "points": table.points,
        "winners": table.winners,
        "album": snapshot.play.album,
    }


def _you(you: YouView, *, host: bool) -> You:
    return You(
        seat=you.seat,
        host=host,
        may=tuple(name for name in you.may if name != "next_round" or host),
        card=tuple(square.name for square in you.card),
        target=_name(you.target),
        piece=_name(you.piece),
    )


def _name(square: Square | None) -> str | None:
    return square.name if square is not None else None


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
