"""What staff may see: rooms and people, live; never a card, a target or an event."""

from django.contrib import admin

from colorclues.models import Game, Player, Room


class PlayerInline(admin.TabularInline):  # type: ignore[type-arg]
    """The people of a room."""

    model = Player
    extra = 0
    fields = ("name", "symbol", "seat", "bot")


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rooms, by code."""

    list_display = ("code", "name", "host", "created_at")
    search_fields = ("code", "name")
    inlines = (PlayerInline,)
    exclude = ("revision",)


@admin.register(Game)
class GameAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Games, without the deck."""

    list_display = ("room", "started_at", "ended_at")
    fields = ("room", "started_at", "ended_at")
    readonly_fields = fields
