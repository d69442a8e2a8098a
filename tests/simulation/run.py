"""Runs the worlds of seeds, one after the other, on one database file."""

import contextlib
from functools import cache

from tests.simulation.database import File
from tests.simulation.planted import FAULTS
from tests.simulation.world import simulate


@cache
def database_file():
    """Return the one database file of this process; it goes with the process."""
    return File()


def run_seed(seed, fault=None):
    """Run the world of a seed, with a planted fault or none."""
    with FAULTS[fault]() if fault else contextlib.nullcontext():
        return simulate(seed, database_file())


def first_broken(fault, begin, most):
    """Return how many seeds, from one on, it takes to find a planted fault; None if too many."""
    for number in range(most):
        if run_seed(begin + number, fault).broken:
            return number + 1
    return None


def report(world, fault=None, steps=60):
    """Return what is broken in a world, how it is repeated, and its last steps."""
    planted = f" --fault {fault}" if fault else ""
    command = f"python -m tests.simulation --seeds {world.seed} {world.seed + 1}{planted}"
    lines = list(world.scheduler.trace)[-steps:]
    return "\n".join([f"seed {world.seed}: {world.broken}", *lines, f"repeat: {command}", ""])
