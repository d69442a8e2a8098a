"""Where static files come from: hashed names and compressed copies once they are collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which here also follows the imports of ES modules."""

    support_js_module_import_aggregation = True
