"""Row 19: whatever happens between processes, database and sockets, no promise is broken."""

import os
import subprocess
import sys

import pytest

from tests.faults.harness.figures import LONG
from tests.servers import ROOT
from tests.simulation.planted import FAULTS

CHUNK = 25
"""Worlds in one test, so that they are shared out between the cores."""
FIXED = 2
"""Chunks of seeds that are run each time; `make soak` runs thousands of others."""
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


SLOW = {
    *("no_tick", "two_timers_pass_twice", "conflicts_are_never_tried_again"),
    *("who_may_is_not_checked_in_the_transaction", "changes_are_not_counted"),
}
"""Those that take most seeds, and so are left to `make soak`."""


def run(*command):
    """Return what a process of its own says: other tests and worlds are none of each other's."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "colorclues.settings"}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("begin", range(0, FIXED * CHUNK, CHUNK))
def test_no_promise_is_broken_in_known_worlds(begin):
    seeds = ("--seeds", str(begin), str(begin + CHUNK))
    code, told = run("-m", "tests.simulation", *seeds, "--jobs", "1")
    assert code == 0, told


@pytest.mark.parametrize("fault", FAULTS if LONG else sorted(set(FAULTS) - SLOW))
def test_a_planted_fault_is_found(fault):
    look = (
        "import django; django.setup()\n"
        "from tests.simulation.run import first_broken\n"
        f"print(first_broken({fault!r}, {FOUND_BY.get(fault, 0)}, {BUDGET}))"
    )
    code, told = run("-c", look)
    assert code == 0, told
    assert told.split()[-1] != "None"


def test_a_seed_is_the_same_world_each_time():
    script = (
        "import django; django.setup()\n"
        "from tests.simulation.run import run_seed\n"
        "for seed in [3, 1, 2]: print(run_seed(seed).trace_hash)\n"
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
    assert len(set(first)) == 3
