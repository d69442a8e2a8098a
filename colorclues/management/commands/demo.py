"""`manage.py demo`: a table at which bots take the seats that nobody else has."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.urls import reverse

from colorclues.management.commands import play
from colorclues.rooms import membership


class Command(play.Command):
    """Open a table with bots, and serve it."""

    help = "Opens a table with bots, so that one person can see a whole game."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --bots, and what `play` has."""
        super().add_arguments(parser)
        parser.add_argument("--bots", type=int, default=3, help="bots at the table, 2 to 9")

    def first_page(self, options: dict[str, Any]) -> str:
        """Open the table and return its path."""
        if not membership.MIN_PLAYERS - 1 <= options["bots"] <= membership.MAX_PLAYERS - 1:
            raise CommandError("There can be 2 to 9 bots at a table.")
        room = membership.create_demo(options["bots"])
        return reverse("table", args=[room.code])
