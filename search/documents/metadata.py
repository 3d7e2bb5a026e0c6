"""What values the meta of documents holds. Pure."""

import json
from collections.abc import Iterable
from typing import Any

type Meta = dict[str, Any]

_TYPE_NAMES = {bool: "boolean", int: "int", float: "float"}


def values(metas: Iterable[Meta], field: str) -> list[Any]:
    """All values of a field, which may be written with the prefix `meta.`; missing ones are left out."""
    name = field.removeprefix("meta.")
    return [meta[name] for meta in metas if meta.get(name) is not None]


def distinct(metas: Iterable[Meta], field: str) -> list[Any]:
    """The different values of a field in a stable order; 1, 1.0, "1" and true are four values."""
    found = {
        (type(value).__name__, json.dumps(value, sort_keys=True)): value for value in values(metas, field)
    }
    return [found[key] for key in sorted(found, key=lambda key: (str(found[key]), key))]


def types(metas: Iterable[Meta]) -> dict[str, dict[str, str]]:
    """The type of each field, under the names that Haystack's stores use."""
    return {
        name: {"type": _TYPE_NAMES.get(type(value), "keyword")}
        for meta in metas
        for name, value in meta.items()
        if value is not None
    }


def least_and_greatest(metas: Iterable[Meta], field: str) -> dict[str, Any]:
    """The bounds of a field; None for a field that nothing has."""
    found = values(metas, field)
    return {"min": min(found, default=None), "max": max(found, default=None)}
