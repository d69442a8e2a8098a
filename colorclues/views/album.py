"""The pages of a finished game: for everybody who has its link, and listed nowhere."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from colorclues.album import finished_game
from colorclues.album.share_image import HEIGHT, WIDTH, share_picture
from colorclues.album.summary import retell
from colorclues.guests import guest_of
from colorclues.rooms.rules_form import RulesForm
from colorclues.views.responses import error_page

PICTURE = 2
"""To be raised when pictures are drawn in another way: it is a part of their address."""
PICTURE_MAX_AGE = 7 * 24 * 3600
"""Seconds for which a drawn picture is kept: people look at it in the days after the game; later it
is drawn again."""


def unlisted(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that search engines keep out, and that answers for games that are not there."""

    @wraps(page)
    @require_safe
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        try:
            response = page(request, slug)
        except finished_game.NoSuchGame:
            response = error_page(
                request,
                404,
                _("There is nothing here"),
                _("There is no finished game at this address. It may have been mistyped."),
            )
        response["X-Robots-Tag"] = "noindex"
        return response

    return view


@unlisted
def whole_game(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who won, the awards, every round, and charts."""
    game = finished_game.read(slug)
    summary = game.summary()
    told = retell(summary, game.cast)
    context = {
        "album": game,
        "headline": finished_game.headline(summary.winners, game.cast),
        "why": finished_game.why(summary.tie_break, game.setup),
        "score": summary.scores[summary.winners[0]],
        "rules": RulesForm.summary(game.setup.rules),
        "table": finished_game.own_table(slug, guest_of(request.session)),
        "picture": _picture_address(slug),
        "picture_url": request.build_absolute_uri(_picture_address(slug)),
        "picture_size": (WIDTH, HEIGHT),
        "page_url": request.build_absolute_uri(reverse("album", args=[slug])),
        "picture_file": game.filename("png"),
    }
    return render(request, "album.html", told | context)


@unlisted
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the picture that people share, in the language that its address names."""
    if not finished_game.exists(slug):
        raise finished_game.NoSuchGame(slug)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    key = f"picture {PICTURE} {language} {slug}".replace(" ", ":")
    png = _kept(key)
    if png is None:
        game = finished_game.read(slug)
        with override(language):
            png = share_picture(game.summary(), game.cast, game.room)
        with suppress(RedisError):
            cache.set(key, png, PICTURE_MAX_AGE)
    response = HttpResponse(png, content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@unlisted
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the game as a file that `python -m game_engine --replay` plays."""
    game = finished_game.read(slug)
    response = HttpResponse(game.record(), content_type="application/json")
    named = content_disposition_header(True, game.filename("json"))
    response["Content-Disposition"] = named or "attachment"
    return response


@unlisted
def replay(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the board, and how the game went on it, step by step."""
    return render(request, "replay.html", {"album": finished_game.read(slug)})


@unlisted
@gzip_page
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """Return what the replay shows."""
    compact = {"separators": (",", ":"), "ensure_ascii": False}
    return JsonResponse(finished_game.replay(finished_game.read(slug)), json_dumps_params=compact)


def _kept(key: str) -> bytes | None:
    """Return a picture that was drawn before, None if there is none or Redis is away."""
    png: bytes | None = None
    with suppress(RedisError):
        png = cache.get(key)
    return png


def _picture_address(slug: str) -> str:
    query = urlencode({"v": PICTURE, "language": get_language() or settings.LANGUAGE_CODE})
    return f"{reverse('picture', args=[slug])}?{query}"
