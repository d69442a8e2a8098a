"""`manage.py bot`: lets a bot of one's own play at a table, here or on another machine."""

import asyncio
import json
import random
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from colorclues.management.remote import message_of, view_of
from game_engine import Refusal
from game_engine.bots import Bot
from game_engine.lineup import load_bot

ANOTHER_MOVE = {code for code in Refusal if code.startswith("clue_")} | {Refusal.SQUARE_TAKEN}
"""Refusals after which the bot is asked at once; after others, when something has changed."""
MOST_REFUSED = 20
"""Refusals in a row after which a bot does not understand the game, and is told so."""


class Command(BaseCommand):
    """Let a bot play in the seat that a link opens."""

    help = "Lets a bot of your own play: a function (GameView, Random) -> Command."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the link and the bot."""
        parser.add_argument("link", help="what the table's host has made for the bot")
        parser.add_argument("bot", metavar="FILE:FUNCTION", help="for example mybot.py:choose")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Play until the table is closed, or Ctrl-C."""
        address, hash_, token = options["link"].partition("#")
        if not hash_ or not address.startswith(("ws://", "wss://")):
            raise CommandError("That is no link of a bot: it begins with ws and holds a #.")
        try:
            bot = load_bot(options["bot"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        try:
            asyncio.run(self._play(address, token, bot))
        except KeyboardInterrupt:
            self.stdout.write("Bye.")

    async def _play(self, address: str, token: str, bot: Bot) -> None:
        try:
            from websockets.asyncio.client import connect  # noqa: PLC0415  (only bots need it)
            from websockets.exceptions import ConnectionClosed, InvalidStatus  # noqa: PLC0415
            from websockets.typing import Origin  # noqa: PLC0415
        except ImportError:
            raise CommandError("This needs one package more: pip install websockets") from None
        origin = Origin("http" + address.removeprefix("ws").split("/ws/")[0])
        headers = {"Authorization": f"Bearer {token}"}
        seat = Seat(bot)
        try:
            async for socket in connect(address, origin=origin, additional_headers=headers):
                try:
                    async for text in socket:
                        for message in seat.hear(json.loads(text)):
                            await socket.send(json.dumps(message))
                except ConnectionClosed as closed:
                    code = closed.rcvd.code if closed.rcvd else None
                    if code is not None and code // 100 == 44:
                        raise CommandError(f"The table has closed the line ({code}).") from None
        except InvalidStatus as refused:
            raise CommandError(str(refused)) from None


class Seat:
    """What a bot has been told of a table, and what it answers."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._chance = random.Random()
        self._table: dict[str, Any] = {}
        self._you: dict[str, Any] = {}
        self._game: int | None = None
        self._refused = 0

    def hear(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what to send for a message of the table.

        Raises CommandError for a bot that is refused again and again.
        """
        match message["type"]:
            case "mark":
                return [{"type": "ack", "mark": message["mark"]}]
            case "turn_update":
                self._keep(message)
                self._refused = 0
                return self._act()
            case "tick":  # Whatever was lost, or could not be saved, is asked for again.
                return self._act()
            case "refusal" if message["code"] in ANOTHER_MOVE:
                self._refused += 1
                if self._refused >= MOST_REFUSED:
                    raise CommandError(f"The bot is refused again and again: {message['reason']}")
                return self._act()
            case _:
                return []

    def _keep(self, message: dict[str, Any]) -> None:
        # Parts that have not changed are not told again; those of another game are out of date.
        if message["game"] != self._game:
            self._table.pop("history", None)
        self._game = message["game"]
        parts = ("code", "name", "players", "rules", "history", "seals", "salt", "card")
        kept = {name: self._table[name] for name in parts if name in self._table}
        self._table = kept | message["table"]
        self._you = message["you"]

    def _act(self) -> list[dict[str, Any]]:
        view = view_of(self._table, self._you)
        if view is None or view.you.seat not in view.table.to_act or self._table.get("paused"):
            return []
        try:
            message = message_of(self._bot(view, self._chance))
        except ValueError:  # Nothing is due.
            return []
        return [] if message is None else [message]
