"""The language of the socket: JSON in -> a message; a look at the room -> JSON out."""

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from colorclues.games.snapshot import Look, People
from game_engine import (
    ChallengeClue,
    ChooseTarget,
    Command,
    GameView,
    GiveClue,
    Pass,
    Phase,
    PlaceGuess,
    RedrawCard,
    SkipClue,
    Square,
    StartRound,
    VoteOnClue,
)
from game_engine.view import TableView, YouView

MAX_FRAME = 8 * 1024
"""Bytes of the longest frame that is read at all."""


class Nonsense(ValueError):
    """A frame that is not understood; `code` and the text go back to its author."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What every message from a client may carry: an id that makes a repeat harmless."""

    id: str | None = None

    def __post_init__(self) -> None:
        # It is kept as it is, and a database need not take control characters: no NUL, above all.
        if self.id is not None and not (1 <= len(self.id) <= 64 and self.id.isprintable()):
            raise ValueError("id must have 1 to 64 characters that can be printed")


class ChooseTargetMessage(Message, frozen=True, kw_only=True, tag="choose_target"):
    """The giver picks the target."""

    square: str

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return ChooseTarget(seat, Square.parse(self.square))


class RedrawCardMessage(Message, frozen=True, kw_only=True, tag="redraw_card"):
    """The giver asks for another card."""

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return RedrawCard(seat)


class GiveClueMessage(Message, frozen=True, kw_only=True, tag="give_clue"):
    """The giver gives a clue."""

    text: str

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return GiveClue(seat, self.text)


class SkipClueMessage(Message, frozen=True, kw_only=True, tag="skip_clue"):
    """The giver does without the second clue."""

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return SkipClue(seat)


class PlaceGuessMessage(Message, frozen=True, kw_only=True, tag="place_guess"):
    """A guesser places a piece."""

    square: str

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return PlaceGuess(seat, Square.parse(self.square))


class ChallengeClueMessage(Message, frozen=True, kw_only=True, tag="challenge_clue"):
    """A guesser doubts that the clue is fair."""

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return ChallengeClue(seat)


class VoteMessage(Message, frozen=True, kw_only=True, tag="vote"):
    """A guesser says whether the challenge is right."""

    uphold: bool

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return VoteOnClue(seat, self.uphold)


class NextRoundMessage(Message, frozen=True, kw_only=True, tag="next_round"):
    """The host starts the next round."""

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return StartRound(seat)


class SkipTurnMessage(Message, frozen=True, kw_only=True, tag="skip_turn"):
    """The host passes for a seat that is away."""

    seat: int

    def command(self, seat: int) -> Command:
        """Put it as the engine's command."""
        return Pass(self.seat)


class HelloMessage(Message, frozen=True, kw_only=True, tag="hello"):
    """A client says which version it has, and asks for the present one."""

    version: int


class ChatMessage(Message, frozen=True, kw_only=True, tag="chat"):
    """A player says something to the table."""

    text: str


class ReactMessage(Message, frozen=True, kw_only=True, tag="react"):
    """A player lets a reaction float by."""

    emoji: str


class TypingMessage(Message, frozen=True, kw_only=True, tag="typing"):
    """A player is writing something to the table."""


class AimMessage(Message, frozen=True, kw_only=True, tag="aim"):
    """A guesser is moving the aim; the message does not say where."""


class EditMessage(Message, frozen=True, kw_only=True, tag="edit"):
    """A player is at a field of the house rules, or, with "", at none any more."""

    field: str


class AckMessage(Message, frozen=True, kw_only=True, tag="ack"):
    """A client has read everything up to a mark."""

    mark: int


Talk = ChatMessage | ReactMessage
Presence = TypingMessage | AimMessage | EditMessage
Play = (
    ChooseTargetMessage
    | RedrawCardMessage
    | GiveClueMessage
    | SkipClueMessage
    | PlaceGuessMessage
    | ChallengeClueMessage
    | VoteMessage
    | NextRoundMessage
    | SkipTurnMessage
)
Incoming = Play | Talk | Presence | HelloMessage | AckMessage
_decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)
_encode = msgspec.json.Encoder().encode


def is_too_long(frame: str | bytes, most: int = MAX_FRAME) -> bool:
    """Say whether a frame has more bytes than any that is read."""
    if isinstance(frame, bytes) or len(frame) > most:
        return len(frame) > most
    return len(frame) * 4 > most and len(frame.encode("utf-8", "surrogatepass")) > most


def read(text: str) -> Incoming:
    """Read one frame; raises `Nonsense` for whatever is not one of the messages above."""
    if is_too_long(text):
        raise Nonsense("too_long", _("That message is too long."))
    try:
        message = _decoder.decode(text)
        if isinstance(message, ChooseTargetMessage | PlaceGuessMessage):
            Square.parse(message.square)
    except (ValueError, RecursionError) as error:
        raise Nonsense("invalid", _("That message was not understood.")) from error
    return message


