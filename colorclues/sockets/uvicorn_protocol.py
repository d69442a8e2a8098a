"""How uvicorn speaks WebSocket with us: `uvicorn --ws colorclues.sockets.uvicorn_protocol:...`.

Its own protocol, except that frames are counted as they arrive, that whoever sends too many is read
no further, and that a connection that is over ends, even if the client never reads what waits.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

from colorclues.sockets.frame_meter import CLOSE_TIMEOUT, MAX_BEHIND, TOO_FAST, FrameMeter


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._meter = FrameMeter()
        self._is_read = True
        self._end: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Hand bytes on to be read, if they hold no frame too many."""
        if not self._is_read:
            return
        # Before the handshake it is a request, and not frames.
        if self.handshake_initiated and not self._meter.take(data):
            self._cut_off()
            return
        super().data_received(data)
        if self.transport.get_write_buffer_size() > MAX_BEHIND:
            self.transport.abort()
        elif self.close_sent or self.transport.is_closing():
            self._end_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)

    async def send(self, message: Any) -> None:
        """Send what the application says; a goodbye does not wait for the client to read."""
        over = message["type"] == "websocket.close"
        if over:
            self.writable.set()
        await super().send(message)
        if over:
            self._end_soon()

    async def run_asgi(self) -> None:
        """Run the application; the connection ends with it."""
        await super().run_asgi()
        self._end_soon()

    def keepalive_timeout(self) -> None:
        """End the connection of a client that does not answer pings."""
        super().keepalive_timeout()
        self._end_soon()

    def shutdown(self) -> None:
        """End the connection with the server."""
        super().shutdown()
        self._end_soon()

    def _cut_off(self) -> None:
        """Read nothing more, say goodbye, and tell the application that the client has gone."""
        self._is_read = False
        self.read_paused = False  # Otherwise uvicorn would read on when the application does.
        self.transport.pause_reading()
        if not self.handshake_complete:
            self.transport.abort()
            return
        if self.conn.state is State.OPEN:
            self.conn.send_close(TOO_FAST)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.queue.put_nowait({"type": "websocket.disconnect", "code": TOO_FAST})
        self.disconnected = True
        self.writable.set()
        self._end_soon()
        self.close_timer = self._end  # So uvicorn does not close when the application ends.

    def _end_soon(self) -> None:
        if self._end is None and self in self.connections:
            self._end = self.loop.call_later(CLOSE_TIMEOUT, self.transport.abort)
