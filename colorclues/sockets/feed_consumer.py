"""FeedConsumer: the socket of one guest's own pages, which hears only that something changed."""

import asyncio
from typing import Literal

import structlog

from colorclues.guests import guest_of
from colorclues.rooms import feed
from colorclues.sockets import outgoing
from colorclues.sockets.base import BaseConsumer
from colorclues.sockets.close_codes import Close
from colorclues.sockets.feed_hub import feed_hub

log = structlog.get_logger(__name__)


class FeedConsumer(BaseConsumer):
    """One page of one guest: it is told of their requests (and a host's), and of public tables.

    It is told only that something changed, and asks again over HTTP. It is told so once when it
    connects, so that nothing is missed that happened since the page was made. At most one word
    waits to be sent: a page that does not read costs nobody anything.
    """

    guest: str | None = None
    digest: feed.Digest | None = None

    async def connect(self) -> None:
        """Accept, attach to the hub, and let the page ask again."""
        self.guest = guest_of(self.scope["session"])
        self._word: Literal["", "changed", "tick"] = ""
        self._wake = asyncio.Event()
        self._writer = asyncio.get_running_loop().create_task(self._write())
        await self.accept()
        try:
            await feed_hub().attach(self)
        except Exception as error:
            log.warning("a socket could not be opened", error=type(error).__name__)
            self.dismiss(Close.RETRY)

    async def forget(self) -> None:
        """Let the hub forget the page."""
        await feed_hub().detach(self)

    def changed(self) -> None:
        """Let the page ask again."""
        self._word = "changed"
        self._wake.set()

    def tick(self) -> None:
        """Show that the connection is alive."""
        self._word = self._word or "tick"
        self._wake.set()

    async def _write(self) -> None:
        while await self._wake.wait():
            self._wake.clear()
            word, self._word = self._word, ""
            said = outgoing.FeedChanged() if word == "changed" else outgoing.FeedTick()
            await self.send(text_data=outgoing.encode(said))
