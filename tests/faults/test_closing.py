"""A socket that cannot be served is closed with a code that its page understands."""

import asyncio
from contextlib import suppress

import websockets
from django.db import connections
from websockets.exceptions import ConnectionClosed

from tests.faults.harness.tables import LogMark, open_table
from tests.servers import PATIENCE


async def test_a_socket_is_closed_with_a_code_while_the_database_is_away(single, kept):
    table = await open_table([single], 1)
    database, log = kept(single), LogMark(single)

    def rename(old, new):
        with connections[database.alias].cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    await database.do(rename, "colorclues_room", "hidden_room")
    try:
        socket = await websockets.connect(
            f"{single.socket_url}/ws/t/{table.code}/",
            additional_headers={"Cookie": table.host.cookie()},
            origin=single.url,
        )
        async with socket:
            with suppress(ConnectionClosed):
                while True:  # It says why before it closes.
                    await asyncio.wait_for(socket.recv(), PATIENCE)
    finally:
        await database.do(rename, "hidden_room", "colorclues_room")
    assert socket.close_code == 3012
    assert log.tracebacks() == []
