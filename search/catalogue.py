"""What pages there are: one entry a page, in memory, in step with the index.

Titles, numbers and dates are small; keeping them beside the replica lets a search count its facets
and find a title without a query of its own.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Min
from django.utils import timezone

from portal.content import rules
from search.document_numbers import is_same_number, number_key
from search.following import IndexFollower
from search.models import Passage
from search.pinyin import Reading
from search.scope import Scope
from search.text import fold

_COLUMNS = (
    "page_id", "site_id", "locale", "kind", "title", "document_number", "issuing_body", "topic",
    "published_on", "effective_on", "expires_on", "validity", "expire_at",
    "page__path", "page__content_type_id",
)  # fmt: skip


@dataclass
class Entry:
    """One page that can be found."""

    page_id: int
    site_id: int | None
    locale: str
    kind: str
    title: str
    document_number: str
    issuing_body: str
    topic: str
    published_on: date | None
    effective_on: date | None
    expires_on: date | None
    validity: str
    expire_at: datetime | None
    path: str
    content_type_id: int | None

    @cached_property
    def plain_title(self) -> str:
        """The title without spaces and punctuation."""
        return plain(self.title)

    @cached_property
    def number(self) -> str:
        """The document number in the form that is compared."""
        return number_key(self.document_number)

    @cached_property
    def reading(self) -> Reading:
        """What the title sounds like."""
        return Reading(self.title)

    @cached_property
    def plain_number(self) -> str:
        """The document number as it stands, without spaces and punctuation."""
        return plain(self.document_number)

    @property
    def year(self) -> str:
        """The year of publishing, empty where unknown."""
        return str(self.published_on.year) if self.published_on else ""

    def is_within(self, scope: Scope) -> bool:
        """Whether the page may be found now by who may see a site in a language."""
        return (
            (scope.site is None or self.site_id == scope.site)
            and (scope.locale is None or self.locale == scope.locale)
            and (self.expire_at is None or self.expire_at > timezone.now())
        )

    def is_in_force(self, today: date) -> bool:
        """Whether the page holds on a day; what is no policy always does."""
        return self.validity_on(today) in {"", *rules.IN_FORCE}

    def validity_on(self, today: date) -> str:
        """The validity on a day; empty for what is no policy."""
        if not self.validity:
            return ""
        return rules.validity_on(today, self.validity, self.effective_on, self.expires_on)


def plain(text: str) -> str:
    """A folded text without spaces and punctuation, by which titles are compared."""
    return "".join(character for character in fold(text) if character.isalnum())


class Catalogue(IndexFollower):
    """All pages of the index by their key."""

    def start_anew(self) -> None:
        """Forget all pages."""
        self._entries: dict[int, Entry] = {}
        self._by_title: dict[str, list[Entry]] = {}
        self._by_number: dict[str, list[Entry]] = {}

    def take(self, changed: Any, since: int) -> None:
        """Enter pages anew whose passages changed; a page without passages left is gone."""
        known = dict(self._entries)
        changed = changed.filter(page__isnull=False)
        if known:
            touched = list(changed.order_by().values_list("page_id", flat=True).distinct())
            for page_id in touched:
                known.pop(page_id, None)
            changed = Passage.objects.filter(page_id__in=touched)
        known |= {values["page_id"]: _entry(values) for values in _first_of_page(changed)}
        by_title, by_number = defaultdict(list), defaultdict(list)
        for entry in known.values():
            for name in {entry.plain_title, entry.plain_number}:
                by_title[name].append(entry)
            by_number[_year_and_number(entry.number)].append(entry)
        self._entries, self._by_title, self._by_number = known, dict(by_title), dict(by_number)

    def get(self, page_id: int) -> Entry | None:
        """The entry of a page."""
        return self._entries.get(page_id)

    def titled(self, plain_text: str) -> list[Entry]:
        """The entries whose title or document number a text is."""
        return self._by_title.get(plain_text, []) if plain_text else []

    def numbered(self, key: str) -> list[Entry]:
        """The entries whose document number a key names."""
        candidates = self._by_number.get(_year_and_number(key), []) if key else []
        return [entry for entry in candidates if is_same_number(entry.number, key)]

    def within(self, scope: Scope) -> list[Entry]:
        """The entries that may be found within a scope."""
        return [entry for entry in self._entries.values() if entry.is_within(scope)]


def _year_and_number(key: str) -> str:
    return key.encode("ascii", "ignore").decode()


def _first_of_page(passages: Any) -> Any:
    first = passages.live().order_by().values("page_id").annotate(first=Min("pk")).values("first")
    return Passage.objects.filter(pk__in=first).order_by("pk").values(*_COLUMNS).iterator(chunk_size=2000)


def _entry(values: dict[str, Any]) -> Entry:
    path, content_type = values.pop("page__path"), values.pop("page__content_type_id")
    return Entry(**values, path=path or "", content_type_id=content_type)


_catalogue = Catalogue()


def get_catalogue() -> Catalogue:
    """This process's catalogue, up to date."""
    return _catalogue.refresh()
