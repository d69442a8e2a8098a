"""The least that a server can do: one frame in, one frame of fixed bytes to all in the room.

No Channels, no Django, no views. What Daphne or uvicorn cost by themselves is measured with it.
"""

import os

FRAME = b"x" * int(os.environ.get("BENCH_FRAME", "900"))

_rooms = {}


async def application(scope, receive, send):
    """Answer pages with nothing, and put sockets into the room that their path names."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    here = _rooms.setdefault(scope["path"], set())
    await receive()
    await send({"type": "websocket.accept"})
    here.add(send)
    while (await receive())["type"] == "websocket.receive":
        for each in list(here):
            await each({"type": "websocket.send", "bytes": FRAME})
    here.discard(send)
