"""The house rules of a room's next game, edited together: field by field, each with its author."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colorclues import names
from colorclues.models import Player, Room
from colorclues.rooms import audit_log, changes, presence
from colorclues.rooms.changes import Refused
from colorclues.rooms.rules_form import RulesForm
from game_engine import PRESETS
from game_engine.record import rules_from_dict, rules_to_dict

NAME = "name"
"""The field that is the table's own name; the others are those of `RulesForm`."""
FIELDS = (NAME, *RulesForm.base_fields)


class Row(NamedTuple):
    """One house rule, as the lobby shows it."""

    field: forms.BoundField
    value: str
    """In words, for those who only read it."""
    by: str
    """Who changed it last, of those who are at the table; or nothing."""
    error: str


Wrong = Mapping[str, tuple[str, str]]
"""By field: what was typed, and the sentence about it."""


def may_edit(room: Room, player: Player | None) -> bool:
    """Return whether somebody may change the house rules: who is at the table, or its host alone.

    The table's name, which start pages may show, is the host's in any case.
    """
    return player is not None and (room.shared or room.host_id == player.pk)


def change(code: str, player: int, values: Mapping[str, Any]) -> None:
    """Change these fields and no others, so that nobody undoes what another has just changed.

    `values` is field -> value as a form sends it; "" is off. Raises `Refused`, whose code is the
    name of the field where a value is at fault.
    """
    with transaction.atomic():
        room, editor = _open(code, player)
        before = _fields_of(room)
        if NAME in values:
            changes.check_host(room, player)
            room.name = _table_name(values[NAME])
        rules = {name: value for name, value in values.items() if name != NAME}
        if rules:
            _set_rules(room, rules)
        _keep(room, editor, before)


def take_preset(code: str, player: int, preset: str) -> None:
    """Change all house rules to those of a preset; the clues stay in their language."""
    with transaction.atomic():
        room, editor = _open(code, player)
        if preset not in PRESETS:
            raise Refused("invalid", _("There are no such rules."))
        before = _fields_of(room)
        language = rules_from_dict(room.rules).language
        room.rules = rules_to_dict(PRESETS[preset]) | {"language": language}
        room.preset = preset
        _keep(room, editor, before)


def rows(room: Room, players: Iterable[Player], wrong: Wrong | None = None) -> list[Row]:
    """Return the house rules as rows of a form; a `wrong` value stands there as it was typed."""
    wrong = wrong or {}
    called = {player.pk: player.name for player in players}
    typed = {name: value for name, (value, _sentence) in wrong.items()}
    form = RulesForm(initial=_fields_of(room) | typed)
    in_words = RulesForm.summary(rules_from_dict(room.rules))
    return [
        Row(
            bound,
            value,
            called.get(room.edits.get(bound.name, 0), ""),
            wrong.get(bound.name, ("", ""))[1],
        )
        for bound, (_label, value) in zip(form, in_words, strict=True)
    ]


def last_edit(room: Room, players: Iterable[Player]) -> tuple[str, str] | None:
    """Return (who, label of what) of the newest change, if its author is still at the table."""
    if not room.edits:
        return None
    field, player = list(room.edits.items())[-1]
    author = next((other.name for other in players if other.pk == player), None)
    label = _("Table name") if field == NAME else RulesForm.base_fields[field].label
    return (author, str(label)) if author else None


def _open(code: str, player: int) -> tuple[Room, Player]:
    """Read the room and who edits it; both stay as they are until the transaction ends."""
    room = changes.locked(code)
    if not room.is_open:
        raise Refused("ended", _("This table is closed."))
    editor = Player.objects.filter(room=room, pk=player).first()
    if editor is None or not may_edit(room, editor):
        raise Refused("not_host", _("Only the host can do that."))
    changes.check_not_in_play(room)
    presence.seen(editor.pk)
    return room, editor


def _table_name(text: Any) -> str:
    try:
        return names.clean(str(text), names.MAX_TABLE_NAME)
    except names.BadName as error:
        raise Refused(NAME, str(error)) from error


def _set_rules(room: Room, values: dict[str, Any]) -> None:
    if not values.keys() <= RulesForm.base_fields.keys():
        raise Refused("invalid", _("There are no such rules."))
    fields = rules_to_dict(rules_from_dict(room.rules)) | values
    if values.get("guess_order") == "in_turn":
        fields["change_guess"] = False  # It is a part of guessing all at once, and goes with it.
    form = RulesForm(fields)
    if not form.is_valid():
        (field, texts), *_others = form.errors.items()
        at_fault = next(iter(values)) if field == NON_FIELD_ERRORS else field
        raise Refused(at_fault, str(texts[0]))
    room.rules = rules_to_dict(form.cleaned_data["rules"])
    room.preset = form.preset()


def _fields_of(room: Room) -> dict[str, Any]:
    """Return field -> value, as JSON has it, of the house rules and the table's name."""
    return rules_to_dict(rules_from_dict(room.rules)) | {NAME: room.name}


def _keep(room: Room, editor: Player, before: dict[str, Any]) -> None:
    """Save what differs from `before`, with its author; notify the others after the commit."""
    new = [name for name, value in _fields_of(room).items() if before[name] != value]
    if not new:
        return
    room.edition += 1
    # In the order of the changes: the last one is the newest.
    kept = {name: player for name, player in room.edits.items() if name not in new}
    room.edits = kept | dict.fromkeys(new, editor.pk)
    room.save(update_fields=["name", "rules", "preset", "edits", "edition"])
    _note(room, editor)
    changes.changed(room)
    if NAME in new:
        changes.tell_list(room)


def _note(room: Room, editor: Player) -> None:
    """Write a row of the room's log, one for many changes that a person makes in a row."""
    last = room.entries.last()
    if last is not None and (last.actor, last.deed) == (editor.name, "rules"):
        last.at = timezone.now()
        last.save(update_fields=["at"])
    else:
        audit_log.note(room, editor.name, "rules")
