"""`make bench`: measures, prints a table of figures and goals, and keeps it in .var/reports.

A goal that is missed is printed, no more. It ends with 1 only when something did not work.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.bench.commits import commits
from tests.bench.engine import engine
from tests.bench.figures import Title, named, pinned, table, two_cores
from tests.bench.load import under_load
from tests.bench.page import page
from tests.servers import ROOT

REPORT = ROOT / ".var" / "reports" / "bench.txt"
RELEASE = Path(__file__).with_name("release.json")
"""The figures of the last release: .var/reports/bench.json of a quiet machine, copied here."""
SECTIONS = {
    "load": lambda folder: asyncio.run(under_load(folder)),
    "engine": lambda folder: engine(),
    "commits": commits,
    "page": page,
}


def main(chosen):
    """Run the sections that are named, or all; gives the exit code."""
    began, broken = time.monotonic(), 0
    lines = []
    cores = two_cores()
    for name in chosen or SECTIONS:
        print(f"measuring: {name} ...", file=sys.stderr, flush=True)
        try:
            with tempfile.TemporaryDirectory() as folder, pinned(cores and cores[1]):
                lines += SECTIONS[name](Path(folder))
        except Exception:
            broken += 1
            lines.append(Title(f"{name}: did not work"))
            traceback.print_exc()
    before = json.loads(RELEASE.read_text("utf-8")) if RELEASE.exists() else None
    text = f"{_about(time.monotonic() - began)}\n{table(lines, before)}\n"
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    REPORT.with_suffix(".json").write_text(json.dumps(named(lines), indent=1), encoding="utf-8")
    print(text)
    return 1 if broken else 0


def _about(seconds):
    cores = os.cpu_count() or 1
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"Color Clues, measured in {seconds:.0f} s on {cores} cores. Load average {load}:\n"
        "up to 2.5 is our own, the rest is somebody else's, and then no time is to be trusted.\n"
        "Costs are the quiet tenth of half-second windows; their ratios are what counts."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
