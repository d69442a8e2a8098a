"""This process's start and waiting pages, which are told that something changed."""

from collections.abc import Iterable
from typing import Protocol

from colorclues.notify import FeedChanged, Notification
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms import feed
from colorclues.sockets.close_codes import Close
from colorclues.sockets.hub import Hub
from colorclues.sockets.listener import Listener, listener


class Page(Protocol):
    """What the hub needs to know of a guest's own page, which asks for its contents itself."""

    guest: str | None
    """Whose page it is; None for a stranger's."""
    digest: feed.Digest | None
    """What the page showed, or could have, when it was last told."""

    def changed(self) -> None:
        """Let the page ask again."""

    def tick(self) -> None:
        """Show that the connection is alive."""

    def dismiss(self, close: Close) -> None:
        """Close."""


class FeedHub(Hub):
    """The pages of one event loop."""

    def __init__(self, listener: Listener) -> None:
        super().__init__(listener)
        self._pages: dict[str, set[Page]] = {}

    def sockets(self) -> Iterable[Page]:
        """Return all pages."""
        return {page for pages in self._pages.values() for page in pages}

    async def attach(self, page: Page) -> None:
        """Add a guest's own page, and let it ask again: it missed what happened before."""
        if self.stopping:
            page.dismiss(Close.RESTART)
            return
        try:
            for group in feed.groups_of(page.guest):
                self._pages.setdefault(group, set()).add(page)
                await self.listener.subscribe(group, self)
            page.digest = (await in_database(feed.digests, {page.guest}))[page.guest]
        except BaseException:
            await self.detach(page)
            raise
        page.changed()

    async def detach(self, page: Page) -> None:
        """Forget a page; the last one of a group takes the group with it."""
        for group in feed.groups_of(page.guest):
            pages = self._pages.get(group, set())
            pages.discard(page)
            if not pages and self._pages.pop(group, None) is not None:
                await self.listener.unsubscribe(group, self)

    def hear(self, notification: Notification) -> None:
        """Let the pages of a group ask again."""
        if isinstance(notification, FeedChanged):
            for page in self._pages.get(notification.group, ()):
                page.changed()

    async def tick(self) -> None:
        """Let those pages ask again whose notification was lost."""
        pages = set(self.sockets())
        found = await in_database(feed.digests, {page.guest for page in pages}) if pages else {}
        for page in pages:
            before, page.digest = page.digest, found[page.guest]
            if before == page.digest:
                page.tick()
            else:
                page.changed()


feed_hub = OnePerLoop(lambda: FeedHub(listener()))
"""The hub of the running event loop."""
