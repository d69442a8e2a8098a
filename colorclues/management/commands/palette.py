"""`manage.py palette`: write the stylesheet of the 480 colors."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from colorclues.palette import stylesheet


class Command(BaseCommand):
    """Write static/palette.css from the data."""

    help = "Writes static/palette.css from colorclues/data/palette.json."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write it."""
        (settings.BASE_DIR / "static" / "palette.css").write_text(stylesheet())
