"""Static files: which are collected, and under which (hashed) names they are served."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Collected(StaticFilesConfig):
    """Django's own, without what nothing here uses and whose imports do not resolve."""

    ignore_patterns = [  # noqa: RUF012  (as Django declares it)
        *StaticFilesConfig.ignore_patterns,
        "*/ext/hx-*",
        "*/ext/htmx-*",
        "*/htm[ax]*-4*",
    ]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which here also follows the imports of ES modules."""

    support_js_module_import_aggregation = True
