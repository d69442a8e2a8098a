"""The servers that the fault tests share: starting one takes longer than most of the tests."""

import faulthandler

import pytest

from tests.faults.harness.figures import LONG
from tests.faults.harness.tables import SECRET_KEY, Kept, PlantedWeb, start
from tests.servers import two_processes


@pytest.fixture(autouse=True)
def long_tests_are_not_ended():
    """Let the long form take its time: a test that hangs there is somebody's to watch."""
    if LONG:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def single(tmp_path_factory):
    """Give a server on SQLite, with the channel layer of its own process."""
    web = start(tmp_path_factory.mktemp("single"))
    yield web
    web.terminate()


@pytest.fixture(scope="session")
def pair(tmp_path_factory, postgres, redis):
    """Give two processes on one PostgreSQL and one Redis that write all they can to their logs."""
    env = {
        "DATABASE_URL": postgres.create_database("faults"),
        "REDIS_URL": redis.url,
        "SECRET_KEY": SECRET_KEY,
        "LOG_LEVEL": "DEBUG",
    }
    with two_processes(tmp_path_factory.mktemp("pair"), env) as both:
        yield both


@pytest.fixture(scope="session")
def planted(tmp_path_factory, redis):
    """Give a server with all the faults of planted.py in it."""
    env = {"REDIS_URL": redis.url, "LOG_LEVEL": "DEBUG"}
    web = start(tmp_path_factory.mktemp("planted"), kind=PlantedWeb, env=env)
    yield web
    web.terminate()


@pytest.fixture
def kept(django_db_blocker):
    """Give a function that opens a server's database."""
    opened = []

    def open_one(web):
        opened.append(Kept(web, django_db_blocker))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
