"""The upgrade notes name what somebody who runs a server has to know of."""

import re
import subprocess

import pytest

from tests.servers import ROOT
from tests.version_before import COMMIT

NOTES = (ROOT / ".github" / "CHANGELOG.md").read_text("utf-8").split("\n## ")[1]
"""Those of the version that is being made."""


def before(*question):
    """Return what git knows of the version before this one."""
    done = subprocess.run(["git", *question], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is not a clone with the version before in it")
    return done.stdout


def settings_in(readme):
    return set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))


def test_every_new_setting_is_in_the_notes():
    now = settings_in((ROOT / "README.md").read_text("utf-8"))
    new = now - settings_in(before("show", f"{COMMIT}:README.md"))
    assert {name for name in new if f"`{name}`" not in NOTES} == set()


def test_every_new_migration_is_in_the_notes():
    folder = "colorclues/migrations"
    old = before("ls-tree", "--name-only", COMMIT, f"{folder}/").split()
    new = {
        path.stem for path in (ROOT / folder).glob("0*.py") if f"{folder}/{path.name}" not in old
    }
    assert {name for name in new if f"`{name}`" not in NOTES} == set()
