"""Who you are without an account: a random secret in a signed, HttpOnly session cookie.

The database keeps only its hash, so that neither staff nor a leaked backup can take a seat.
"""

import hashlib
import secrets
from collections.abc import MutableMapping, Sequence
from typing import Any

KEY = "guest"


def guest_of(session: MutableMapping[str, Any] | None) -> str | None:
    """Return the hash under which this session's person is known, or None for a stranger."""
    secret = session.get(KEY) if session is not None else None
    return hash_of(secret) if isinstance(secret, str) else None


def hash_of(secret: str) -> str:
    """Return what the database keeps of a secret."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def make_guest(session: MutableMapping[str, Any]) -> str:
    """Return the hash of the session's secret; make one of 128 random bits if it has none."""
    if guest_of(session) is None:
        session[KEY] = secrets.token_hex(16)
    guest = guest_of(session)
    assert guest is not None
    return guest


def remember(session: MutableMapping[str, Any], name: str, symbol: str) -> None:
    """Keep what somebody likes to be called, and to play with, for the next table."""
    session["name"] = name
    if symbol:
        session["symbol"] = symbol


def own_symbol(session: MutableMapping[str, Any], free: Sequence[str]) -> str:
    """Return the symbol that somebody had last, or the first that is free."""
    own = str(session.get("symbol", ""))
    return own if own in free else free[0]
