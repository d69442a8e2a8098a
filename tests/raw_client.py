"""A WebSocket client that does as it likes: it need not read, and may send whatever frames."""

import base64
import contextlib
import os
import secrets
import socket
import struct
from pathlib import Path

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class RawClient:
    """A connection that takes next to nothing in, and reads nothing after its opening."""

    def __init__(self, web, path, cookie="", body=b""):
        """Open it; `body` goes with the request, which no browser's would have."""
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.connect(("127.0.0.1", web.port))
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{web.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {web.url}\r\n"
        )
        request += f"Cookie: {cookie}\r\n" if cookie else ""
        request += f"Content-Length: {len(body)}\r\n" if body else ""
        self.socket.sendall(request.encode() + b"\r\n" + body)

    def opened(self, patience=60):
        """Wait until the server has answered the request; give this client."""
        self.socket.settimeout(patience)
        answer = self.socket.recv(12)
        assert answer == b"HTTP/1.1 101", answer
        self.socket.setblocking(False)
        return self

    def send(self, data):
        """Send as much as the connection takes; False once the server has closed."""
        try:
            self.socket.send(data)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def read_all(self, patience=60):
        """Read until the server closes; give what came."""
        self.socket.settimeout(patience)
        came = b""
        with contextlib.suppress(ConnectionResetError):
            while more := self.socket.recv(65536):
                came += more
        return came

    def is_open(self):
        """Say whether the server still keeps the connection: the kernel knows without reading."""
        state = self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        established = 1
        return state == established


def frame(kind, data=b"", *, final=True):
    """Give a frame of at most 65,535 bytes, masked as RFC 6455 wants it of clients."""
    first = (0x80 if final else 0) | kind
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
    if len(data) < 126:
        return struct.pack("!BB", first, 0x80 | len(data)) + mask + masked
    return struct.pack("!BBH", first, 0xFE, len(data)) + mask + masked


def resident(web):
    """Give a server's resident memory in bytes."""
    status = Path(f"/proc/{web.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
