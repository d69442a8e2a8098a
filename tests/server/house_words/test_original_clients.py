"""The original client of Yjs (y-websocket, in Node) at our server: it needs nothing of our own."""

import asyncio
import json
import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

from tests.server.test_lost_events import open_table

SCRIPT = Path(__file__).with_name("original_clients.mjs")
PATIENCE = 300


async def test_original_clients_find_words_and_each_other_again_after_a_reconnect(start_web):
    web = await asyncio.to_thread(start_web)
    code, visitors = await open_table(web, ("Maya", "Tom", "Ana"))
    table = {
        "url": f"{web.socket_url}/ws/t/{code}",
        "origin": web.url,
        "cookies": [visitor.cookie() for visitor in visitors],
    }
    node, *_ = compute_driver_executable()  # the Node that Playwright brings
    done = await asyncio.to_thread(
        subprocess.run,
        [node, SCRIPT],
        input=json.dumps(table),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    once, twice = "first-meanwhile one first-offline ", "second-meanwhile {}second-offline "
    assert json.loads(done.stdout) == {"text": twice.format(once)}
