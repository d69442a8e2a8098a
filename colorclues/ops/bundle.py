"""A script and all that it imports as one script, so that a page asks for one file, not for forty.

Each module becomes a function that returns what the module exports, in the order in which a browser
would run them. This reads no JavaScript but the few forms in which our scripts import and export,
and refuses what it does not know rather than bundle it wrongly.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"([^"]+)";$', re.MULTILINE)
LAZY_IMPORT = re.compile(r'\bimport\("([^"]+)"\)')
EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)
UNKNOWN = re.compile(r"^\s*(?:import\b(?!\()|export\b).*|.*\bimport\.meta\b.*", re.MULTILINE)

Read = Callable[[str], str]


class NotBundled(ValueError):
    """A script imports or exports in a way that bundles do not have."""


def bundle(entry: str, read: Read, folder: str = "js/") -> str:
    """Return a script with all that it imports from `folder`; other imports stay as they are.

    `read` returns the script at a path. The bundle exports what the entry exports; what is imported
    at run time, with `import(...)`, is not a part of it. Raises `NotBundled`.
    """
    return _Bundle(entry, read, folder).text()


def lazily_imported(path: str, script: str) -> list[str]:
    """Return the paths of what a script imports at run time."""
    return [_resolve(path, name) for name in LAZY_IMPORT.findall(script)]


class _Bundle:
    def __init__(self, entry: str, read: Read, folder: str) -> None:
        self.entry, self.read, self.folder = entry, read, folder
        self.outside: list[str] = []
        """The imports from outside of the folder, each once."""
        self.modules: dict[str, str] = {}
        """By path, each after all that it imports; empty while those are still to come."""

    def text(self) -> str:
        entry = self._without_imports(self.entry)
        _check(self.entry, EXPORT.sub("", entry))
        return "\n".join([*self.outside, *self.modules.values(), entry])

    def _add(self, path: str) -> None:
        if path in self.modules:
            if not self.modules[path]:
                raise NotBundled(f"{path} imports itself, by way of others.")
            return
        if not path.startswith(self.folder):
            address = self._from_entry(path)
            self.modules[path] = f"// {path}"
            self.outside.append(f'import * as {_variable(path)} from "{address}";')
            return
        self.modules[path] = ""
        script = self._without_imports(path)
        exported = ", ".join(name for _kind, name in EXPORT.findall(script))
        script = EXPORT.sub(r"\1 \2", script)
        _check(path, script)
        del self.modules[path]  # To stand after what it imports.
        self.modules[path] = (
            f"const {_variable(path)} = (() => {{\n{script}\nreturn {{ {exported} }};\n}})();"
        )

    def _without_imports(self, path: str) -> str:
        """Return the script at a path, with constants in place of what it imports."""
        script = self.read(path)
        for _names, address in IMPORT.findall(script):
            self._add(_resolve(path, address))

        def constants(match: re.Match[str]) -> str:
            names, address = match.groups()
            if names is None:
                return ""
            named = re.sub(r"\s+as\s+", ": ", names)
            return f"const {{{named}}} = {_variable(_resolve(path, address))};"

        def lazy(match: re.Match[str]) -> str:
            return f'import("{self._from_entry(_resolve(path, match[1]))}")'

        return LAZY_IMPORT.sub(lazy, IMPORT.sub(constants, script))

    def _from_entry(self, path: str) -> str:
        relative = posixpath.relpath(path, posixpath.dirname(self.entry))
        return relative if relative.startswith(".") else f"./{relative}"


def _check(path: str, script: str) -> None:
    unknown = UNKNOWN.search(script)
    if unknown:
        raise NotBundled(f"{path}: bundles have no such import or export: {unknown[0].strip()}")


def _resolve(path: str, address: str) -> str:
    """Return the path that a script at `path` means by an address."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def _variable(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path)
