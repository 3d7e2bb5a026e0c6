"""A copy of the empty test database that several processes can open."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connections
from django.db.utils import load_backend
from psycopg import sql


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
    settings = connection.settings_dict
    connection.close()
    name, copy_name = settings["NAME"], f"{settings['NAME']}_chaos"
    names = {"source": sql.Identifier(name), "copy": sql.Identifier(copy_name)}
    with psycopg.connect(_url(settings, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {source}").format(**names))
        try:
            yield _url(settings, copy_name)
        finally:
            server.execute(sql.SQL("DROP DATABASE {copy} WITH (FORCE)").format(**names))


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


def _url(settings: dict[str, Any], name: str) -> str:
    secret = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    where = f"{settings['HOST'] or '127.0.0.1'}:{settings['PORT'] or 5432}"
    return f"postgresql://{quote(settings['USER'])}{secret}@{where}/{quote(name)}"
