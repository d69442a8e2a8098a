"""The event log: what comes together is committed together, beside one commit for each event.

Run by itself (`python -m tests.bench.commits`, with a VAR_DIR of its own) it prints JSON.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime

from tests import servers
from tests.bench.figures import BenchError, Row, Title, quiet, ratio

ROOMS = 50
EACH = 6
"""Events that every room writes in one go."""
TIMES = 8


def commits(folder):
    """Measure both ways, in a process of its own."""
    env = {k: v for k, v in os.environ.items() if k not in servers.OUR_VARIABLES}
    env |= {"DJANGO_SETTINGS_MODULE": "colorclues.settings", "VAR_DIR": str(folder)}
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(
        command, cwd=servers.ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError(done.stderr.strip())
    found = {
        way: {k: quiet(v) for k, v in by.items()} for way, by in json.loads(done.stdout).items()
    }
    together, alone = found["together"], found["alone"]
    return [
        Title(f"The event log: {ROOMS} busy rooms, each event committed before the room goes on"),
        Row("grouped: CPU of an event", together["cpu"], "us"),
        Row("one by one: CPU of an event", alone["cpu"], "us"),
        Row("grouped: CPU", ratio(together["cpu"], alone["cpu"]), "x one by one"),
        Row("grouped: time of an event", together["time"], "us"),
        Row("grouped: time", ratio(together["time"], alone["time"]), "x one by one"),
    ]


async def _measure(games):
    """Let all rooms write at the same time, now the one way, now the other."""
    # Only in the process of its own are the models ready.
    from colorclues.games.commit import commit  # noqa: PLC0415
    from colorclues.games.entries import Author, Entry  # noqa: PLC0415
    from colorclues.games.journal import Journal  # noqa: PLC0415
    from colorclues.ops.database import DatabaseThread  # noqa: PLC0415

    thread = DatabaseThread("alone")

    async def alone(entry):
        (answer,) = await thread.run(commit, [entry])
        assert answer is None, answer

    numbers = {game: 1 for game, _ in games}

    async def room(write, game, player):
        for _ in range(EACH):
            event = {"type": "piece_placed", "seat": 0, "square": "H15"}
            entry = Entry(
                game=game,
                first=numbers[game],
                events=[event],
                at=datetime.now(UTC),
                author=Author(player, f"{game}-{numbers[game]}"),
                seat=0,
            )
            await write(entry)
            numbers[game] += 1

    ways = {"together": Journal().write, "alone": alone}
    found = {way: {"cpu": [], "time": []} for way in ways}
    for _ in range(TIMES):
        for way, write in ways.items():
            cpu, began = time.process_time(), time.perf_counter()
            await asyncio.gather(*(room(write, *each) for each in games))
            found[way]["time"].append((time.perf_counter() - began) / (ROOMS * EACH) * 1e6)
            found[way]["cpu"].append((time.process_time() - cpu) / (ROOMS * EACH) * 1e6)
    return found


def _main():
    import django  # noqa: PLC0415 (only in the process of its own)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from colorclues.models import Game, Player, Room  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    games = []
    for number in range(ROOMS):
        room = Room.objects.create(code=f"B{number:05d}", name="Bench")
        player = Player.objects.create(room=room, seat=0, name="Maya", symbol="■", guest="m")
        games.append((Game.objects.create(room=room, setup={}, cast=[]).pk, player.pk))
    print(json.dumps(asyncio.run(_measure(games))))


if __name__ == "__main__":
    _main()
