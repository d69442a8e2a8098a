"""Static files: which are collected, and under which (hashed) names they are served."""

from collections.abc import Callable
from pathlib import PurePath

import rcssmin
import rjsmin
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage


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

    Our own scripts and styles are served without comments and indentation.
    """

    support_js_module_import_aggregation = True

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
