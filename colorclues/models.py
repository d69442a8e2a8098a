"""What is kept: rooms, the people in them, their games and each game's event log."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Room(models.Model):
    """A place with a code where people meet and play one game after another."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=40)
    host = models.ForeignKey(
        "Player", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    preset = models.CharField(max_length=20, default="official")
    rules = models.JSONField(default=dict)
    """Fields of `game_engine.Rules` for the next game."""
    revision = models.PositiveIntegerField(default=0)
    """Grows with every change of what is seen besides the game itself: people, settings."""
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Player(models.Model):
    """A person (or a bot) at one room's table."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="players")
    guest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the secret in the person's session; empty for a bot."""
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    """From 0, as the engine counts; None for who waits for the next game."""
    name = models.CharField(max_length=80)
    symbol = models.CharField(max_length=8)
    bot = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    """A lease: renewed while a socket of this player is open."""

    class Meta:
        ordering: ClassVar = ["seat", "joined_at"]
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


class Game(models.Model):
    """One play-through in a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="games")
    setup = models.JSONField()
    """`game_engine.Setup` as JSON. It holds the whole deck: never shown, not even to staff."""
    cast = models.JSONField()
    """By seat: the name and symbol that its player had when the game began."""
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

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
    """On the last event of a command that carried one."""

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
