"""Token buckets: how often something may happen at once, and how often for ever."""

import asyncio

SPAN = 20.0
"""Seconds in which an empty bucket is full again."""
KEPT = 1000
"""Buckets that are kept without a look at whether anybody has taken from them lately."""


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

    def drain(self) -> None:
        """Take all tokens that there are."""
        self.take(0)
        self._tokens = 0.0

    def is_full(self) -> bool:
        """Return whether it is as good as new."""
        self.take(0)
        return self._tokens >= self._capacity


class Buckets:
    """Buckets that outlive the connections that take from them, each under a key."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], TokenBucket] = {}
        self._look_at = KEPT

    def of(self, *key: str, capacity: int) -> TokenBucket:
        """Return the bucket of a key; the capacity is that of a new one."""
        bucket = self._kept.get(key)
        if bucket is None:
            self._forget_full()
            bucket = self._kept[key] = TokenBucket(capacity)
        return bucket

    def _forget_full(self) -> None:
        """Forget those that are as good as new, whenever there are twice as many as were kept."""
        if len(self._kept) >= self._look_at:
            kept = self._kept.items()
            self._kept = {key: bucket for key, bucket in kept if not bucket.is_full()}
            self._look_at = max(KEPT, 2 * len(self._kept))
