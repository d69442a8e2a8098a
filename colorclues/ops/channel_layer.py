"""The channel layer of a single process."""

import time

from channels.layers import InMemoryChannelLayer

PAUSE = 10.0
"""Seconds between two searches for what has expired: a minute is Channels' own expiry, so memory is
not held for much longer."""


class SingleProcessLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """Channels' own layer, without its search through all channels and groups for each message.

    With that, every room would make a message dearer; what has expired may wait a little.
    """

    single_process = True
    """Whether it reaches nobody but this process, which `notify` tells directly."""
    _looked = 0.0

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._looked > PAUSE:
            self._looked = now
            super()._clean_expired()
