"""What is kept: rooms, the people in them, their games and each game's event log."""

import secrets
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colorclues import names
from game_engine import Square

NAME = names.MAX_GRAPHEMES * names.POINTS
"""Code points of a person's longest name."""
CHANNEL_NAME = 100
"""Characters of the longest `channel_name`: Channels allows as many for a channel."""


def new_invite() -> str:
    """Return 128 random bits for a link."""
    return secrets.token_urlsafe(16)


def new_slug() -> str:
    """Return 96 random bits for the link to a finished game."""
    return secrets.token_urlsafe(12)


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms, by who may find them."""

    def open(self) -> "RoomQuerySet":
        """Return those that were not closed."""
        return self.filter(ended_at=None)

    def public(self) -> "RoomQuerySet":
        """Return those that the start page shows to everybody, newest first."""
        return self.open().filter(listed=True, locked=False).order_by("-pk")


class Room(models.Model):
    """A place with a code where people meet and play one game after another."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=names.MAX_TABLE_NAME * names.POINTS)
    host = models.ForeignKey(
        "Player", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    preset = models.CharField(max_length=20, default="official")
    rules = models.JSONField(default=dict)
    """Fields of `game_engine.Rules` for the next game."""
    shared = models.BooleanField(default=True, db_default=True)
    """Whether everybody at the table may change the house rules, or the host alone."""
    edition = models.PositiveIntegerField(default=0, db_default=0)
    """How often the house rules and the name have been changed."""
    edits = models.JSONField(default=dict, db_default={})
    """By field: the primary key of the player who changed it last; the newest comes last."""
    admission = models.CharField(
        max_length=10,
        default="code",
        choices=[("code", "Code or link"), ("link", "Link only"), ("host", "The host admits")],
    )
    invite = models.CharField(max_length=22, default=new_invite)
    """The key that a link holds besides the code, where the code alone does not open the room."""
    listed = models.BooleanField(default=False)
    """Whether the start page shows the room to everybody."""
    locked = models.BooleanField(default=False)
    """Whether nobody else may take a seat."""
    pauses = models.JSONField(default=list)
    """[start, end] of each pause, in seconds since 1970; a pause that lasts has None as its end."""
    ended_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    """Grows with every change of what is seen besides the game itself: people, settings."""
    created_at = models.DateTimeField(default=timezone.now)

    objects = RoomQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-id"], condition=Q(listed=True), name="listed_rooms")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def is_open(self) -> bool:
        """Whether the room was not closed."""
        return self.ended_at is None

    @property
    def is_public(self) -> bool:
        """Whether the start page shows the room to everybody: `RoomQuerySet.public`, for one."""
        return self.listed and self.is_open and not self.locked

    @property
    def is_paused(self) -> bool:
        """Whether the timers stand still: the last of the pauses has no end yet."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def latest_game(self) -> "Game | None":
        """Return the game that is being played, or else the last that was."""
        return Game.objects.filter(room=self).order_by("-pk").first()


class PlayerQuerySet(models.QuerySet["Player"]):
    """People and bots, by whether they are there."""

    def people(self) -> "PlayerQuerySet":
        """Return those who are not bots."""
        return self.filter(bot=False)

    def away(self, seconds: float) -> "PlayerQuerySet":
        """Return the people who have given no sign of life for so long; bots are always there."""
        return self.people().filter(seen_at__lt=timezone.now() - timedelta(seconds=seconds))

    def here(self, seconds: float) -> "PlayerQuerySet":
        """Return the people who have given a sign of life within so many seconds."""
        return self.people().filter(seen_at__gte=timezone.now() - timedelta(seconds=seconds))


class Player(models.Model):
    """A person (or a bot) at one room's table."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="players")
    guest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the secret in the person's session; empty for a bot."""
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    """From 0, as the engine counts; None for somebody who waits for the next game."""
    name = models.CharField(max_length=NAME)
    symbol = models.CharField(max_length=8)
    bot = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    """A lease: renewed while a socket of this player is open."""

    objects = PlayerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["seat", "joined_at"]
        indexes: ClassVar = [models.Index(fields=["guest"], name="players_by_guest")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "guest"], condition=~Q(guest=""), name="one_player_per_browser"
            ),
            models.UniqueConstraint(
                fields=["room", "seat"], condition=Q(seat__isnull=False), name="one_player_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """A one-time link that takes a player's seat to another device; it goes with the player."""

    player = models.OneToOneField(Player, on_delete=models.CASCADE, related_name="ticket")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of what the link holds: nobody can take a seat with what is in the database."""
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"ticket of {self.player}"


class Game(models.Model):
    """One play-through in a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="games")
    setup = models.JSONField()
    """`game_engine.Setup` as JSON. It holds the whole deck: never shown, not even to staff."""
    cast = models.JSONField()
    """By seat: {"player": primary key, "name", "symbol"}, as they were when the game began."""
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    slug = models.CharField(max_length=16, null=True, unique=True, editable=False)
    """What the link to a finished game holds: permanent, and listed nowhere."""

    def __str__(self) -> str:
        return f"game {self.pk}"


