"""The column of surveys: open ones, those to come, those whose result is owed, and the results."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from interaction.surveys.actions.answering import phase_of
from interaction.surveys.models import Survey, SurveyPage
from interaction.surveys.presentation import phase_words
from portal.deadlines.models import Obligation

PER_PAGE = 12


@dataclass(frozen=True)
class Card:
    """A survey as lists show it."""

    survey: Survey
    now: datetime

    @property
    def page(self) -> SurveyPage:
        """The page of the survey."""
        return self.survey.page

    @property
    def phase(self) -> dict[str, str]:
        """Its phase in words."""
        return phase_words(phase_of(self.survey, self.now))

    @property
    def days_left(self) -> int:
        """Whole days until it closes."""
        return max((timezone.localdate(self.survey.closes_at) - timezone.localdate(self.now)).days, 0)

    @property
    def is_overdue(self) -> bool:
        """Whether its result should have been published before now."""
        owed = (each for each in self.survey.obligations.all() if each.state == Obligation.State.OPEN)
        return self.survey.result_published_at is None and any(each.due_at <= self.now for each in owed)


def listed(site: Site) -> QuerySet[Survey]:
    """The surveys of a site that everybody may see, with what lists show (two queries)."""
    pages = SurveyPage.objects.live().public()
    found: QuerySet[Survey] = Survey.objects.for_site(site).filter(page__in=pages, cancelled_at=None)
    found = found.select_related("page__department").defer("page__questionnaire")
    return found.prefetch_related(Prefetch("obligations", queryset=Obligation.objects.all()))


def index_context(request: HttpRequest, site: Site) -> dict[str, Any]:
    """What the column shows."""
    now = timezone.now()
    rows: Any = listed(site)
    results = Paginator(rows.with_result().order_by("-result_published_at"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "open": [Card(each, now) for each in rows.open(now).order_by("closes_at")],
        "to_come": [Card(each, now) for each in rows.to_come(now).order_by("opens_at")],
        "awaiting": [Card(each, now) for each in rows.awaiting_result(now).order_by("-closes_at")],
        "past": [Card(each, now) for each in results],
        "page_obj": results,
    }
