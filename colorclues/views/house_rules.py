"""The house rules in the lobby, which everybody at the table may change."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from colorclues.rooms import house_rules
from colorclues.rooms.changes import Refused
from colorclues.views.decorators import TableRequest, of_room
from colorclues.views.host import as_player
from colorclues.views.table import lobby_panel


@require_POST
@of_room
def rules(request: TableRequest, code: str) -> HttpResponse:
    """Save what somebody has changed: a preset, or the fields that the form names in "field"."""
    values = {name: request.POST.get(name, "") for name in request.POST.getlist("field")}
    wrong: dict[str, tuple[str, str]] = {}

    def work(player: int) -> None:
        if "preset" in request.POST:
            house_rules.take_preset(code, player, request.POST["preset"])
            return
        try:
            house_rules.change(code, player, values)
        except Refused as refused:
            if refused.code not in values:
                raise
            wrong[refused.code] = (values[refused.code], str(refused))

    return as_player(request, code, work, lambda error: lobby_panel(request, error, wrong))
