"""What a figure is: percentiles, ratios, clocks of other processes, and the table at the end."""

import contextlib
import ctypes
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

NOT_HERE = "not measured here"


class BenchError(Exception):
    """Something did not work, so there is no figure."""


@dataclass
class Row:
    """One line of the table: what, how much, and at most how much it should be."""

    what: str
    figure: float | None
    unit: str = ""
    goal: float | None = None

    @property
    def verdict(self):
        """Say whether the goal is met; nothing where there is no goal, or no figure."""
        if self.goal is None or self.figure is None:
            return ""
        return "met" if self.figure <= self.goal else "missed"


@dataclass
class Title:
    """A line that stands above a group of rows."""

    text: str


def percentile(values, share):
    """Give the value below which `share` of them lie, between two neighbours if need be."""
    ranked = sorted(values)
    if not ranked:
        raise BenchError("There is nothing to take a percentile of.")
    place = share * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def quiet(values):
    """Give the 10th percentile: the cost when nobody else wanted the machine."""
    known = [value for value in values if value is not None]
    return percentile(known, 0.1) if known else None


def ratio(one, other):
    """Divide, where both were measured."""
    return one / other if one is not None and other else None


def number(figure):
    """Write a figure with three digits that mean something."""
    if figure is None:
        return NOT_HERE
    if isinstance(figure, int) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def named(lines):
    """Give (title, what, unit) -> figure, by which two runs can be compared."""
    title, found = "", {}
    for line in lines:
        if isinstance(line, Title):
            title = line.text.partition(":")[0].partition(" (")[0]
        else:
            found[f"{title} | {line.what} | {line.unit}"] = line.figure
    return found


def table(lines, before=None):
    """Write titles and rows as text in columns; `before` is what `named` gave of another run."""
    rows = [line for line in lines if isinstance(line, Row)]
    left = max((len(row.what) for row in rows), default=0)
    last = iter([(before or {}).get(name) for name in named(lines)])
    return "\n".join(
        _line(line, left, next(last) if isinstance(line, Row) else None) for line in lines
    )


def cpu_clock(pid):
    """Give a function that tells the CPU seconds of a process, all threads; None if impossible."""
    clock = ctypes.c_int()
    try:
        failed = ctypes.CDLL(None).clock_getcpuclockid(pid, ctypes.byref(clock))
        time.clock_gettime(clock.value)
    except (AttributeError, OSError):
        return lambda: None
    return (lambda: None) if failed else (lambda: time.clock_gettime(clock.value))


def cpu_of_family(pid):
    """Give the CPU seconds of a process and its children, to a tick of 10 ms; None without /proc.

    A child that has ended counts, once its parent has seen that.
    """
    with contextlib.suppress(OSError):
        tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        own = _ticks(pid, reaped=True)
        return (own + sum(map(_ticks, tasks))) / os.sysconf("SC_CLK_TCK")
    return None


def _ticks(pid, *, reaped=False):
    with contextlib.suppress(FileNotFoundError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sum(map(int, fields[11 : 15 if reaped else 13]))
    return 0


def resident(pid):
    """Give the resident memory of a process in KB; None without /proc."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])
    return None


def two_cores():
    """Give (the server's core, the load's core), or None where nothing can be pinned."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[-1]) if len(cores) > 1 else None


@contextlib.contextmanager
def pinned(core):
    """Keep this thread, and what it starts meanwhile, on one core; None for no pinning."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _line(line, left, last):
    if isinstance(line, Title):
        return f"\n{line.text}"
    before = "" if last is None else f"  (last release {number(last)})"
    goal = "" if line.goal is None else f"goal <= {number(line.goal)}"
    amount = f"{number(line.figure):>9} {'' if line.figure is None else line.unit}"
    return f"  {line.what:<{left}} {amount:<25} {goal:<12} {line.verdict}{before}".rstrip()
