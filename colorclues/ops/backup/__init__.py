"""Backups: the whole database as one file, and back.

`sqlite` and `postgres` have the same two functions, `backup(database, file)` and
`restore(database, file)`, where `database` is the entry of Django's DATABASES.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from colorclues.ops.backup import postgres, sqlite


def kind_of(database: Mapping[str, Any]) -> ModuleType:
    """Return the module for a database."""
    return sqlite if database["ENGINE"] == "django.db.backends.sqlite3" else postgres
