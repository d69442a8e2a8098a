"""`manage.py cleanup`: deletes rooms that nobody has used for a long time."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from colorclues.models import ChatMessage, Game, GameEvent, Player, PuzzleTry, Room


class Command(BaseCommand):
    """Delete old rooms, and old tries at puzzles; finished games stay, their links are for ever."""

    help = "Deletes rooms that have not been used for --days days, but no finished game."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --days and --dry-run."""
        parser.add_argument("--days", type=int, default=30, help="days without use (default: 30)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Delete room by room, so that a large database is not locked for long."""
        before = timezone.now() - timedelta(days=max(1, options["days"]))
        deleted = emptied = 0
        for pk in list(unused(before)):
            with transaction.atomic():
                room = Room.objects.select_for_update().get(pk=pk)
                keeps = room.games.filter(ended_at__isnull=False).exists()
                if not options["dry_run"]:
                    _empty(room) if keeps else room.delete()
            emptied += keeps
            deleted += not keeps
        if not options["dry_run"]:
            forgotten(before).delete()
        done = "would be" if options["dry_run"] else "were"
        self.stdout.write(f"{deleted} rooms {done} deleted; of {emptied} only the games are kept.")


def unused(before: datetime) -> QuerySet[Room, int]:
    """Return the primary keys of the rooms in which nothing has happened since `before`.

    Those of which only finished games are left are not among them.
    """
    here = OuterRef("pk")
    recent = (
        Exists(Player.objects.filter(room=here, seen_at__gte=before))
        | Exists(ChatMessage.objects.filter(room=here, at__gte=before))
        | Exists(GameEvent.objects.filter(game__room=here, at__gte=before))
    )
    finished = Game.objects.filter(room=here, ended_at__isnull=False)
    emptied = Q(ended_at__isnull=False, players=None) & Exists(finished)
    rooms = Room.objects.filter(~recent, ~emptied, created_at__lt=before)
    return rooms.values_list("pk", flat=True)


def forgotten(before: datetime) -> QuerySet[PuzzleTry]:
    """Return the tries at puzzles of people who have not tried one since `before`."""
    recent = PuzzleTry.objects.filter(guest=OuterRef("guest"), puzzle__day__gte=before.date())
    return PuzzleTry.objects.filter(~Exists(recent))


def _empty(room: Room) -> None:
    room.games.filter(ended_at=None).delete()
    for people in (room.players, room.messages, room.requests, room.exclusions, room.entries):
        people.all().delete()
    room.host = None
    room.ended_at = room.ended_at or timezone.now()
    room.save()
