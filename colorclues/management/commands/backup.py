"""`manage.py backup FILE`: the whole database as one file, while servers go on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from colorclues.ops import backup
from colorclues.ops.backup.files import CannotDo


class Command(BaseCommand):
    """Back the database up."""

    help = "Writes the whole database to a new file, and checks it. Servers may go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE."""
        parser.add_argument("file", type=Path, help="the file to make; it must not be there yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it."""
        database = connection.settings_dict
        try:
            backup.kind_of(database).backup(database, options["file"])
        except CannotDo as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{options['file']} holds the database, and was checked. Keep SECRET_KEY with it"
            " (where you set none: the file secret_key in .var), or everybody loses their seats."
        )
