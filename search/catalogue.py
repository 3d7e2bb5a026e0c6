"""What pages there are: one entry a page, in memory, in step with the index.

Titles, numbers and dates are small; keeping them beside the replica lets a search count its facets
and find a title without a query of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Min
from django.utils import timezone

from portal.content import rules
from search.document_numbers import number_key
from search.following import IndexFollower
from search.models import Passage
from search.pinyin import Reading
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

    def take(self, changed: Any) -> None:
        """Enter pages anew whose passages changed; a page without passages left is gone."""
        known = dict(self._entries)
        changed = changed.filter(page__isnull=False)
        if known:
            touched = list(changed.order_by().values_list("page_id", flat=True).distinct())
            for page_id in touched:
                known.pop(page_id, None)
            changed = Passage.objects.filter(page_id__in=touched)
        self._entries = known | {values["page_id"]: _entry(values) for values in _first_of_page(changed)}

    def get(self, page_id: int) -> Entry | None:
        """The entry of a page."""
        return self._entries.get(page_id)

    def within(self, site: int | None, locale: str | None) -> list[Entry]:
        """The entries of a site that have not expired."""
        now = timezone.now()
        return [
            entry
            for entry in self._entries.values()
            if (site is None or entry.site_id == site)
            and (locale is None or entry.locale == locale)
            and (entry.expire_at is None or entry.expire_at > now)
        ]


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
