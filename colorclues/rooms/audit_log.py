"""The room's own log: who did what to whom."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from colorclues.models import NAME, Room, RoomEntry

DEEDS = {
    "make host": _("make host"),
    "remove": _("remove"),
    "ban": _("ban"),
    "rename": _("rename"),
    "pause": _("pause"),
    "resume": _("resume"),
    "lock": _("lock"),
    "unlock": _("unlock"),
    "admission": _("admission"),
    "rules": _("rules"),
    "share": _("house rules for all to change"),
    "unshare": _("house rules for the host to change"),
    "end": _("end"),
    "admit": _("admit"),
    "deny": _("deny"),
    "waiting": _("waiting"),
    "withdrawn": _("withdrawn"),
}
"""What a row of a room's log says was done; the subject's name follows."""


def note(room: Room, actor: str, deed: str, subject: str = "") -> None:
    """Write a row of the room's log; names are cut, for staff may have longer ones than players."""
    RoomEntry.objects.create(room=room, actor=actor[:NAME], deed=deed, subject=subject)


def deed(name: str) -> str:
    """Return the words for what a row of a room's log says was done."""
    return str(DEEDS.get(name, name))


def actor(name: str) -> str:
    """Return the words for who did it: people are called by their names."""
    return gettext("the clock") if name == "the clock" else name
