"""Static files as a server has them: under hashed names, and our own without comments."""

import json
import os
import posixpath
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.server.ops.test_bundle import NODE

SOURCES = settings.BASE_DIR / "static"
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Return what `collectstatic` makes: {path in static/: (name, bytes)}."""
    folder = tmp_path_factory.mktemp("collected")
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    environment = {**os.environ, "VAR_DIR": str(folder)}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True, timeout=120)
    names = json.loads((folder / "static" / "staticfiles.json").read_text("utf-8"))["paths"]
    return {path: (name, (folder / "static" / name).read_bytes()) for path, name in names.items()}


def scripts():
    """Return the paths of our own scripts below static/."""
    return [path.relative_to(SOURCES).as_posix() for path in (SOURCES / "js").rglob("*.js")]


@pytest.mark.parametrize("script", scripts())
def test_a_script_imports_others_by_their_hashed_names(collected, script):
    # Django leaves an import alone that it does not recognize, such as one without a semicolon.
    served = {name for name, _ in collected.values()}
    name, code = collected[script]
    for path in IMPORT.findall(code.decode()):
        assert posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) in served


@pytest.mark.parametrize("script", [path for path in scripts() if path.count("/") == 1])
def test_a_pages_script_holds_all_that_it_imports(collected, script):
    source, served = (SOURCES / script).read_text("utf-8"), collected[script][1].decode()
    assert not re.search(r"""\bimport\b\s*[^\s(]""", served)
    assert "import" not in source or len(served) > len(source)
    # Where two modules of a bundle took each other's names, it would not even parse.
    subprocess.run([NODE, "--input-type=module", "--check"], input=served, text=True, check=True)


def test_what_the_table_wants_later_is_there_by_its_hashed_name(collected):
    served = collected["js/table.js"][1].decode()
    later = ("js/board/confetti.js", "js/house_words/editor.js", "js/lobby/screen_check.js")
    for script in later:
        assert f'import("./{collected[script][0].removeprefix("js/")}")' in served


@pytest.mark.parametrize("path", [*scripts(), "base.css"])
def test_our_own_files_are_served_without_comments_and_indentation(collected, path):
    _, served = collected[path]
    assert not re.search(r"^\s|^//", served.decode(), re.MULTILINE)


def test_what_others_wrote_is_served_as_it_is(collected):
    _, served = collected["vendor/yjs.js"]
    assert served == (SOURCES / "vendor" / "yjs.js").read_bytes()
