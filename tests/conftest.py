"""What all tests share: a database of their own, and real servers for those that ask."""

import os
import shutil
import tempfile

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

from tests import servers


def pytest_configure(config):
    """Serve static files as they are: what `collectstatic` made may be missing or old."""
    if not hasattr(config, "workerinput"):
        os.environ[servers.MODEL] = tempfile.mkdtemp(prefix="colorclues-model-")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    override_settings(STORAGES=storages, WHITENOISE_AUTOREFRESH=True).enable()


def pytest_unconfigure(config):
    """Remove what the servers of this run began with."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(servers.MODEL))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Show the logs of the servers that run when a test fails."""
    report = yield
    if report.failed:
        report.sections += [(f"log of {server}", server.log_end()) for server in servers.running]
    return report


@pytest.fixture(autouse=True)
def the_language_of_the_sources():
    """Let no test hear another's language: Django's middleware leaves the last one on."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """Keep SQLite's test database in a file that no other run uses."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


def needs(name):
    """Skip a test where a program is missing; .ci/needs makes that an error on a build server."""
    if servers.find(name) is None:
        pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def redis(tmp_path_factory):
    """Give a running Redis that all tests share: to kill one, start your own."""
    needs("redis")
    with servers.Redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """Give a running PostgreSQL that all tests share; each makes its own database there."""
    needs("postgresql")
    with servers.Postgres(tmp_path_factory.mktemp("postgres"), options={"fsync": "off"}) as server:
        yield server


@pytest.fixture
def start_web(tmp_path):
    """Give a function that starts Color Clues: `start_web(server="uvicorn", env={...})`."""
    started = []

    def start(**options):
        web = servers.Web(tmp_path / f"web-{len(started)}", **options)
        started.append(web)
        return web.start()

    yield start
    for web in started:
        web.terminate()
