"""What is installed is what the locks say, and they say what the lists of requirements ask for."""

import json
import os
import re
import subprocess
import sys

import pytest

from colorclues.ops.python_version import known_hole
from tests.servers import ROOT

PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", re.MULTILINE)
LOCKS = {
    "requirements.txt": ".requirements.lock",
    "tests/requirements.txt": "tests/.requirements.lock",
}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("asked", LOCKS)
def test_the_lock_has_what_the_list_asks_for(asked):
    lock = set(PINNED.findall(read(LOCKS[asked])))
    assert set(PINNED.findall(read(asked))) - lock == set()


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_package_of_a_lock_has_hashes_and_no_address(lock):
    entries = re.split(r"^(?=[\w.-]+==)", read(lock), flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]
    assert "://" not in read(lock)


def test_the_tests_run_on_what_the_server_runs_on():
    of_tests = set(PINNED.findall(read("tests/.requirements.lock")))
    assert set(PINNED.findall(read(".requirements.lock"))) <= of_tests


def test_an_index_that_does_not_answer_is_said_and_is_no_all_clear():
    nobody = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    command = [sys.executable, ".ci/audit"]
    asked = subprocess.run(
        command, cwd=ROOT, env=nobody, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 2
    assert "could not be asked" in asked.stderr


def test_the_bill_of_materials_has_all_of_the_lock_and_the_scripts_of_others():
    subprocess.run([sys.executable, ".ci/sbom"], cwd=ROOT, check=True, capture_output=True)
    made = json.loads(read(".var/sbom.json"))
    assert made["bomFormat"] == "CycloneDX"
    named = {(one["name"], one["version"]) for one in made["components"]}
    assert set(PINNED.findall(read(".requirements.lock"))) <= named
    assert "yjs" in dict(named)


@pytest.mark.parametrize("version", [(3, 11, 9), (3, 12, 5)])
def test_a_python_with_a_known_hole_is_named(version):
    assert "has a known hole" in known_hole(version)


@pytest.mark.parametrize("version", [(3, 11, 10), (3, 12, 6), (3, 13, 0), (3, 14, 0)])
def test_a_python_without_one_is_not(version):
    assert known_hole(version) is None
