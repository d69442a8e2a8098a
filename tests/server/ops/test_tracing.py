"""What other services are told: spans of commands, errors with their places, and no secret."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from colorclues.games.start import start_game
from colorclues.models import Game
from colorclues.ops import tracing
from tests.server.factories import table_of
from tests.servers import ROOT


@pytest.fixture
def spans():
    """Keep spans in memory; give a function that returns those that have ended."""
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    export = pytest.importorskip("opentelemetry.sdk.trace.export")
    exporter = memory.InMemorySpanExporter()
    tracing.trace_with(export.SimpleSpanProcessor(exporter))
    yield exporter.get_finished_spans
    tracing.trace_with(None)


@pytest.mark.django_db(transaction=True)
async def test_a_command_is_a_span_that_tells_how_it_ended_and_no_secret(spans, clients, now):
    room, known = await now(table_of, 3)
    await now(start_game, room.code, room.host_id)
    people = [await clients(room, secret) for secret in known]
    for one in people:
        await one.until(lambda m: m["type"] == "turn_update" and m["game"])
    giver, *guessers = sorted(people, key=lambda one: not one.view["you"]["card"])
    card = giver.view["you"]["card"]
    for said in (
        {"type": "choose_target", "square": card[1]},
        {"type": "give_clue", "text": card[1]},
        {"type": "give_clue", "text": "lagoon"},
        {"type": "chat", "text": "between us"},
    ):
        await giver.act(**said)
    first = min(
        guessers, key=lambda one: one.view["you"]["seat"] not in giver.view["table"]["to_act"]
    )
    await first.act(type="place_guess", square=card[1])
    found = spans()
    told = [(span.name, span.attributes.get("colorclues.refusal")) for span in found]
    assert told == [
        ("commit", None),
        ("ChooseTarget", None),
        ("GiveClue", "clue_position"),
        ("commit", None),
        ("GiveClue", None),
        ("commit", None),
        ("PlaceGuess", None),
    ]
    assert found[0].parent.span_id == found[1].context.span_id
    text = "".join(span.to_json() for span in found)
    setup = (await now(Game.objects.get)).setup
    secrets = [*card, "lagoon", "between us", room.code, room.invite, *known, setup["deck"]]
    assert [secret for secret in secrets if f'"{secret}"' in text or secret in text.split()] == []
    assert not any(secret in text for secret in secrets[4:])


FAILURES = """
import logging, os
os.environ["DJANGO_SETTINGS_MODULE"] = "colorclues.settings"
import django
django.setup()
from django.test import Client
from sentry_sdk.transport import Transport
from colorclues.ops import tracing

class Printed(Transport):
    def capture_envelope(self, envelope):
        print(envelope.serialize().decode())

tracing.report_to("https://key@sentry.invalid/1", transport=Printed)

def play(target):
    raise ValueError(f"the target is {target}")

try:
    play("secret-1")
except ValueError:
    logging.getLogger("colorclues").exception("a frame of secret-2 could not be answered")
cookie = {"Cookie": "sessionid=secret-3"}
browser = Client(raise_request_exception=False, SERVER_NAME="localhost", headers=cookie)
print(browser.post("/find?secret-4", {"code": "secret-5"}).status_code)
print(browser.get("/t/SECRET/?secret-6").status_code)
"""


def test_an_error_is_told_with_its_place_and_no_secret(tmp_path):
    pytest.importorskip("sentry_sdk")
    done = subprocess.run(
        [sys.executable, "-c", FAILURES],
        cwd=ROOT,
        env={"PATH": "", "VAR_DIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"function":"play"' in done.stdout
    assert '"type":"ValueError"' in done.stdout
    assert '"type":"OperationalError"' in done.stdout  # of a database without tables
    assert done.stdout.count("\n500\n") == 2
    assert "secret-" not in done.stdout
    assert "SECRET" not in done.stdout


def test_a_package_that_is_missing_is_named_at_the_start(monkeypatch):
    for name in ("opentelemetry", "sentry_sdk"):
        monkeypatch.setitem(sys.modules, name, None)
    for settings in (("http://127.0.0.1:4318", ""), ("", "https://key@sentry.invalid/1")):
        with pytest.raises(ImproperlyConfigured, match="pip install"):
            tracing.start(*settings)


def test_without_settings_nothing_is_begun():
    tracing.start("", "")
    assert tracing.span("PlaceGuess") is tracing.span("GiveClue")
