"""The channel layer of a single process."""

import time

from channels.layers import InMemoryChannelLayer

PAUSE = 10.0
"""Seconds between two looks for what has expired."""


class SingleProcessLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """Channels' own, which looks through all channels and groups at every single message.

    That makes a message dearer with every room; what has expired may wait a little.
    """

    _looked = 0.0

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._looked > PAUSE:
            self._looked = now
            super()._clean_expired()
