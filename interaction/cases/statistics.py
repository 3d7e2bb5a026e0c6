"""Our word: how a site keeps its deadlines."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, F, Q
from wagtail.models import Site

from interaction.cases.models import REPLY, Case
from portal.deadlines.models import Obligation
from portal.deadlines.rules import ZONE


@dataclass(frozen=True)
class MonthlyWord:
    """`received` and `on_time` are of the month; `overdue` is everything still owed too late today."""

    month: date
    received: int
    on_time: int
    overdue: int


def monthly_word(site: Site, today: date) -> MonthlyWord:
    """Count a site's letters received and answered in time this month, and those overdue (two queries).

    A letter that is taken up again is promised an answer once more, but it is not received once more.
    """
    month, now = today.replace(day=1), _midnight(today)
    since = _midnight(month)
    answered_in_time = Q(satisfied_at__gte=since, satisfied_at__lt=F("due_at"))
    counts = (
        Obligation.objects.for_site(site)
        .filter(kind=REPLY)
        .aggregate(
            on_time=Count("pk", filter=answered_in_time),
            overdue=Count("pk", filter=Q(state__in=Obligation.OPEN_STATES, due_at__lte=now)),
        )
    )
    received = Case.objects.for_site(site).filter(received_at__gte=since).count()
    return MonthlyWord(month, received, **counts)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZONE)
