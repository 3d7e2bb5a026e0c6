"""The site search: pages that match a query, the best passage of each quoted, filters counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ResultPage
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Site

from portal.base.models import BasePage
from portal.content.models import SectionPage
from search.catalogue import Catalogue, Entry, get_catalogue, plain
from search.document_numbers import number_key
from search.facets import NEWEST, Facet, Reader, Section, count_facets, passes, read_filters
from search.matching import Match, Matches, coverage, match
from search.models import Passage
from search.quoting import mark, quote, terms_to_mark
from search.scope import Scope
from search.spelling import correct

PAGE_SIZE = 10
# Passages shown beside the best one.
MORE = 4
# A query of so many characters that stands in a title asks for that page.
TITLE_PART = 5
# A correction must make the best passage hold this much more of the query.
BETTER = 0.05
_UNREAD = ("title_tokens", "heading_tokens", "text_tokens", "meta")


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A passage as the results show it."""

    heading: str
    url: str
    quote_html: SafeString


@dataclass(slots=True)
class Group:
    """A page found, with its best passage and the others that match."""

    page: BasePage
    url: str
    title_html: SafeString
    summary_html: SafeString
    best: QuotedPassage | None = None
    more: list[QuotedPassage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results; `total` counts those that pass the filters, `found` all."""

    groups: list[Group]
    total: int
    found: int
    facets: list[Facet]
    page_obj: ResultPage[Any]
    did_you_mean: str


def scope_of(site: Site) -> Scope:
    """What the visitors of a site may find: its own content, in the language that it is written in."""
    return Scope(site=site.pk, locale=site.root_page.locale.language_code)


def search(
    query: str, site: Site, asked: Mapping[str, str], url_of: Callable[[BasePage], str | None]
) -> Results:
    """Search a site; `asked` holds the filters, `sort` and `page` as they were typed."""
    scope, catalogue, today = scope_of(site), get_catalogue(), timezone.localdate()
    matches = match(query, scope)
    ranked = _rank(query, matches, catalogue, scope, today)
    reader = Reader(_sections(site), today)
    values = {entry.page_id: reader.read(entry) for entry, _match in ranked}
    everywhere = map(reader.read, catalogue.within(scope))
    wanted = read_filters(asked, everywhere)
    kept = [pair for pair in ranked if passes(values[pair[0].page_id], wanted)]
    if asked.get("sort") == NEWEST:
        kept.sort(key=lambda pair: pair[0].published_on or date.min, reverse=True)
    shown = Paginator(kept, PAGE_SIZE).get_page(asked.get("page"))
    return Results(
        groups=_groups(list(shown), matches, url_of),
        total=len(kept),
        found=len(ranked),
        facets=count_facets(list(values.values()), wanted, reader),
        page_obj=shown,
        did_you_mean=_did_you_mean(query, matches, scope),
    )


def top_topics(site: Site, count: int = 8) -> list[str]:
    """The topics that most of a site's pages are about."""
    pages = Counter(entry.topic for entry in get_catalogue().within(scope_of(site)))
    pages.pop("", None)
    return [topic for topic, _pages in pages.most_common(count)]


def _rank(
    query: str, matches: Matches, catalogue: Catalogue, scope: Scope, today: date
) -> list[tuple[Entry, Match]]:
    """The pages found, those first whose title or document number was typed, in force before ended."""
    asked, number = plain(query), number_key(query)
    found = {found.page_id: found for found in matches.pages}
    exact = {
        entry.page_id: entry
        for entry in (*catalogue.titled(asked), *catalogue.numbered(number))
        if entry.is_within(scope)
    }
    named = [(entry, found.pop(page_id, Match(page_id, ()))) for page_id, entry in exact.items()]
    named.sort(key=lambda pair: not pair[0].is_in_force(today))
    others = [(entry, one) for one in found.values() if (entry := catalogue.get(one.page_id))]
    if len(asked) >= TITLE_PART:
        others.sort(key=lambda pair: _title_rank(asked, pair[0].plain_title))
    return named + others


def _title_rank(asked: str, title: str) -> int:
    """Titles that begin with what was typed, then those that hold it, then all others as they are."""
    if asked not in title:
        return 2
    return int(not title.startswith(asked))


def _did_you_mean(query: str, matches: Matches, scope: Scope) -> str:
    meant = correct(query)
    if meant is None or coverage(meant, scope) < matches.coverage + BETTER:
        return ""
    return meant


def _sections(site: Site) -> list[Section]:
    pages = SectionPage.objects.live().descendant_of(site.root_page).only("path", "title", "title_en")
    return [Section(str(page.pk), page.path, page.local_title) for page in pages]


def _groups(
    shown: list[tuple[Entry, Match]], matches: Matches, url_of: Callable[[BasePage], str | None]
) -> list[Group]:
    terms = terms_to_mark(matches.question)
    pages = _load_pages([entry for entry, _match in shown])
    keys = [key for _entry, found in shown for key in found.passages[: MORE + 2]]
    passages = Passage.objects.live().defer(*_UNREAD).in_bulk(keys)
    groups = []
    for entry, found in shown:
        page = pages.get(entry.page_id)
        url = url_of(page) if page else None
        if page is None or url is None:
            continue
        quoted = [
            _quoted(passage, url, terms)
            for key in found.passages[: MORE + 2]
            if (passage := passages.get(key)) and passage.role == Passage.Role.PROVISION
        ]
        groups.append(
            Group(
                page=page,
                url=url,
                title_html=mark(page.local_title, terms),
                summary_html=quote(page.local_summary, terms),
                best=next(iter(quoted), None),
                more=quoted[1 : MORE + 1],
            )
        )
    return groups


def _quoted(passage: Passage, url: str, terms: frozenset[str]) -> QuotedPassage:
    own = " ".join(part for part in (passage.number, passage.caption) if part)
    heading = own or " ".join(passage.headings[-1:])
    anchor = f"#{passage.anchor}" if passage.anchor else ""
    return QuotedPassage(heading, url + anchor, quote(passage.text, terms))


def _load_pages(entries: Iterable[Entry]) -> dict[int, BasePage]:
    """The published pages themselves, one query a type, without their bodies."""
    by_type: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.content_type_id:
            by_type[entry.content_type_id].append(entry.page_id)
    loaded: dict[int, BasePage] = {}
    for content_type, keys in by_type.items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        heavy = {"body", "attachments", "transcript"} & {column.name for column in model._meta.get_fields()}
        loaded |= model.objects.live().defer(*heavy).in_bulk(keys)
    return loaded
