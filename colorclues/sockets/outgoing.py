"""Every message to a client, and how a snapshot of a room becomes a `turn_update`.

Squares go by their names ("C14"), seats by their numbers, moments in milliseconds since 1970.
"""

from datetime import UTC, datetime
from typing import Any, Literal, cast

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


class Tick(Outgoing, frozen=True, tag="tick"):
    """The newest version of the game, and what the server's clock shows."""

    version: int
    now: int

    @classmethod
    def at_once(cls, version: int) -> "Tick":
        """Return a tick for this moment."""
        return cls(version, _milliseconds(datetime.now(UTC)))


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


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What everybody sees. The fields from `round` on are there only when there is a game."""

    code: str
    name: str
    revision: int
    rules: dict[str, str | int | bool | None]
    """The fields of the engine's `Rules`."""
    spectators: int
    paused: bool
    players: list[PlayerAtTable]
    phase: Literal["lobby", "choosing", "cluing", "guessing", "voting", "scored", "over"]
    """The engine's `Phase`, or "lobby" before the first game."""
    deadline: int | None
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
    history: list[PastRound] | UnsetType = UNSET
    album: str | UnsetType | None = UNSET
    """The slug of the game's own page, once it is over."""


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


class Update:
    """One `turn_update` for many: its public half is encoded once, the own half for each socket."""

    def __init__(self, snapshot: Snapshot, table: TableView | None) -> None:
        self.snapshot = snapshot
        play = snapshot.play
        self._game = play.game if play else None
        self._version = play.version if play else 0
        # The encoder copies what is encoded already.
        self._table = cast(Table, msgspec.Raw(_encoder.encode(table_of(snapshot, table))))

    def for_eyes(self, view: GameView | None, player: int | None) -> str:
        """Return the message for one socket, as JSON text; `player` is None for a spectator's."""
        person = self.snapshot.people.player(player)
        host = person is not None and player == self.snapshot.people.host
        you = You(seat=person.seat if person else None, host=host)
        if view is not None:
            you = _you(view.you, host=host)
            if host and view.you.seat is None and view.table.phase is Phase.SCORED:
                # Somebody who came after the start, and became host since: the table must go on.
                you = msgspec.structs.replace(you, may=("next_round",))
        return encode(TurnUpdate(self._game, self._version, self._table, you))


def table_of(snapshot: Snapshot, table: TableView | None) -> Table:
    """Return what everybody sees of a room; `table` is the engine's view, None without a game."""
    return Table(**_room(snapshot.people), **_game(snapshot, table))


def _room(people: People) -> dict[str, Any]:
    """Return the fields of `Table` that a room always has."""
    return {
        "code": people.code,
        "name": people.name,
        "revision": people.revision,
        "rules": people.rules,
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


def _game(snapshot: Snapshot, table: TableView | None) -> dict[str, Any]:
    """Return the fields of `Table` that depend on the game."""
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
        "history": [
            PastRound(past.number, past.giver, past.clues, _name(past.target), past.points)
            for past in table.history
        ],
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
