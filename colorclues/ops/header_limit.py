"""A time limit for the head of a request, on Daphne and on uvicorn: neither has one.

Both wait for as long as a client sends a byte now and then, and a thousand such clients leave no
connection for others (Slowloris). Here a connection is closed that has not brought a whole head,
request line and headers, within so many seconds of its beginning; on a connection that is used
again, of the answer before (Daphne) or of the head's first byte (uvicorn, which by itself ends one
that is not used again after five seconds). A proxy should have such a limit of its own: this one
is for those who have none in front.
"""

import contextlib
import sys
from importlib import import_module
from typing import Any


def install(seconds: float) -> None:
    """Set the limit in the server that runs this process, if one does."""
    if "daphne.http_protocol" in sys.modules:
        _limit_daphne(sys.modules["daphne.http_protocol"], sys.modules["twisted.web.http"], seconds)
    if "uvicorn.server" in sys.modules:
        # It chooses between its two protocols later; one needs a package that may be missing.
        for name, kind in (("h11_impl", "H11Protocol"), ("httptools_impl", "HttpToolsProtocol")):
            with contextlib.suppress(ImportError):
                module = import_module(f"uvicorn.protocols.http.{name}")
                _limit_uvicorn(getattr(module, kind), seconds)


def _limit_daphne(daphne: Any, twisted: Any, seconds: float) -> None:
    class Channel(twisted.HTTPChannel):  # type: ignore[misc]
        """A connection whose time to be idle does not begin anew with each byte of a head."""

        def connectionMade(self) -> None:  # noqa: N802
            self.timeOut = seconds
            super().connectionMade()

        def dataReceived(self, data: bytes) -> None:  # noqa: N802
            if not self.line_mode:  # a body
                self.resetTimeout()
            twisted.basic.LineReceiver.dataReceived(self, data)

    daphne.HTTPFactory.protocol = staticmethod(
        lambda: twisted._GenericHTTPChannelProtocol(Channel())
    )


def _limit_uvicorn(kind: Any, seconds: float) -> None:
    made, received, lost = kind.connection_made, kind.data_received, kind.connection_lost

    def connection_made(self: Any, transport: Any) -> None:
        made(self, transport)
        self.head_timer = self.loop.call_later(seconds, self.transport.close)

    def data_received(self: Any, data: bytes) -> None:
        before = self.cycle
        if self.head_timer is None and before is not None and before.response_complete:
            self.head_timer = self.loop.call_later(seconds, self.transport.close)
        received(self, data)
        # A request has begun, or the connection is a WebSocket's now.
        if self.cycle is not before or self.transport.get_protocol() is not self:
            cancel(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        cancel(self)
        lost(self, error)

    def cancel(self: Any) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    kind.connection_made = connection_made
    kind.data_received = data_received
    kind.connection_lost = connection_lost
