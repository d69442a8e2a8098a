"""This process's start and waiting pages, told that something changed."""

from typing import Protocol

from colorclues.rooms import feed


class Page(Protocol):
    """What the hub needs to know of a guest's own page: what it shows, it asks for itself."""

    guest: str | None
    """Whose page it is; None for a stranger's."""
    newest: feed.Digest | None
    """What there was when the page was last told."""

    def changed(self) -> None:
        """Let the page look again."""

    def tick(self) -> None:
        """Show that the line is alive."""
