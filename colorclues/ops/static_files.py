"""Static files: which are collected, and under which (hashed) names they are served."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

import rcssmin
import rjsmin
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile, File
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from colorclues.ops.bundle import bundle, lazily_imported


class Collected(StaticFilesConfig):
    """Django's own app, without files that nothing here uses and whose imports do not resolve."""

    ignore_patterns = [  # noqa: RUF012  (as Django declares it)
        *StaticFilesConfig.ignore_patterns,
        "*/ext/hx-*",
        "*/ext/htmx-*",
        "*/htm[ax]*-4*",
    ]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, set to follow the imports of ES modules, too.

    Our own scripts and styles are served without comments and indentation, and what a page asks for
    is one script: a bundle.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        """Put a bundle in the place of each script that a page asks for; then name all by hash."""
        bundles = InMemoryStorage()
        for path, script in _bundles(paths).items():
            bundles.save(path, ContentFile(script.encode()))
            paths = {**paths, path: (bundles, path)}
        yield from super().post_process(paths, dry_run, **options)

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        top, *below = PurePath(name).parts
        ours = not below or top == "js"
        shorten = SHORTEN.get(PurePath(name).suffix) if ours else None
        if shorten is not None:
            # In chunks, which begin at the start: Django hands over files that it has read already.
            whole = b"".join(content.chunks()).decode()
            content = ContentFile(shorten(whole).encode())
        return super()._save(name, content)  # type: ignore[no-any-return]


SHORTEN: dict[str, Callable[[str], str]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


def _bundles(paths: dict[str, Any]) -> dict[str, str]:
    """Return path -> bundle of the scripts that pages ask for: at first, or at run time."""
    scripts: dict[str, str] = {}
    for path, (storage, name) in paths.items():
        if path.startswith("js/"):
            with storage.open(name) as file:
                scripts[path] = file.read().decode()
    entries = {path for path in scripts if path.count("/") == 1}
    for path, script in scripts.items():
        entries.update(lazily_imported(path, script))
    return {entry: bundle(entry, scripts.__getitem__) for entry in entries}
