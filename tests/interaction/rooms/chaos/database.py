"""A copy of the empty test database that several processes can open."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connections
from django.db.utils import load_backend


@contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """Copy the database of the test process as it is now; gives the URL of the copy, which is dropped."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        file = folder / "chaos.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        yield f"sqlite:///{file}"
        return
    from django.db.backends.postgresql.base import DatabaseWrapper

    settings = connection.settings_dict
    name, copy_name = settings["NAME"], f"{settings['NAME']}_chaos"
    connection.close()
    server = DatabaseWrapper({**settings, "NAME": "postgres"}, "chaos")
    quoted = server.ops.quote_name
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(copy_name)} TEMPLATE {quoted(name)}")
    try:
        secret = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
        where = f"{settings['USER']}{secret}@{settings['HOST']}:{settings['PORT']}"
        yield f"postgresql://{where}/{quote(copy_name)}"
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted(copy_name)} WITH (FORCE)")
        server.close()


@contextmanager
def reading(database_url: str) -> Iterator[None]:
    """Let Django's models read and write the copy for a while."""
    usual = connections["default"]
    name = (
        database_url.removeprefix("sqlite:///")
        if usual.vendor == "sqlite"
        else database_url.rpartition("/")[2]
    )
    backend = load_backend(usual.settings_dict["ENGINE"])
    copy = backend.DatabaseWrapper({**usual.settings_dict, "NAME": name}, "default")
    connections["default"] = copy
    try:
        yield
    finally:
        copy.close()
        connections["default"] = usual
