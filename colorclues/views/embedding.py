"""Tables in a frame on another site: what it takes besides `frame-ancestors` of our policy."""

from collections.abc import Callable
from http.cookies import Morsel

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

ADMIN = "/admin/"
"""Whatever is in the settings, staff's pages are in no frame: they keep `X-Frame-Options`."""


class Embedding:
    """Let our pages be in frames of `EMBED_ORIGINS`, with cookies that work there.

    Browsers keep cookies from frames of other sites unless they are `SameSite=None`, and more and
    more do unless they are `Partitioned`, too: then each site that has us in a frame has cookies of
    its own, and nobody can be followed from one to another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.EMBED_ORIGINS:
            raise MiddlewareNotUsed
        # Python knows this attribute from 3.14 on.
        Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
        Morsel._flags.add("partitioned")  # type: ignore[attr-defined]
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the older header away, which names no sites, and mark all cookies."""
        response = self._get_response(request)
        if request.path.startswith(ADMIN):
            return response
        del response["X-Frame-Options"]
        for cookie in response.cookies.values():
            cookie["samesite"] = "None"
            cookie["secure"] = True
            cookie["partitioned"] = True
        return response
