"""`manage.py lexicon`: make the file of what words look like, or check it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from colorclues.lexicon.building import build
from colorclues.lexicon.reading import FILE
from colorclues.lexicon.things import contradictions, read_things


class Command(BaseCommand):
    """Write colorclues/lexicon/lexicon.json."""

    help = "Writes colorclues/lexicon/lexicon.json from the list of things and the names of colors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if the file would change"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it, or compare it."""
        try:
            found = contradictions(read_things())
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if found:
            raise CommandError("\n".join(found))
        made = build()
        if not options["check"]:
            FILE.write_text(made, "utf-8", newline="\n")
        elif made != FILE.read_text("utf-8"):
            raise CommandError(f"{FILE.name} is not what its inputs make: run manage.py lexicon")
