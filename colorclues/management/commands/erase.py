"""`manage.py erase`: removes a table, or one person, from all that is kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from colorclues.management.commands.export import room_of
from colorclues.models import Room
from colorclues.rooms import personal_data


class Command(BaseCommand):
    """Erase, if --yes is said: what it would do stands in `--help`."""

    help = (
        "Erases a table with all its games; or a person: their seats, messages and puzzles, and"
        " their name in games and logs, which others took part in. Pictures of finished games that"
        " were shared before are not reached, and neither are backups."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the table, --person and --yes."""
        parser.add_argument("code", help="the table's code")
        parser.add_argument("--person", metavar="NAME", help="what the person is called there")
        parser.add_argument("--yes", action="store_true", help="do it: nothing brings it back")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Erase, or say what would be erased."""
        room, person = room_of(options["code"]), options["person"]
        what = f"{person} of {room.code}" if person else f"{room.code} with all its games"
        if person:
            check_person(room, person)
        if options["yes"] and person:
            personal_data.erase_person(room, person)
        elif options["yes"]:
            personal_data.erase_room(room)
        done = "Erased" if options["yes"] else "With --yes this would erase"
        self.stdout.write(f"{done}: {what}")


def check_person(room: Room, name: str) -> None:
    """Raise `CommandError` if nothing at a table has this name."""
    try:
        personal_data.of_person(room, name)
    except personal_data.NoSuchPerson as error:
        raise CommandError(f"Nobody at {room.code} was called {name}.") from error
