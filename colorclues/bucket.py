"""How many frames one socket may send: a token bucket."""

import time

CAPACITY = 50
"""Frames that may come at once."""
SPAN = 20.0
"""Seconds in which an empty bucket is full again."""


class Bucket:
    """Full at first; every frame takes a token, and time brings them back."""

    def __init__(self) -> None:
        self._tokens = float(CAPACITY)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take a token; False if there is none."""
        now = time.monotonic()
        self._tokens = min(CAPACITY, self._tokens + (now - self._at) * CAPACITY / SPAN)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
