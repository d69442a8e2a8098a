"""Bundles: they do in a JavaScript engine what their modules would have done."""

import re
import subprocess
from pathlib import Path

import playwright
import pytest
from django.conf import settings

from colorclues.ops.bundle import IMPORT, NotBundled, bundle, lazily_imported

NODE = Path(playwright.__file__).parent / "driver" / "node"
STATIC = settings.BASE_DIR / "static"


def read(path):
    return (STATIC / path).read_text("utf-8")


def run(folder, scripts, *, bundled):
    """Return what `js/page.js` has logged in Node, alone or with its modules beside it."""
    if bundled:
        page = bundle("js/page.js", scripts.__getitem__)
        outside = {path: text for path, text in scripts.items() if not path.startswith("js/")}
        scripts = outside | {"js/page.js": page}
    for path, text in scripts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "package.json").write_text('{"type": "module"}')
    command = [NODE, folder / "js" / "page.js"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


PAGE = {
    "names and their aliases": {
        "js/page.js": 'import { one, two as other } from "./a.js";\nconsole.log(one(), other);\n',
        "js/a.js": "export function one() {\n    return 1;\n}\nexport const two = 2;\n",
    },
    "imports over several lines": {
        "js/page.js": 'import {\n    one,\n    two,\n} from "./a.js";\nconsole.log(one + two);\n',
        "js/a.js": "export const one = 1;\nexport const two = 2;\n",
    },
    "names of its own that others have, too": {
        "js/page.js": 'import { up } from "./a.js";\nlet n = 5;\nconsole.log(up(), up(), n);\n',
        "js/a.js": "let n = 0;\nexport function up() {\n    return (n += 1);\n}\n",
    },
    "each module once, after those that it imports": {
        "js/page.js": 'import "./a.js";\nimport { b } from "./x/b.js";\nconsole.log("page", b);\n',
        "js/a.js": 'import { b } from "./x/b.js";\nconsole.log("a", b);\n',
        "js/x/b.js": 'import "../c.js";\nconsole.log("b");\nexport const b = "B";\n',
        "js/c.js": 'console.log("c");\n',
    },
    "classes and coroutines": {
        "js/page.js": 'import { A, f } from "./a.js";\nconsole.log(new A().is, await f());\n',
        "js/a.js": "export class A {\n    is = 1;\n}\nexport async function f() {}\n",
    },
    "what is not ours": {
        "js/page.js": 'import { one } from "./x/a.js";\nconsole.log(one);\n',
        "js/x/a.js": 'import { one as v } from "../../vendor/v.js";\nexport const one = v + 1;\n',
        "vendor/v.js": "const a = 1;\nexport { a as one };\n",
    },
}


@pytest.mark.parametrize("scripts", PAGE.values(), ids=PAGE.keys())
def test_a_bundle_does_what_its_modules_do(tmp_path, scripts):
    apart = run(tmp_path / "apart", scripts, bundled=False)
    assert apart
    assert run(tmp_path / "bundled", scripts, bundled=True) == apart


def test_what_is_imported_at_run_time_is_not_in_the_bundle_and_is_still_found():
    scripts = {
        "js/page.js": 'import "./x/a.js";\n',
        "js/x/a.js": 'import("./lazy.js");\nimport("../other.js");\n',
    }
    made = bundle("js/page.js", scripts.__getitem__)
    assert lazily_imported("js/page.js", made) == ["js/x/lazy.js", "js/other.js"]


def test_a_bundle_exports_what_its_entry_does():
    made = bundle("js/page.js", {"js/page.js": "export function open() {}\n"}.__getitem__)
    assert "export function open() {}" in made


@pytest.mark.parametrize(
    "line",
    [
        'import all from "./a.js";',
        'import * as all from "./a.js";',
        "import { one } from './a.js';",
        'import { one } from "./a.js"',
        "export default function () {}",
        "export { one };",
        "export let one = 1;",
        'export * from "./a.js";',
        "console.log(import.meta.url);",
    ],
)
@pytest.mark.parametrize("path", ["js/page.js", "js/b.js"])
def test_what_bundles_do_not_have_is_refused(path, line):
    scripts = {"js/page.js": 'import "./b.js";\n', "js/b.js": "", "js/a.js": ""}
    scripts[path] += f"{line}\n"
    with pytest.raises(NotBundled, match=path):
        bundle("js/page.js", scripts.__getitem__)


def test_modules_that_import_each_other_are_refused():
    scripts = {"js/page.js": 'import "./a.js";\n', "js/a.js": 'import "./b.js";\n'}
    scripts["js/b.js"] = scripts["js/page.js"]
    with pytest.raises(NotBundled, match="imports itself"):
        bundle("js/page.js", scripts.__getitem__)


def modules(path, found=None):
    """Return the paths of a script and of all that it imports, those at run time not included."""
    found = {path} if found is None else found
    for _names, address in IMPORT.findall(read(path)):
        module = (STATIC / path).parent.joinpath(address).resolve().relative_to(STATIC).as_posix()
        if module.startswith("js/") and module not in found:
            found.add(module)
            modules(module, found)
    return found


def test_what_a_page_gets_a_second_time_at_run_time_has_no_state():
    # The bundle that is imported at run time has copies of modules that the page has already.
    twice = set()
    for entry in ("js/table.js", "js/puzzle.js", "js/replay.js"):
        there = modules(entry)
        for path in sorted(there):
            for lazy in lazily_imported(path, read(path)):
                twice |= there & modules(lazy)
    assert twice
    for path in twice:
        for line in re.findall(r"^\S.*", read(path), re.MULTILINE):
            stateless = r"//|\}|import |(export )?(async )?function |const [A-Z_]+ = \d+;"
            assert re.match(stateless, line), f"{path}: {line}"
