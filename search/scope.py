"""What a search may see. Pure: no Django, no storage."""

from dataclasses import asdict, dataclass
from typing import Any, Self

_SETS = ("kinds", "pages")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may see. Enforced inside replica and store, whoever asks.

    None means no limit; `site` and `locale` are always set by the portal's own doors.
    """

    site: int | None = None
    locale: str | None = None
    role: str | None = None
    kinds: frozenset[str] = frozenset()
    topic: str = ""
    issuing_body: str = ""
    year: int | None = None
    pages: frozenset[int] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        """The scope as plain data, for a stored pipeline."""
        return asdict(self) | {name: sorted(getattr(self, name)) for name in _SETS}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The scope that `to_dict` described."""
        return cls(**data | {name: frozenset(data.get(name, ())) for name in _SETS})
