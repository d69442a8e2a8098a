"""How Daphne speaks WebSocket with us: its own protocol, but frames are counted as they arrive.

Whoever sends too many is read no further, whoever does not read what waits is cut off, and a
connection that is over ends. Daphne has no option for that, so `asgi`, which it imports before it
serves, calls `install`.
"""

# ruff: noqa: N802, N815  (the names are those of Twisted and its library)
from typing import Any

from daphne import ws_protocol

from colorclues.sockets.frame_meter import CLOSE_TIMEOUT, MAX_BEHIND, TOO_FAST, FrameMeter


class WebSocketProtocol(ws_protocol.WebSocketProtocol):  # type: ignore[misc]
    """One connection."""

    closeHandshakeTimeout = CLOSE_TIMEOUT
    muted: bool
    _meter: FrameMeter | None = None
    _is_read = True
    _behind: int | None = None
    """Bytes that wait behind a transport that is full; None while it is not."""

    def connectionMade(self) -> None:
        """Let the transport tell when it is full, in place of the HTTP channel that came before."""
        super().connectionMade()
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def pauseProducing(self) -> None:
        """Count from now on what is sent although the transport is full."""
        self._behind = 0

    def resumeProducing(self) -> None:
        """Count no more: the client has read on."""
        self._behind = None

    def stopProducing(self) -> None:
        """Do nothing: the connection is lost."""

    def sendData(self, data: bytes, *args: Any, **kwargs: Any) -> None:
        """Send bytes; cut the connection of a client that is too far behind."""
        if self._behind is not None:
            self._behind += len(data)
            if self._behind > MAX_BEHIND:
                self.dropConnection(abort=True)
                return
        super().sendData(data, *args, **kwargs)

    def dataReceived(self, data: bytes) -> None:
        """Hand bytes on to be read, if they hold no frame too many."""
        if self._meter is None:
            # First comes the request, as Daphne has read it, with what it took for its body.
            self._meter = FrameMeter()
            head, end, data = data.partition(b"\r\n\r\n")
            super().dataReceived(head + end)
            if not data:
                return
        if not self._is_read:
            return
        if self.state == self.STATE_CONNECTING:  # Nobody may speak before we have answered.
            self.dropConnection(abort=True)
        elif self._meter.take(data):
            super().dataReceived(data)
        else:
            self._cut_off()

    def _cut_off(self) -> None:
        """Read nothing more, say goodbye, and tell the application that the client has gone."""
        self._is_read = False
        self.transport.pauseProducing()
        if self.state == self.STATE_OPEN:
            self.sendClose(code=TOO_FAST)
        if not self.muted:
            self.muted = True
            self.application_queue.put_nowait({"type": "websocket.disconnect", "code": TOO_FAST})

    def _closeConnection(self, abort: bool = False) -> None:
        super()._closeConnection(abort)
        if not abort:  # Otherwise it would stay until the client has read all that waits.
            self.factory.reactor.callLater(CLOSE_TIMEOUT, self.transport.abortConnection)


def install() -> None:
    """Let Daphne use it for all connections to come."""
    ws_protocol.WebSocketFactory.protocol = WebSocketProtocol
