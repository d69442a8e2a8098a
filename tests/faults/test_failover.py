"""Row 18: PostgreSQL fails over to its replica, and PgBouncer stands between."""

import asyncio
import subprocess

import psycopg
import pytest

from tests.conftest import needs
from tests.faults.harness.crowd import Crowd, log_of
from tests.faults.harness.figures import report, size
from tests.server.test_lost_events import open_table
from tests.servers import PgBouncer, Postgres, ServerError, needed, wait_until

TABLES = size(3, 20)
SEATS = 4
COMMANDS = size(30, 300)
"""Before the fault, and after it."""


class Replica(Postgres):
    """A copy of a running PostgreSQL that follows it."""

    def __init__(self, folder, primary):
        super().__init__(folder)
        self.primary = primary

    def make_cluster(self):
        """Copy the primary, and note whom to follow."""
        program = needed("postgresql").with_name("pg_basebackup")
        where = ["--host=127.0.0.1", f"--port={self.primary.port}", "--username=postgres"]
        copied = subprocess.run(
            [program, *where, f"--pgdata={self.home / 'data'}", "--write-recovery-conf", "-cfast"],
            cwd=self.home,
            user=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )
        if copied.returncode:
            raise ServerError(f"pg_basebackup failed.\n{copied.stderr}")

    def promote(self):
        """Let it take over."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")


@pytest.fixture
def primary_and_replica(tmp_path):
    """Give two, of which the first acknowledges what the second has, too."""
    needs("postgresql")
    with Postgres(tmp_path / "primary") as primary, Replica(tmp_path / "copy", primary) as replica:
        with psycopg.connect(primary.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
            follows = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
            wait_until(lambda: connection.execute(follows).fetchone(), "the replica follows")
        yield primary, replica


async def play_on(web, *, fault):
    """Play before and after a fault; give the figures, and the seconds that all waited at most."""
    crowd = Crowd([web])
    await crowd.gather(TABLES, SEATS, open_table)
    try:
        await crowd.until_more(COMMANDS)
        await asyncio.to_thread(fault)
        seconds = await crowd.until_all_go_on()
        await crowd.until_more(COMMANDS)
    finally:
        await crowd.stop()
    figures = crowd.ledger.compare(await asyncio.to_thread(log_of, web))
    assert set(figures.values()) == {0}, (figures, crowd.ledger.problems[:5])
    return figures | {
        "commands": len(crowd.ledger.acknowledged),
        "seconds_to_go_on": f"{seconds:.1f}",
    }


async def test_a_replica_takes_over_and_nothing_acknowledged_is_lost(
    primary_and_replica, start_web
):
    primary, replica = primary_and_replica
    hosts = f"host=127.0.0.1,127.0.0.1&port={primary.port},{replica.port}"
    url = f"postgresql:///postgres?user=postgres&{hosts}&target_session_attrs=read-write"
    web = await asyncio.to_thread(start_web, env={"DATABASE_URL": url})

    def fail_over():
        primary.kill9()
        replica.promote()

    figures = await play_on(web, fault=fail_over)
    report(18, "PostgreSQL killed, its synchronous replica takes over", **figures)


async def test_a_pooler_between_loses_nothing_even_when_it_is_killed(tmp_path, start_web):
    needs("postgresql")
    needs("pgbouncer")
    with Postgres(tmp_path / "postgres") as postgres, PgBouncer(tmp_path, postgres) as pooler:
        web = await asyncio.to_thread(start_web, env={"DATABASE_URL": pooler.url})

        def kill_and_start():
            pooler.kill9()
            pooler.start()

        figures = await play_on(web, fault=kill_and_start)
        web.kill9()
    report(18, "PgBouncer between, in transaction mode, killed and started", **figures)
