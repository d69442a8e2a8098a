"""The servers that other tests start: each answers, survives its own death, and leaves nothing."""

import os
import sqlite3
import urllib.request

import psycopg
import pytest
import redis as redis_client

from tests import servers
from tests.conftest import needs


def status_of(url):
    """GET a page."""
    with urllib.request.urlopen(url, timeout=servers.PATIENCE) as answer:
        return answer.status


def is_gone(pid):
    """Say whether no such process is left."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_redis_comes_back_on_its_port_and_has_forgotten_all(tmp_path):
    needs("redis")
    with servers.Redis(tmp_path) as server, redis_client.Redis.from_url(server.url) as client:
        client.set("round", 1)
        first = server.pid
        server.kill9()
        assert is_gone(first)
        with pytest.raises(redis_client.ConnectionError):
            client.get("round")
        server.start()
        assert client.get("round") is None
    assert server not in servers.running


def test_postgres_keeps_what_was_committed_when_it_is_killed(tmp_path):
    needs("postgresql")
    with servers.Postgres(tmp_path) as server:
        url = server.create_database("rooms")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE event AS SELECT 1 AS number")
        server.kill9()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=1)
        server.start()
        server.restart()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT number FROM event").fetchall() == [(1,)]
    assert not server.home.exists()


@pytest.mark.parametrize("program", ["daphne", "uvicorn"])
def test_web_comes_back_on_its_port_after_it_is_killed(start_web, program):
    web = start_web(server=program)
    first = web.pid
    assert status_of(web.url) == 200
    web.kill9()
    assert is_gone(first)
    with pytest.raises(OSError, match="refused"):
        status_of(web.url)
    web.start()
    assert web.pid != first
    assert status_of(web.url) == 200


ELSEWHERE = """
async def application(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"elsewhere"})
"""


@pytest.mark.parametrize("program", ["daphne", "uvicorn"])
def test_web_runs_the_sources_in_its_root(tmp_path, program):
    sources = tmp_path / "sources" / "colorclues"
    sources.mkdir(parents=True)
    (sources / "__init__.py").touch()
    (sources / "asgi.py").write_text(ELSEWHERE)
    web = servers.Web(tmp_path / "web", server=program, root=sources.parent)
    web.prepared = True  # there is nothing to migrate
    with web, urllib.request.urlopen(web.url, timeout=servers.PATIENCE) as answer:
        assert answer.read() == b"elsewhere"


def test_two_web_processes_share_postgres_and_redis(start_web, postgres, redis):
    shared = {
        "DATABASE_URL": postgres.create_database("shared"),
        "REDIS_URL": redis.url,
        "SECRET_KEY": "the same for both",
    }
    pair = [start_web(env=shared), start_web(env=shared, server="uvicorn")]
    assert [status_of(web.url) for web in pair] == [200, 200]


def test_a_server_that_does_not_start_shows_its_log(tmp_path):
    web = servers.Web(tmp_path, env={"DATABASE_URL": "nonsense://"})
    with pytest.raises(servers.ServerError, match="Traceback"):
        web.start()
    assert web not in servers.running


def test_a_port_in_use_is_said_at_once(tmp_path):
    needs("redis")
    with servers.Redis(tmp_path) as first:
        second = servers.Redis(tmp_path / "second", port=first.port)
        with pytest.raises(servers.ServerError, match="already in use"):
            second.start()


def test_servers_of_one_run_begin_with_the_same_and_go_on_by_themselves(start_web):
    first, second = start_web(), start_web()

    def names(web):
        static = web.folder / "var" / "static"
        return {path.relative_to(static) for path in static.rglob("*")}

    assert names(first) == names(second) != set()
    with sqlite3.connect(first.folder / "var" / "db.sqlite3") as database:
        database.execute("DELETE FROM django_migrations")
    assert first.manage("showmigrations", "--plan") != second.manage("showmigrations", "--plan")
