"""What a list of published letters can be narrowed by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q
from wagtail.models import Site

from interaction.cases.models import Case, Publication
from interaction.cases.models.publication import PublicationQuerySet
from interaction.cases.published.months import end_of, months_between, read_month, start_of
from interaction.cases.rules import clean_text
from portal.base.models import Department
from portal.content.models import Topic
from portal.deadlines.rules import local_date

QUERY_MAX = 100


@dataclass(frozen=True)
class Filters:
    """What was asked for; what nobody can mean is left out."""

    query: str = ""
    department: str = ""
    kind: str = ""
    topic: str = ""
    month: date | None = None

    @property
    def month_code(self) -> str:
        """The month as an address holds it: 2026-10."""
        return f"{self.month:%Y-%m}" if self.month else ""

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything was asked for."""
        return self != Filters()


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Read the parameters of an address."""
    return Filters(
        query=clean_text(asked.get("q", ""))[:QUERY_MAX],
        department=clean_text(asked.get("department", "")),
        kind=asked["kind"] if asked.get("kind") in Case.Kind.values else "",
        topic=clean_text(asked.get("topic", "")),
        month=read_month(asked.get("month", "")),
    )


def narrow(letters: PublicationQuerySet, filters: Filters) -> PublicationQuerySet:
    """Keep the letters of a department, kind, topic and month of receipt."""
    wanted = Q()
    if filters.department:
        wanted &= Q(case__department__slug=filters.department)
    if filters.kind:
        wanted &= Q(case__kind=filters.kind)
    if filters.topic:
        wanted &= Q(case__topic__slug=filters.topic)
    if filters.month:
        month = filters.month
        wanted &= Q(case__received_at__gte=start_of(month), case__received_at__lt=end_of(month))
    return letters.filter(wanted)


def choices(site: Site) -> dict[str, Any]:
    """What can be chosen: only what some published letter has (three queries)."""
    letters = Publication.objects.for_site(site).live().order_by()
    kept = letters.values_list("case__department", "case__topic", "case__kind").annotate(
        Min("case__received_at"), Max("case__received_at")
    )
    if not kept:
        return {}
    departments, topics, kinds, first, last = map(set, zip(*kept, strict=True))
    months = months_between(local_date(min(first)), local_date(max(last)))
    return {
        "departments": Department.objects.filter(pk__in=departments),
        "topics": Topic.objects.filter(pk__in=topics),
        "kinds": [(kind.value, kind.label) for kind in Case.Kind if kind.value in kinds],
        "months": months[::-1],
    }
