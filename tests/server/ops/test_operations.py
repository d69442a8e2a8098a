"""What those who run the server rely on: probes, numbers, logs, the cleanup, the settings."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from redis import Redis as Connection

from colorclues.games.start import start_game
from colorclues.models import ChatMessage, Game, Player, Room
from tests.server.factories import table_of
from tests.server.test_lost_events import open_table
from tests.servers import PATIENCE, ROOT, Redis, Web, wait_until

PRODUCTION = {
    "SECRET_KEY": "of production: long, random enough, and not the one of a developer's machine",
    "ALLOWED_HOSTS": "play.example.org",
    "ORIGINS": "https://play.example.org",
    "HTTPS": "true",
    "BEHIND_PROXY": "true",
}


ALL_WELL = {"database": "ok", "channel_layer": "ok"}


def test_a_probe_needs_no_host_name_and_no_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client(SERVER_NAME="203.0.113.9").get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_the_server_is_ready_when_database_and_layer_are():
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


def test_the_server_is_not_ready_without_redis_or_migrations(tmp_path, postgres):
    env = {"DATABASE_URL": postgres.create_database("not_ready")}
    with (
        Redis(tmp_path / "redis") as redis,
        Web(tmp_path / "web", env=env | {"REDIS_URL": redis.url}, path="/healthz") as web,
    ):
        assert ready(web) == ALL_WELL
        redis.kill9()
        assert ready(web)["channel_layer"] != "ok"
        redis.start()
        wait_until(lambda: ready(web) == ALL_WELL, "the layer is back")
        web.manage("migrate", "colorclues", "0001", "--verbosity=0")
        assert ready(web)["database"] == "migrations are missing"


def test_probes_leave_no_subscription_behind(start_web, redis):
    web = start_web(env={"REDIS_URL": redis.url}, path="/healthz")
    assert ready(web) == ALL_WELL
    with contextlib.closing(Connection.from_url(redis.url)) as asked:
        before = len(asked.pubsub_channels())
        with ThreadPoolExecutor() as pool:
            assert list(pool.map(ready, [web] * 20)) == [ALL_WELL] * 20
        assert len(asked.pubsub_channels()) == before


def ready(web):
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    connection.request("GET", "/readyz")
    with contextlib.closing(connection):
        return json.loads(connection.getresponse().read())


@pytest.mark.parametrize("given", [None, "Bearer wrong", "Bearer ", "secret"])
def test_the_numbers_are_private(settings, given):
    settings.METRICS_TOKEN = "secret"
    headers = {"Authorization": given} if given else {}
    assert Client().get("/metrics", headers=headers).status_code == 404


def test_without_a_token_nobody_gets_the_numbers():
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db(transaction=True)
async def test_the_numbers_count_what_happens(settings, clients, now):
    settings.METRICS_TOKEN = "secret"

    async def number(name):
        answer = await now(Client().get, "/metrics", headers={"Authorization": "Bearer secret"})
        found = re.search(rf"^{re.escape(name)} (\S+)$", answer.content.decode(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    room, known = await now(table_of, 3)
    names = (
        'colorclues_sockets{who="player"}',
        'colorclues_frames_total{type="next_round"}',
        'colorclues_refusals_total{code="no_game"}',
    )
    before = [await number(name) for name in names]
    client = await clients(room, known[0])
    await client.until_type("turn_update")
    await client.act(type="next_round")
    assert [await number(name) for name in names] == [count + 1 for count in before]
    answer = await now(Client().get, "/metrics", headers={"Authorization": "Bearer secret"})
    assert room.code not in answer.content.decode()


async def test_a_log_line_names_room_and_seat_and_nothing_that_was_said(start_web):
    web = await asyncio.to_thread(start_web, env={"LOG_LEVEL": "INFO", "LOG_FORMAT": "json"})
    code, (maya, *_) = await open_table(web, ("Maya", "Tom", "Ana"))
    await maya.act(code, type="chat", text="a secret between us")
    await asyncio.to_thread(maya.request, "POST", f"/t/{code}/start", {})
    async with maya.line(f"/ws/t/{code}/") as line:
        await line.send('{"type": "vote", "uphold": true}')
        while '"refusal"' not in await line.recv():
            pass
    lines = [json.loads(one) for one in web.log.splitlines() if one.startswith("{")]
    refused = next(line for line in lines if line["event"] == "refused")
    assert (refused["room"], refused["seat"]) == (code, 0)
    assert "a secret between us" not in web.log
    assert "Maya" not in web.log


@pytest.mark.django_db(transaction=True)
class TestCleanup:
    @pytest.fixture
    def old(self):
        """A room in which everything happened 40 days ago."""
        room, _ = table_of(3)
        game = start_game(room.code, room.host_id)
        long_ago = timezone.now() - timedelta(days=40)
        Room.objects.update(created_at=long_ago)
        Player.objects.update(seen_at=long_ago)
        return room, game

    def test_an_old_room_goes_and_a_used_one_stays(self, old):
        used, _ = table_of(3)
        call_command("cleanup", "--days=30", verbosity=0)
        assert list(Room.objects.all()) == [used]

    def test_finished_games_of_an_old_room_stay(self, old):
        room, game = old
        Game.objects.update(ended_at=timezone.now(), slug="for-ever")
        call_command("cleanup", verbosity=0)
        room.refresh_from_db()
        assert room.ended_at is not None
        assert list(room.games.all()) == [game]
        assert not Player.objects.exists()

    def test_a_room_where_somebody_spoke_lately_stays(self, old):
        room, _ = old
        ChatMessage.objects.create(room=room, name="x", symbol="y", text="z")
        call_command("cleanup", verbosity=0)
        assert Room.objects.exists()

    def test_a_dry_run_changes_nothing(self, old, capsys):
        call_command("cleanup", "--dry-run")
        assert "1 rooms would be deleted" in capsys.readouterr().out
        assert Room.objects.exists()

    def test_a_second_run_finds_nothing_to_do(self, old, capsys):
        Game.objects.update(ended_at=timezone.now(), slug="for-ever")
        call_command("cleanup")
        call_command("cleanup")
        assert "0 rooms were deleted; of 0 only" in capsys.readouterr().out


def test_the_production_settings_pass_djangos_own_check(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
