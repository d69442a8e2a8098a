"""Who you are without an account: a random secret in a signed, HttpOnly session cookie.

The database keeps only its hash, so that neither staff nor a leaked backup can take a seat.
"""

import hashlib
import secrets
from collections.abc import MutableMapping, Sequence
from typing import Any

KEY = "guest"
PAGE = 2
"""What our pages know of the sockets' protocol: 2 is that views leave out what they have. A page of
the version before, which may be open while this one is put in its place, left no such mark in the
session, and is sent whole views. To be removed in the next version."""


def guest_of(session: MutableMapping[str, Any] | None) -> str | None:
    """Return the hash under which this session's person is known, or None for a stranger."""
    secret = session.get(KEY) if session is not None else None
    return hashlib.sha256(secret.encode()).hexdigest() if isinstance(secret, str) else None


def make_guest(session: MutableMapping[str, Any]) -> str:
    """Return the hash of the session's secret; make one of 128 random bits if it has none."""
    if guest_of(session) is None:
        session[KEY] = secrets.token_hex(16)
        mark_page(session)
    guest = guest_of(session)
    assert guest is not None
    return guest


def mark_page(session: MutableMapping[str, Any]) -> None:
    """Note that this browser has been given a page of ours."""
    if session.get("page") != PAGE:
        session["page"] = PAGE


def knows_parts(session: MutableMapping[str, Any]) -> bool:
    """Return whether the browser's page can do without the parts of a view that it has."""
    return bool(session.get("page") == PAGE)


def remember(session: MutableMapping[str, Any], name: str, symbol: str) -> None:
    """Keep what somebody likes to be called, and to play with, for the next table."""
    session["name"] = name
    if symbol:
        session["symbol"] = symbol


def own_symbol(session: MutableMapping[str, Any], free: Sequence[str]) -> str:
    """Return the symbol that somebody had last, or the first that is free."""
    own = str(session.get("symbol", ""))
    return own if own in free else free[0]
