"""The board for templates: 480 squares, drawn once for each language."""

import re
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from colorclues.palette import COLORS
from game_engine.board import COLUMNS

register = template.Library()


@register.simple_tag
def board() -> SafeString:
    """Return the board as HTML, its colors named in the reader's language."""
    return _drawn(get_language())


@cache
def _drawn(language: str | None) -> SafeString:
    del language  # It is the active one; here it is only what the board is kept by.
    colors = list(COLORS.values())
    rows = [colors[at : at + COLUMNS] for at in range(0, len(colors), COLUMNS)]
    html = render_to_string("table/_board.html", {"rows": rows})
    # Four fifths of it are the template's indentation, 480 times.
    return mark_safe(re.sub(r"\s+", " ", html))
