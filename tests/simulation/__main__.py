# ruff: noqa: T201, E402  (it prints, and the models must be ready first)
"""Run simulated worlds: python -m tests.simulation [--seeds FIRST LAST] [--planted] [--jobs N].

A seed that breaks something is printed with the command that repeats it, and with its last steps.
`--planted` plants one fault after the other, and counts the seeds that it takes to find it.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colorclues.settings")

import django

django.setup()

from tests.simulation.planted import FAULTS
from tests.simulation.run import first_broken, report, run_seed

CHUNK = 25
MOST = 500
"""Seeds in which a planted fault should be found."""
TIMES = 5
"""How often each planted fault is looked for, from other seeds each time."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", nargs=2, type=int, default=(0, 500), metavar=("FIRST", "LAST"))
    parser.add_argument("--steps", type=int, default=60, help="lines of the trace to print")
    parser.add_argument("--fault", choices=FAULTS, help="plant this fault")
    parser.add_argument("--planted", action="store_true", help="look for all planted faults")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    if chosen.planted:
        return look_for_all(chosen.jobs)
    return look_at(range(*chosen.seeds), chosen)


def look_at(seeds, chosen):
    """Run these seeds; return 1 if one is broken."""
    began, broken = time.monotonic(), 0
    with ProcessPoolExecutor(min(chosen.jobs, len(seeds))) as pool:
        chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
        waiting = [pool.submit(run_chunk, chunk, chosen.fault, chosen.steps) for chunk in chunks]
        for one in waiting:
            for told in one.result():
                broken += 1
                print(told, flush=True)
    seconds = time.monotonic() - began
    print(f"{len(seeds)} seeds, {broken} broken, {seconds:.0f} s")
    return int(broken > 0)


def run_chunk(seeds, fault, steps):
    """Return what is to be told of the broken ones of these seeds."""
    worlds = (run_seed(seed, fault) for seed in seeds)
    return [report(world, fault, steps) for world in worlds if world.broken]


def look_for_all(jobs):
    """Plant each fault, and say how many seeds it took to find it."""
    missed = 0
    with ProcessPoolExecutor(jobs) as pool:
        tries = {
            fault: [pool.submit(first_broken, fault, begin * MOST, MOST) for begin in range(TIMES)]
            for fault in FAULTS
        }
        for fault, found in tries.items():
            took = [one.result() for one in found]
            missed += None in took
            known = [one or MOST for one in took]
            print(
                f"{fault.replace('_', ' ')}: found within {median(known):.0f} seeds {took}",
                flush=True,
            )
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
