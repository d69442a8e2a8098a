"""The version before this one: which it is, and its sources, taken out of the history.

While a version is rolled out, processes of the version before run beside the new ones; that they
play at the same tables is promised for this one step (README, "New versions"). After each release
`COMMIT` becomes the commit that was released, and what was kept for older versions may go.

The version before runs with the packages of this one. Once its sources do not work with the new
`requirements.txt` any more, it needs an environment of its own, as it has where it is in use:
`python -m venv` beside its sources, `pip install -r` of the requirements.txt among them, and a
`Web` that runs `bin/python` of that environment wherever it runs `sys.executable` now.
"""

import shutil
import subprocess
import zipfile
from pathlib import Path

from tests.servers import ROOT

COMMIT = "bd6eb8f87a66e2f1c1f7fd6b9600f010c9039e7b"


class NoHistory(Exception):
    """There is no history to look into, or too little of it; the text says what to do."""


def take_out(folder: Path, commit: str = COMMIT, repository: Path = ROOT) -> Path:
    """Write the sources of a commit into a folder that does not exist yet; return the folder.

    Raises `NoHistory` where nobody could expect the commit to be there, and `LookupError` where
    all of the history is there, and the commit is not in it.
    """
    if not (repository / ".git").exists() or shutil.which("git") is None:
        raise NoHistory("this is not a git checkout, or git is not installed: use a clone")
    if not _ask(repository, "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}"):
        if _ask(repository, "rev-parse", "--is-shallow-repository") == "true":
            raise NoHistory(f"the clone is too shallow to hold {commit}: git fetch --unshallow")
        raise LookupError(
            f"{commit} is not in the history: name another in tests/version_before.py"
        )
    folder.mkdir(parents=True)
    archive = folder.with_suffix(".zip")
    _ask(repository, "archive", "--format=zip", f"--output={archive}", commit, check=True)
    with zipfile.ZipFile(archive) as sources:
        sources.extractall(folder)
    archive.unlink()
    return folder


def _ask(repository: Path, *question: str, check: bool = False) -> str:
    done = subprocess.run(
        ["git", "-C", repository, *question], stdout=subprocess.PIPE, text=True, check=check
    )
    return done.stdout.strip()
