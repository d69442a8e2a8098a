"""Row 19: whatever happens between processes, database and sockets, no promise is broken."""

import os
import subprocess
import sys
from random import SystemRandom

import pytest

from tests.servers import ROOT
from tests.simulation.planted import FAULTS
from tests.simulation.run import first_broken, report, run_seed

CHUNK = 10
"""Worlds in one test, so that they are shared out between the cores."""
FIXED, NEW = 5, 8
"""Chunks of seeds that are always the same, and of others each time."""
BUDGET = 60
"""Seeds in which a planted fault must be found, from the one that finds it as things are now."""
FOUND_BY = {
    "no_tick": 10,
    "conflicts_are_taken_for_success": 18,
    "lost_answers_are_taken_for_success": 1,
    "conflicts_are_never_tried_again": 5,
    "timers_fire_before_their_time": 1,
    "two_timers_pass_twice": 7,
    "whatever_is_told_of_is_taken_for_known": 2,
    "leases_are_never_renewed": 1,
    "requests_to_join_are_lost": 7,
    "house_words_leave_a_row_out": 6,
    "who_may_is_not_checked_in_the_transaction": 14,
    "changes_are_not_counted": 3,
}
"""Planted fault -> the seed to begin with; the others are found at once."""


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    """Let worlds use their own database."""
    with django_db_blocker.unblock():
        yield


def hold(seeds):
    for seed in seeds:
        world = run_seed(seed)
        assert not world.broken, report(world)


@pytest.mark.parametrize("begin", range(0, FIXED * CHUNK, CHUNK))
def test_no_promise_is_broken_in_known_worlds(begin):
    hold(range(begin, begin + CHUNK))


@pytest.mark.parametrize("number", range(NEW))
def test_no_promise_is_broken_in_new_worlds(number):
    del number
    begin = SystemRandom().randrange(10**6, 10**9)
    hold(range(begin, begin + CHUNK))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault):
    assert first_broken(fault, FOUND_BY.get(fault, 0), BUDGET)


def test_a_seed_is_the_same_world_each_time():
    script = (
        "import django; django.setup()\n"
        "from tests.simulation.run import run_seed\n"
        "for seed in [3, 1, 2, 3]: print(run_seed(seed).trace_hash)\n"
    )
    told = []
    for hash_seed in ("1", "2"):
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "colorclues.settings",
            "PYTHONHASHSEED": hash_seed,
        }
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=env, check=True, capture_output=True
        )
        told.append(done.stdout.split())
    first, second = told
    assert first == second
    assert first[0] == first[3]
    assert len(set(first)) == 3
