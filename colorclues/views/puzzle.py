"""Today's puzzle: its page, and the placing of pieces."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from colorclues import puzzle
from colorclues.album.board_charts import heat_chart
from colorclues.guests import guest_of, make_guest
from colorclues.language import clue_language
from colorclues.phrases import away, color_of
from colorclues.rooms.changes import Refused
from colorclues.views import rate_limit
from game_engine import Square


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show today's puzzle, as far as the visitor has come with it."""
    return render(request, "puzzle.html", _told(request, puzzle.today()))


@require_POST
def piece(request: HttpRequest) -> HttpResponse:
    """Place a piece, and show how the puzzle goes on."""
    day, error = puzzle.today(), ""
    try:
        asked = date.fromisoformat(request.POST.get("day", ""))
        puzzle.check_open(asked)
        day = asked
        square = Square.parse(request.POST.get("square", "").upper())
        guest = guest_of(request.session)
        if guest is None:
            client, most = rate_limit.client_of(request), settings.GUESTS_PER_HOUR
            if not rate_limit.allow("guests", client, most=most, seconds=3600):
                raise Refused("many", _("Too many new players from here. Please wait a while."))
            guest = make_guest(request.session)
        puzzle.place(day, guest, square)
    except Refused as refused:
        error = str(refused)
    except ValueError:
        error = _("That was not understood.")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("today")
    return render(request, "puzzle/_story.html", _told(request, day) | {"error": error})


def teaser(request: HttpRequest) -> dict[str, Any]:
    """Return what the start page shows of today's puzzle: {"today": Story, "most": points}."""
    found = puzzle.puzzle_of(puzzle.today())
    story = puzzle.tell(found, guest_of(request.session), clue_language())
    return {"today": story, "most": puzzle.MOST}


def _told(request: HttpRequest, day: date) -> dict[str, Any]:
    """Return the context of puzzle/_story.html; the result is in it once both pieces are placed."""
    found = puzzle.puzzle_of(day)
    story = puzzle.tell(found, guest_of(request.session), clue_language())
    context: dict[str, Any] = {"story": story, "most": puzzle.MOST}
    if story.result is None:
        return context
    result = story.result
    lines = list(zip(story.pieces, result.distances, result.points, strict=True))
    # The text to share says how near the pieces are, and nothing of the color.
    shares = [
        _("Color Clues, the puzzle of %(day)s: %(points)s of %(most)s")
        % {
            "day": date_format(found.day, "MONTH_DAY_FORMAT"),
            "points": result.total,
            "most": puzzle.MOST,
        },
        ", ".join(away(far) for _square, far, _points in lines),
    ]
    return context | {
        "target": color_of(result.target),
        "lines": [(square.name, away(far), points) for square, far, points in lines],
        "share": " · ".join(shares),
        "link": request.build_absolute_uri(reverse("today")),
        "heat": heat_chart(result.heat),
    }
