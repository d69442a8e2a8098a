"""What staff see and do: rooms, people and requests, live; but no card, target or event, ever."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from colorclues import notify
from colorclues.models import Exclusion, Game, JoinRequest, Player, Room, RoomEntry
from colorclues.notify import FeedChanged
from colorclues.rooms import admission, changes


class PlayerInline(admin.TabularInline):  # type: ignore[type-arg]
    """The people of a room."""

    model = Player
    extra = 0
    fields = ("name", "symbol", "seat", "bot")


class EntryInline(admin.TabularInline):  # type: ignore[type-arg]
    """The room's own log."""

    model = RoomEntry
    extra = 0
    fields = ("at", "actor", "deed", "subject")
    readonly_fields = fields
    can_delete = False


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rooms, by code."""

    list_display = ("code", "name", "host", "admission", "created_at")
    search_fields = ("code", "name")
    inlines = (PlayerInline, EntryInline)
    fields = ("code", "name", "host", "admission", "listed", "locked", "ended_at")
    readonly_fields = ("code",)

    def get_form(
        self, request: HttpRequest, obj: Room | None = None, change: bool = False, **rest: Any
    ) -> Any:
        """Offer as host only the people of this room."""
        form: Any = super().get_form(request, obj, change, **rest)
        form.base_fields["host"].queryset = Player.objects.filter(room=obj, bot=False)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Let everyone at the table see what staff changed, and who sees the table listed."""
        super().save_related(request, form, formsets, change)
        changes.changed(form.instance)
        if form.initial.get("listed") or form.instance.listed:
            notify.publish_after_commit(FeedChanged(notify.HOME))

    def delete_model(self, request: HttpRequest, obj: Room) -> None:
        """Delete a room, and let those who are there know."""
        super().delete_model(request, obj)
        notify.publish_after_commit(notify.anew(obj.code))
        changes.tell_list(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> None:
        """Delete rooms one by one."""
        for room in queryset:
            self.delete_model(request, room)


@admin.register(JoinRequest)
class JoinRequestAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Requests to be let in, with the host's two answers."""

    list_display = ("name", "room", "status", "asked_at")
    list_filter = ("status",)
    fields = ("room", "name", "status", "asked_at")
    readonly_fields = ("room", "name", "asked_at")
    actions = ("admit", "deny")

    def save_model(self, request: HttpRequest, obj: JoinRequest, form: Any, change: Any) -> None:
        """Let a status that staff set have the effect that the host's answer has."""
        try:
            admission.restate(obj, f"staff ({request.user})")
        except changes.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)

    @admin.action(description="Admit")
    def admit(self, request: HttpRequest, queryset: QuerySet[JoinRequest]) -> None:
        """Admit those who wait."""
        self._settle(request, queryset, admit=True)

    @admin.action(description="Deny")
    def deny(self, request: HttpRequest, queryset: QuerySet[JoinRequest]) -> None:
        """Deny those who wait."""
        self._settle(request, queryset, admit=False)

    def delete_model(self, request: HttpRequest, obj: JoinRequest) -> None:
        """Let the requester and the host know that it is gone."""
        admission.forget(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[JoinRequest]) -> None:
        """Delete requests one by one."""
        for one in queryset:
            admission.forget(one)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only a browser can ask."""
        return False

    def _settle(self, request: HttpRequest, chosen: QuerySet[JoinRequest], *, admit: bool) -> None:
        for one in chosen:
            try:
                admission.settle(one, f"staff ({request.user})", admit=admit)
            except changes.Refused as refused:
                self.message_user(request, str(refused), messages.WARNING)


@admin.register(Exclusion)
class ExclusionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who may not come back; deleting a row lets them."""

    list_display = ("name", "room", "banned", "at")
    fields = ("room", "name", "banned", "at")
    readonly_fields = ("room", "name", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the host removes people."""
        return False


@admin.register(Game)
class GameAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Games, without the deck."""

    list_display = ("room", "started_at", "ended_at")
    fields = ("room", "started_at", "ended_at")
    readonly_fields = fields
