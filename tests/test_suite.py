"""What `make test` makes of a failing test: the whole is red unless the test is only flaky."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.servers import ROOT

PASSES = "def test_rule():\n    pass\n"
FAILS = "def test_rule():\n    assert 'seen' == 'expected'\n"
FLAKY = """
from pathlib import Path


def test_rule():
    tried = Path("tried")
    if not tried.exists():
        tried.touch()
        raise TimeoutError("waited in vain")
"""


class Project:
    """A folder with the real suite, and whatever tests and reports are written into it."""

    def __init__(self, folder):
        self.folder = folder
        self.reports = folder / ".var" / "reports"
        self.reports.mkdir(parents=True)
        self.parts = {}
        shutil.copytree(ROOT / ".ci", folder / ".ci")

    def write(self, file, text):
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def ran(self, part, code=0, **tests):
        """Leave the report of a part: by name, what a test said as it failed, or None."""
        self.parts[part] = {"code": code, "wall": 7.0, "cpu": 3.0}
        failures = {
            name: f'<failure message="{said}"/>' if said else "" for name, said in tests.items()
        }
        cases = [f'<testcase classname="a" name="{n}">{f}</testcase>' for n, f in failures.items()]
        self.write(f".var/reports/{part}.xml", f"<testsuite>{''.join(cases)}</testsuite>")

    def summary(self):
        """Return what the summary ends with, and says."""
        self.write(".var/reports/parts.json", json.dumps(self.parts))
        return self.run(".ci/summary")

    def run(self, *command):
        """Return what a command ends with, and the last lines of the suite."""
        ours = ("PYTEST", "DJANGO", "COLORCLUES")
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        how = {"cwd": self.folder, "env": env, "stdout": subprocess.DEVNULL}
        code = subprocess.run([sys.executable, *command], check=False, **how).returncode
        return code, (self.reports / "summary.txt").read_text()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_parts_that_pass_are_green(project):
    project.ran("unit", works=None, too=None)
    code, told = project.summary()
    assert "unit               7 s      3 s of CPU   2 tests\n" in told
    assert "All checks passed; 2 tests.\n" in told
    assert code == 0


@pytest.mark.parametrize("part", ["doctests", "unit", "faults", "browser"])
def test_a_failing_test_of_any_part_is_red_and_named(project, part):
    for one in {"doctests", "unit", "faults", "browser"} - {part}:
        project.ran(one, works=None)
    project.ran(part, code=1, breaks="seen is not expected", works=None)
    project.ran(f"{part}-again", code=1, breaks="seen is not expected")
    code, told = project.summary()
    assert "Failed: a::breaks: seen is not expected\n" in told
    assert "Not all is well: 1 failed, 0 flaky." in told
    assert code == 1


def test_what_passes_alone_is_flaky_and_named_with_what_it_said(project):
    project.ran("faults", code=1, hurried="waited in vain", works=None)
    project.ran("faults-again", hurried=None)
    code, told = project.summary()
    assert "Flaky: a::hurried: waited in vain\n" in told
    assert "All checks passed; 2 tests. 1 flaky (see above).\n" in told
    assert code == 0


def test_more_than_two_flaky_tests_are_red(project):
    for part, number in (("faults", 2), ("browser", 1)):
        names = [f"{part}{one}" for one in range(number)]
        project.ran(part, code=1, **dict.fromkeys(names, "waited in vain"))
        project.ran(f"{part}-again", **dict.fromkeys(names))
    code, told = project.summary()
    assert "Not all is well: 0 failed, 3 flaky." in told
    assert code == 1


@pytest.mark.parametrize("part", ["check", "unit", "faults"])
def test_a_part_that_ends_without_a_report_is_red(project, part):
    project.parts[part] = {"code": -9, "wall": 7.0, "cpu": 3.0}
    code, told = project.summary()
    assert f"Failed: {part}: ended with -9\n" in told
    assert code == 1


def test_all_parts_are_run_and_faults_that_failed_once_more(project):
    project.write(".pytest.ini", "[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    project.write("README.md", "")
    project.write("game_engine/test_broken.py", FAILS)
    project.write("tests/faults/test_hurried.py", FLAKY)
    project.write("tests/browser/test_fine.py", PASSES)
    code, told = project.run(".ci/suite", "doctests", "faults", "browser")
    assert "Failed: game_engine.test_broken::test_rule: AssertionError: assert 'seen'" in told
    assert "Flaky: tests.faults.test_hurried::test_rule: TimeoutError: waited in vain" in told
    assert [line.split()[0] for line in told.splitlines() if "of CPU" in line] == [
        *("faults", "doctests", "browser", "faults-again")
    ]
    assert code == 1


def test_a_check_that_fails_ends_it(project):
    code, told = project.run(".ci/suite", "check", "doctests")  # there is nothing to check
    assert "Failed: check: ended with" in told
    assert "doctests" not in told
    assert code == 1
