"""Counts frames where they arrive, before the server's library has read them.

An application is shown whole messages only. Pings, pongs, fragments, and whatever comes after a
goodbye are the library's business, and a client that sends tens of thousands of them at once keeps
everybody else waiting. Each server hands its bytes to a meter first (`uvicorn_protocol`,
`daphne_protocol`), which looks at no more than the heads of frames (RFC 6455, section 5.2).

This knows neither Django nor Channels: uvicorn imports it before they are ready.
"""

from colorclues.sockets.token_bucket import TokenBucket

FRAMES = 200
"""Tokens of a connection: twice the messages that any socket of ours takes at once, since those
that are closed for too many of these are told so by the application."""
BYTES_A_TOKEN = 8 * 1024
"""A frame takes a token, and one more for as many bytes as this: those of a table take one."""
MOST_TOKENS = 9
"""Tokens of the longest frame that the servers read (`house_words.protocol.MAX_FRAME`). A longer
one takes no more, so that its author is told why the server closes: 1009."""
TOO_FAST = 4429
"""The close code (as in `close_codes`)."""
CLOSE_TIMEOUT = 0.5
"""Seconds that a client has to leave once a goodbye was sent, before its connection is cut. Whoever
reads at all has got the goodbye by then: it does not wait for the answer to it."""
MAX_BEHIND = 1024 * 1024
"""Bytes that may wait for a client to read them: several times the longest document that we send
(`house_words.document.MAX_STATE`)."""
_SHORT, _LONG = 126, 127


class FrameMeter:
    """The frames of one connection, in the bytes as they come."""

    def __init__(self) -> None:
        self._bucket = TokenBucket(FRAMES)
        self._payload = 0
        """Bytes of the present frame that have not come yet."""
        self._head = b""
        """The beginning of a head that has come in part only."""

    def take(self, data: bytes) -> bool:
        """Count the frames that begin in these bytes; False if there are too many."""
        if len(data) <= self._payload:
            self._payload -= len(data)
            return True
        at = self._payload
        if self._head:
            data, self._head = self._head + data, b""
        while at < len(data):
            found = _frame_at(data, at)
            if found is None:
                self._head = data[at:]
                break
            head, length = found
            if not self._bucket.take(min(1 + length // BYTES_A_TOKEN, MOST_TOKENS)):
                return False
            at += head + length
        self._payload = max(0, at - len(data)) if not self._head else 0
        return True


def _frame_at(data: bytes, at: int) -> tuple[int, int] | None:
    """Return the lengths in bytes of a frame's head and payload; None if the head is incomplete."""
    there = len(data) - at
    if there < 2:
        return None
    second = data[at + 1]
    masked, length = second & 0x80, second & 0x7F
    extended = {_SHORT: 2, _LONG: 8}.get(length, 0)
    head = 2 + extended + (4 if masked else 0)
    if there < head:
        return None
    if extended:
        length = int.from_bytes(data[at + 2 : at + 2 + extended], "big")
    return head, length
