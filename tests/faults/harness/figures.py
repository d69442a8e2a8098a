"""The figures that the fault tests find: printed, and kept in .var/reports/faults.txt."""

import os
import sys

from tests.servers import ROOT

LONG = os.environ.get("FAULTS") == "long"
"""Whether the tests run with all the figures of the reliability table, not with a part of them."""
REPORT = ROOT / ".var" / "reports" / "faults.txt"


def size(short, long):
    """Give how often something is tried: the short form belongs to `make test`."""
    return long if LONG else short


def report(row, what, **figures):
    """Say what a row's test has found: `report(7, "20,000 frames", tracebacks=0)`."""
    told = [f"{_number(value)} {name.replace('_', ' ')}" for name, value in figures.items()]
    line = f"row {row}: " + "; ".join([what, *told])
    sys.stdout.write(line + "\n")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("a", encoding="utf-8") as kept:
        kept.write(line + "\n")


def _number(value):
    return f"{value:,}" if isinstance(value, int) else str(value)