def done(client_id: str | None, version: int) -> str:
    """Acknowledge a command: it is committed, and led to `version`."""
    return _json({"type": "done", "id": client_id, "version": version})


def refusal(client_id: str | None, code: str, reason: str) -> str:
    """Tell a command's author, and nobody else, why it was not done."""
    return _json({"type": "refusal", "id": client_id, "code": code, "reason": reason})


def tick(version: int, now: datetime) -> str:
    """Say what the newest version is, and what the server's clock shows."""
    return _json({"type": "tick", "version": version, "now": _milliseconds(now)})


def chat(messages: list[dict[str, Any]]) -> str:
    """Bring what was said; the client drops what it has."""
    return _json({"type": "chat", "messages": messages})


def presence(player: int, doing: str) -> str:
    """Say that a player is "typing" or "aiming" at this moment."""
    return _json({"type": "presence", "player": player, "doing": doing})


def editing(player: int, field: str) -> str:
    """Say at which field of the house rules a player is; at none, with ""."""
    return _json({"type": "editing", "player": player, "field": field})


def mark(number: int) -> str:
    """Ask the client to acknowledge that it has read up to here."""
    return _json({"type": "mark", "mark": number})


def lobby_changed() -> str:
    """Say that the lobby's panel is out of date."""
    return _json({"type": "lobby_changed"})


def bye(reason: str) -> str:
    """Say why the socket is about to be closed."""
    return _json({"type": "bye", "reason": reason})


class Update:
    """One `turn_update` for many: its public half is encoded once, each eye's own half apart."""

    def __init__(self, look: Look, table: TableView | None) -> None:
        self.look = look
        play = look.play
        self._head = _json(
            {
                "type": "turn_update",
                "game": play.game if play else None,
                "version": play.version if play else 0,
                "table": _room(look.people) | _table(look, table),
            }
        )[:-1]

    def for_eyes(self, view: GameView | None, player: int | None) -> str:
        """Complete the message for one socket."""
        person = self.look.people.player(player)
        host = person is not None and player == self.look.people.host
        you: dict[str, Any] = {
            "seat": person.seat if person else None,
            "host": host,
            "may": [],
            "card": [],
            "target": None,
            "piece": None,
        }
        if view is not None:
            you |= _you(view.you, host=host)
            if host and view.you.seat is None and view.table.phase is Phase.SCORED:
                # Somebody who came after the start, and became host since: the table must go on.
                you["may"] = ["next_round"]
        return f'{self._head},"you":{_json(you)}}}'


def _room(people: People) -> dict[str, Any]:
    return {
        "code": people.code,
        "name": people.name,
        "revision": people.revision,
        "rules": people.rules,
        "spectators": people.spectators,
        "paused": people.paused,
        "players": [
            {
                "seat": player.seat,
                "name": player.name,
                "symbol": player.symbol,
                "host": player.pk == people.host,
                "bot": player.bot,
                "id": player.pk,
                "away": player.pk in people.away,
                "skippable": player.pk in people.skippable,
            }
            for player in people.players
        ],
    }


def _table(look: Look, table: TableView | None) -> dict[str, Any]:
    if table is None or look.play is None:
        return {"phase": "lobby", "deadline": None}
    deadline = look.deadline()
    return {
        "phase": table.phase,
        "round": table.round,
        "rounds": table.rounds,
        "giver": table.giver,
        "clue": table.clue,
        "clues": table.clues,
        "withdrawn": table.withdrawn,
        "to_act": table.to_act,
        "placed": table.placed,
        "pieces": [
            {"seat": piece.seat, "square": piece.square.name, "clue": piece.clue}
            for piece in table.pieces
        ],
        "scores": table.scores,
        "challenge": (
            {"seat": table.challenge.seat, "voted": table.challenge.voted}
            if table.challenge
            else None
        ),
        "challenged": table.challenged,
        "target": _name(table.target),
        "points": table.points,
        "winners": table.winners,
        "history": [
            {
                "number": past.number,
                "giver": past.giver,
                "clues": past.clues,
                "target": _name(past.target),
                "points": past.points,
            }
            for past in table.history
        ],
        "deadline": _milliseconds(deadline) if deadline else None,
        "album": look.play.album,
    }


def _you(you: YouView, *, host: bool) -> dict[str, Any]:
    return {
        "seat": you.seat,
        "may": [name for name in you.may if name != "next_round" or host],
        "card": [square.name for square in you.card],
        "target": _name(you.target),
        "piece": _name(you.piece),
    }


def _name(square: Square | None) -> str | None:
    return square.name if square is not None else None


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _json(value: dict[str, Any]) -> str:
    return _encode(value).decode()
