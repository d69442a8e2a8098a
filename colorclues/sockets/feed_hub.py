"""This process's start and waiting pages, which are told that something changed."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

from colorclues import notify
from colorclues.notify import FeedChanged, Notification
from colorclues.ops.database import in_database
from colorclues.ops.event_loop import OnePerLoop
from colorclues.rooms import feed
from colorclues.rooms.connections import PER_SEAT
from colorclues.sockets.close_codes import Close
from colorclues.sockets.hub import Hub
from colorclues.sockets.listener import Listener, listener

PER_GUEST = PER_SEAT
"""Pages of one guest, for the same reasons. The oldest makes way for the next."""


class Page(Protocol):
    """What the hub needs to know of a guest's own page, which asks for its contents itself."""

    guest: str | None
    """Whose page it is; None for a stranger's."""
    address: str
    """Where it comes from."""
    digest: feed.Digest | None
    """What the page could show when a tick looked last; None if it has been told since."""

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
        self._pages: dict[str, dict[Page, None]] = {}
        """By group, oldest first."""
        self._from: dict[str, set[Page]] = {}
        """By address."""

    def sockets(self) -> Iterable[Page]:
        """Return all pages."""
        return dict.fromkeys(page for pages in self._pages.values() for page in pages)

    async def attach(self, page: Page) -> None:
        """Add a guest's own page, and let it ask again: it missed what happened before."""
        if self.stopping:
            page.dismiss(Close.RESTART)
            return
        if len(self._from.get(page.address, ())) >= settings.PAGES_PER_ADDRESS:
            page.dismiss(Close.TOO_MANY_TABS)
            return
        self._from.setdefault(page.address, set()).add(page)
        if page.guest is not None:
            own = list(self._pages.get(notify.guest_group(page.guest), ()))
            for oldest in own[: 1 - PER_GUEST]:
                oldest.dismiss(Close.TOO_MANY_TABS)
        try:
            for group in feed.groups_of(page.guest):
                self._pages.setdefault(group, {})[page] = None
                await self.listener.subscribe(group, self)
            page.digest = (await in_database(feed.digests, {page.guest}))[page.guest]
        except BaseException:
            await self.detach(page)
            raise
        page.changed()

    async def detach(self, page: Page) -> None:
        """Forget a page; the last one of a group takes the group with it."""
        neighbours = self._from.get(page.address, set())
        neighbours.discard(page)
        if not neighbours:
            self._from.pop(page.address, None)
        for group in feed.groups_of(page.guest):
            pages = self._pages.get(group, {})
            pages.pop(page, None)
            if not pages and self._pages.pop(group, None) is not None:
                await self.listener.unsubscribe(group, self)

    def hear(self, notification: Notification) -> None:
        """Let the pages of a group ask again."""
        if isinstance(notification, FeedChanged):
            for page in self._pages.get(notification.group, ()):
                # It may show this by now, and what was there before would be news again.
                page.digest = None
                page.changed()

    async def tick(self) -> None:
        """Let those pages ask again whose notification was lost."""
        pages = list(self.sockets())
        found = await in_database(feed.digests, {page.guest for page in pages}) if pages else {}
        for page in pages:
            before, page.digest = page.digest, found[page.guest]
            if before == page.digest:
                page.tick()
            else:
                page.changed()


feed_hub = OnePerLoop(lambda: FeedHub(listener()))
"""The hub of the running event loop."""
