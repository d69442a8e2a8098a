"""The version before is taken out of the history, or it is said why that cannot be."""

import shutil
import subprocess

import pytest

from tests.version_before import NoHistory, take_out


@pytest.fixture
def full(tmp_path):
    """Give a repository with two commits, and the older of the two."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    repository = tmp_path / "full"
    git("init", "--quiet", repository)
    for version in ("older", "newer"):
        (repository / "version").write_text(version)
        git("-C", repository, "add", "version")
        own = ("user.name=Maya", "user.email=maya@example.org", "commit.gpgsign=false")
        settings = [part for setting in own for part in ("-c", setting)]
        git("-C", repository, *settings, "commit", "--quiet", "--message", version)
    return repository, git("-C", repository, "rev-parse", "HEAD~1")


def git(*command):
    done = subprocess.run(["git", *command], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_sources_are_those_of_the_commit(tmp_path, full):
    repository, older = full
    sources = take_out(tmp_path / "sources", older, repository)
    assert (sources / "version").read_text() == "older"
    assert [path.name for path in sources.iterdir()] == ["version"]


def test_in_a_shallow_clone_it_is_said_how_to_fetch_the_rest(tmp_path, full):
    repository, older = full
    shallow = tmp_path / "shallow"
    git("clone", "--quiet", "--depth=1", repository.as_uri(), shallow)
    with pytest.raises(NoHistory, match="git fetch --unshallow"):
        take_out(tmp_path / "sources", older, shallow)
    git("-C", shallow, "fetch", "--quiet", "--unshallow")
    assert (take_out(tmp_path / "sources", older, shallow) / "version").read_text() == "older"


def test_sources_without_their_history_are_no_place_to_look(tmp_path):
    with pytest.raises(NoHistory, match="not a git checkout"):
        take_out(tmp_path / "sources", repository=tmp_path)


def test_a_commit_that_is_missing_from_a_whole_history_is_an_error(tmp_path, full):
    repository, _ = full
    with pytest.raises(LookupError, match="not in the history"):
        take_out(tmp_path / "sources", "0" * 39 + "1", repository)
