"""The column of interviews: what is coming and live above, what was said below, filtered and searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from interaction.cases.rules import clean_text
from interaction.cases.views import site_of
from interaction.interviews.listing import coming, listed, show
from interaction.interviews.models import Interview, InterviewPage
from portal.base.models import Department

PAGE_SIZE = 12
QUERY_MAX = 60
MOST_FOUND = 200
_SEARCHED = (
    "title",
    "title_en",
    "summary",
    "summary_en",
    "outline",
    "keywords",
    "guests__name",
)
_NEVER_HELD = (Interview.State.CANCELLED,)


@dataclass(frozen=True)
class Filters:
    """What was asked for; what nobody can mean is left out."""

    query: str = ""
    year: int | None = None
    department: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        return self != Filters()


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Read the parameters of an address."""
    year = asked.get("year", "")
    return Filters(
        query=clean_text(asked.get("q", ""))[:QUERY_MAX],
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 and year > "0000" else None,
        department=clean_text(asked.get("department", ""))[:QUERY_MAX],
    )


def index_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the column shows."""
    site, now = site_of(request), timezone.now()
    filters = read_filters(request.GET.dict())
    ahead = coming(site, now)
    past = listed(site).exclude(pk__in=[one.interview.pk for one in ahead]).exclude(state__in=_NEVER_HELD)
    found = _narrowed(past, filters).order_by("-starts_at")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "running": [one for one in ahead if one.is_running],
        "to_come": [one for one in ahead if one.is_to_come],
        "page_obj": page,
        "past": [show(interview, now) for interview in page],
        "total": page.paginator.count,
        **_choices(past, site),
    }


def _narrowed(past: QuerySet[Interview], filters: Filters) -> QuerySet[Interview]:
    if filters.year:
        past = past.filter(starts_at__year=filters.year)
    if filters.department:
        past = past.filter(page__department__slug=filters.department)
    if filters.query:
        past = past.filter(page__in=_pages_with(filters.query))
    return past


def _pages_with(query: str) -> set[int]:
    """Pages that hold all words in title, summary, outline or a guest's name, or in their transcript.

    A year has a handful of interviews: the words are looked for as they were typed, also single
    characters. Transcripts are long, so they are looked up in the index.
    """
    found = InterviewPage.objects.live()
    for word in query.split():
        held = [Q(**{f"{name}__icontains": word}) for name in _SEARCHED]
        found = found.filter(reduce(or_, held))
    indexed = get_search_backend().search(query, InterviewPage.objects.live())[:MOST_FOUND]
    return {*found.values_list("pk", flat=True), *(page.pk for page in indexed)}


def _choices(past: QuerySet[Interview], site: Site) -> dict[str, Any]:
    """The years and departments that some past interview has."""
    departments = past.order_by().values_list("page__department", flat=True).distinct()
    return {
        "years": [day.year for day in past.datetimes("starts_at", "year", order="DESC")],
        "departments": Department.objects.for_site(site).filter(pk__in=departments),
    }
