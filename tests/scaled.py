"""The whole of it on one machine: PostgreSQL, Redis, a Daphne and a uvicorn, and nginx in front.

`python -m tests.scaled --port 8000` is `make play-scaled`; tests use `scaled()`.
"""

import argparse
import contextlib
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import Nginx, Postgres, Redis, Web


@dataclass
class Scaled:
    """What runs."""

    postgres: Postgres
    redis: Redis
    webs: list[Web]
    proxy: Nginx


@contextlib.contextmanager
def scaled(folder: Path, port: int | None = None) -> Iterator[Scaled]:
    """Start everything, each after what it needs; end it all at the end."""
    with contextlib.ExitStack() as running:
        postgres = running.enter_context(Postgres(folder / "postgres"))
        redis = running.enter_context(Redis(folder / "redis"))
        env = {
            "DATABASE_URL": postgres.create_database("colorclues"),
            "REDIS_URL": redis.url,
            "SECRET_KEY": "of one evening only: everything here ends with the program",
            "BEHIND_PROXY": "true",
            "ALLOWED_HOSTS": "*",
        }
        webs = [
            running.enter_context(Web(folder / kind, server=kind, env=env, path="/readyz"))
            for kind in ("daphne", "uvicorn")
        ]
        proxy = running.enter_context(Nginx(folder, webs, port))
        yield Scaled(postgres, redis, webs, proxy)


def main() -> None:
    """Serve until Ctrl+C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory(prefix="colorclues-scaled-") as folder,
        contextlib.suppress(KeyboardInterrupt),
        scaled(Path(folder), port) as running,
    ):
        names = [running.postgres, running.redis, *running.webs, running.proxy]
        sys.stdout.write("".join(f"{name}\n" for name in names))
        sys.stdout.write(f"\nColor Clues is on: http://localhost:{port}\n")
        sys.stdout.write("Stop it with Ctrl+C; the tables of this run end with it.\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
