"""How many frames one socket may send: a token bucket."""

import time

CAPACITY = 50
"""Frames that may come at once."""
SPAN = 20.0
"""Seconds in which an empty bucket is full again."""


class Bucket:
    """Full at first; every frame takes a token, and time brings them back."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._tokens = float(capacity)
        self._at = time.monotonic()

    def take(self) -> bool:
        """Take a token; False if there is none."""
        now = time.monotonic()
        more = (now - self._at) * self._capacity / SPAN
        self._tokens = min(self._capacity, self._tokens + more)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
