"""What a turn of the pipeline ends with. Pure."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Asked:
    """A question on its way: as written, what came before it, and where to look."""

    text: str
    previous: str = ""
    previous_pages: tuple[int, ...] = ()
    about: int | None = None
    site: int | None = None
    locale: str | None = None
    own_places: frozenset[str] = frozenset()
    dense: bool = True


@dataclass(slots=True)
class Outcome:
    """How a turn ended: a status of the closed list, quotes, and what is kept to reproduce it."""

    status: str
    quotes: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, Any]] = field(default_factory=list)
    suggestions: list[dict[str, Any]] = field(default_factory=list)
    reading: dict[str, Any] = field(default_factory=dict)
