"""`manage.py restore FILE`: puts a backup in the place of the database, while no server runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from colorclues.ops import backup
from colorclues.ops.backup.files import CannotDo


class Command(BaseCommand):
    """Restore the database."""

    help = "Puts a backup, once it is checked, in the place of the database. No server may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare FILE."""
        parser.add_argument("file", type=Path, help="what `manage.py backup` has made")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore it."""
        database = connection.settings_dict
        try:
            before = backup.kind_of(database).restore(database, options["file"])
        except CannotDo as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"The database is that of {options['file']} again. {before}"
            " If that backup is of an earlier version, run `manage.py migrate` now."
        )
