"""Wagtail's search, taught Chinese: the database backends with Han text split into bigrams.

The library's backends take a run of Han characters for one word, so that only whole titles are
found. Here each field is cut into tokens before it is stored, and each query in the same way;
tables, ranking and commands stay the library's. Set WAGTAILSEARCH_BACKENDS to this package; after
a change of the analysis run `manage.py update_index`.
"""

from typing import Any

from django.db import connection
from modelsearch.backends import database
from modelsearch.backends.database.fallback import DatabaseSearchBackend


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that the library looks for
    """Choose the backend of the default database; one without a full-text index stays the library's."""
    if connection.vendor == "postgresql":
        from search.admin_backend.postgres import PostgresBackend

        return PostgresBackend(params)
    chosen = database.SearchBackend(params)
    if connection.vendor != "sqlite" or isinstance(chosen, DatabaseSearchBackend):
        return chosen

    from search.admin_backend.sqlite import SQLiteBackend

    return SQLiteBackend(params)
