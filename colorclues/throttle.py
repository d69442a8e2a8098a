"""How often one client may do what costs us something, or could be guessed by trying."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """Name the client by its address: the proxy's word where there is one, the socket's else."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Real-IP", "")
    return str(request.META.get("REMOTE_ADDR", ""))


def allow(what: str, client: str, *, most: int, seconds: int) -> bool:
    """Count one more; False when there were more than `most` in this span of time."""
    key = f"{what}:{client}"
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) <= most
    except ValueError:  # It has run out between the two lines.
        return True


def spent(what: str, client: str, *, most: int) -> bool:
    """Say whether a client has used up what `allow` counts, without counting."""
    return int(cache.get(f"{what}:{client}", 0)) >= most
