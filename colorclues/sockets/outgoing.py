"""Every message to a client, as JSON text; a look at the room becomes a `turn_update`."""

from datetime import datetime
from typing import Any

import msgspec

from colorclues.games.snapshot import People, Snapshot
from game_engine import GameView, Phase, Square
from game_engine.view import TableView, YouView

_encode = msgspec.json.Encoder().encode


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

    def __init__(self, snapshot: Snapshot, table: TableView | None) -> None:
        self.snapshot = snapshot
        play = snapshot.play
        self._head = _json(
            {
                "type": "turn_update",
                "game": play.game if play else None,
                "version": play.version if play else 0,
                "table": _room(snapshot.people) | _table(snapshot, table),
            }
        )[:-1]

    def for_eyes(self, view: GameView | None, player: int | None) -> str:
        """Complete the message for one socket."""
        person = self.snapshot.people.player(player)
        host = person is not None and player == self.snapshot.people.host
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


def _table(snapshot: Snapshot, table: TableView | None) -> dict[str, Any]:
    if table is None or snapshot.play is None:
        return {"phase": "lobby", "deadline": None}
    deadline = snapshot.deadline()
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
        "album": snapshot.play.album,
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