class GameEvent(models.Model):
    """One row of the log, which is the truth about a game."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    """From 1, without gaps."""
    data = models.JSONField()
    at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField(null=True)
    client_id = models.CharField(max_length=64, null=True)
    """The command's own id, if it carried one; on the last of its events."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["game", "number"], name="one_event_per_number"),
            models.UniqueConstraint(
                fields=["game", "seat", "client_id"], name="one_effect_per_client_id"
            ),
        ]

    def __str__(self) -> str:
        return f"game {self.game_id}, event {self.number}"


class JoinRequest(models.Model):
    """Somebody asks to be let in; only the host and staff hear of it."""

    class Status(models.TextChoices):
        """What has become of it."""

        WAITING = "waiting"
        ADMITTED = "admitted"
        DENIED = "denied"
        WITHDRAWN = "withdrawn"

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="requests")
    guest = models.CharField(max_length=64, editable=False, db_index=True)
    name = models.CharField(max_length=NAME)
    symbol = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    client = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    """A keyed hash of the address, for as long as the request waits."""

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "guest"], name="one_request_per_browser")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.status}"


class Exclusion(models.Model):
    """A browser that may not come back to a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="exclusions")
    guest = models.CharField(max_length=64, editable=False, db_index=True)
    name = models.CharField(max_length=NAME)
    banned = models.BooleanField(default=False)
    """A ban also keeps it from watching."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "guest"], name="one_exclusion_per_browser")
        ]

    def __str__(self) -> str:
        return self.name


class RoomEntry(models.Model):
    """A row of the room's own log: what a host, staff or the clock did there."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=NAME)
    deed = models.CharField(max_length=20)
    subject = models.CharField(max_length=NAME, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.actor}: {self.deed} {self.subject}".strip()


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Open sockets, by whether their processes still renew them."""

    def live(self) -> "ConnectionQuerySet":
        """Return those whose leases have not run out."""
        return self.filter(until__gte=timezone.now())


class Connection(models.Model):
    """An open socket of a room, at one of the processes: a lease, renewed while it is open."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="connections")
    name = models.CharField(max_length=CHANNEL_NAME, unique=True)
    """Its `channel_name`: the channel of its process, and its number there."""
    player = models.BigIntegerField(null=True)
    """Primary key of the player, who may be gone by now; None for a spectator."""
    until = models.DateTimeField()

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        # The name that the table was made with: processes of the previous version use it, too.
        db_table = "colorclues_line"

    def __str__(self) -> str:
        return self.name


class ChatMessage(models.Model):
    """Something said at a table, or a reaction that floats by."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    player = models.ForeignKey(Player, null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=NAME)
    symbol = models.CharField(max_length=8)
    text = models.CharField(max_length=names.MAX_TEXT * names.POINTS)
    reaction = models.BooleanField(default=False)
    client_id = models.CharField(max_length=64, null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["player", "client_id"], name="one_message_per_id")
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Puzzle(models.Model):
    """The puzzle of one day."""

    day = models.DateField(unique=True)
    """In UTC."""
    target = models.CharField(max_length=3)
    clues = models.JSONField()
    """Language -> [first clue, second clue]."""

    def __str__(self) -> str:
        return str(self.day)


class PuzzleTry(models.Model):
    """One person's pieces on the board of a puzzle."""

    puzzle = models.ForeignKey(Puzzle, on_delete=models.CASCADE, related_name="tries")
    guest = models.CharField(max_length=64, db_index=True)
    first = models.CharField(max_length=3, blank=True)
    second = models.CharField(max_length=3, blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    """Of both pieces, once both are placed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["puzzle", "guest"], name="one_try_per_browser")
        ]

    def __str__(self) -> str:
        return f"{self.puzzle}: {self.points}"

    def pieces(self) -> tuple[Square, ...]:
        """Return the squares of the pieces that are placed, in order."""
        return tuple(Square.parse(name) for name in (self.first, self.second) if name)


class HouseWords(models.Model):
    """What a table has agreed on in words: a plain copy of the text that its people write."""

    room = models.OneToOneField(
        Room, on_delete=models.CASCADE, primary_key=True, related_name="house_words"
    )
    text = models.TextField(blank=True)
    editor = models.CharField(max_length=NAME, blank=True)
    """The name of who changed it last."""
    writers = models.JSONField(default=dict, editable=False)
    """Client id of the document -> primary key of its player; 0 for one that was left behind."""

    def __str__(self) -> str:
        return self.text[:40]


class WordsRow(models.Model):
    """One row of the document's log, which is the truth about the text: an update of Yjs."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="words_rows")
    number = models.PositiveIntegerField()
    """From 1, without gaps; the oldest row that is left holds all that came before it."""
    data = models.BinaryField()
    socket = models.CharField(max_length=CHANNEL_NAME)
    """The `channel_name` of the socket that it came from, which has it already."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "number"], name="one_words_row_per_number")
        ]

    def __str__(self) -> str:
        return f"words of room {self.room_id}, row {self.number}"
