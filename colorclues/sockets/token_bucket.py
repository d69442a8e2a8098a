"""A token bucket: how often something may happen at once, and how often for ever."""

import asyncio

SPAN = 20.0
"""Seconds in which an empty bucket is full again."""


class TokenBucket:
    """A bucket that is full at first: whatever happens takes tokens, and time brings them back.

    The time is that of the running event loop.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._tokens = float(capacity)
        self._at = asyncio.get_running_loop().time()

    def take(self, tokens: int = 1) -> bool:
        """Take some tokens; False if there are not as many."""
        now = asyncio.get_running_loop().time()
        more = (now - self._at) * self._capacity / SPAN
        self._tokens = min(self._capacity, self._tokens + more)
        self._at = now
        if self._tokens < tokens:
            return False
        self._tokens -= tokens
        return True
