"""`manage.py export`: what is kept of a table, or of a person there, as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from colorclues.models import Room
from colorclues.rooms import personal_data


class Command(BaseCommand):
    """Print it."""

    help = "Prints all that is kept of a table, or of one person who was there, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the table, and --person."""
        parser.add_argument("code", help="the table's code")
        parser.add_argument("--person", metavar="NAME", help="what the person is called there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print it."""
        room, person = room_of(options["code"]), options["person"]
        try:
            found = personal_data.of_person(room, person) if person else personal_data.of_room(room)
        except personal_data.NoSuchPerson:
            raise CommandError(f"Nobody at {room.code} was called {person}.") from None
        encoded = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        self.stdout.write(encoded)


def room_of(code: str) -> Room:
    """Return the table with this code, however it is written; raises `CommandError`."""
    room = Room.objects.filter(code=code.upper()).first()
    if room is None:
        raise CommandError(f"There is no table {code.upper()}.")
    return room
