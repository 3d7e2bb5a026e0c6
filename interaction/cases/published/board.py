"""Counting the months of a site: a handful of queries, however many letters and months there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, FilteredRelation, IntegerField, Min, Q, QuerySet, Value, When
from wagtail.models import Site

from interaction.cases.models import REPLY, Case, Rating
from interaction.cases.published.counting import WorkingDays
from interaction.cases.published.figures import Figures
from interaction.cases.published.months import end_of, month_of, start_of
from portal.base.models import Department
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import Obligation
from portal.deadlines.rules import local_date

type Board = dict[int | None, Figures]
type _Counts = dict[date, dict[int | None, dict[str, int]]]


@dataclass(frozen=True)
class Row:
    """One department's figures; no department: what is not assigned yet."""

    department: Department | None
    figures: Figures


def count_months(
    site: Site, months: Sequence[date], now: datetime, *, timed: Sequence[date] = ()
) -> dict[date, Board]:
    """The figures of each month by department (at most seven queries).

    `months` are first days that follow each other; in `timed` of them working days are counted too.
    """
    counts: _Counts = {month: defaultdict(dict) for month in months}
    for reading in (_received, _replied, _rated):
        for row in reading(site, months):
            counts[months[row.pop("month")]][row.pop("department_id")] |= row
    for row in _overdue(site, months, now):
        department = row.pop("department_id")
        for place, number in row.items():
            if number:
                counts[months[int(place)]][department]["overdue"] = number
    for month, board in _working_days(site, timed).items():
        for department, days in board.items():
            counts[month][department]["working_days"] = days
    return {
        month: {department: Figures(**numbers) for department, numbers in board.items()}
        for month, board in counts.items()
    }


def rows_of(board: Board, departments: Iterable[Department]) -> list[Row]:
    """The rows of a board, those who keep their word best first; who owed nothing comes last."""
    known = {department.pk: department for department in departments}
    rows = [Row(known.get(key) if key else None, figures) for key, figures in board.items()]
    return sorted(rows, key=_rank)


def total_of(board: Board) -> Figures:
    """The figures of all departments together."""
    return sum(board.values(), Figures())


def first_month(site: Site) -> date | None:
    """The month of the first letter; None while there is none."""
    promises = Obligation.objects.for_site(site).filter(kind=REPLY)
    first: datetime | None = promises.aggregate(first=Min("received_at"))["first"]
    return month_of(local_date(first)) if first else None


def _rank(row: Row) -> tuple[bool, float, int, str]:
    rate = row.figures.on_time_rate
    name = row.department.name if row.department else ""
    return rate is None, -(rate or 0), -row.figures.replied, name


def _received(site: Site, months: Sequence[date]) -> Iterable[dict[str, Any]]:
    """What came in each month, and what has become of it by now."""
    cases = Case.objects.for_site(site).order_by()
    return _by_month(cases, "received_at", months).annotate(
        received=Count("pk"),
        not_accepted=Count("pk", filter=Q(state=Case.State.INVALID)),
        withdrawn=Count("pk", filter=Q(state=Case.State.WITHDRAWN)),
        handled=Count("pk", filter=Q(state__in=Case.ANSWERED_STATES)),
    )


def _replied(site: Site, months: Sequence[date]) -> Iterable[dict[str, Any]]:
    """The answers given in each month."""
    in_time = Q(promise__satisfied_at__lt=F("promise__due_at"))
    return _by_month(_promises(site), "promise__satisfied_at", months).annotate(
        replied=Count("promise"), on_time=Count("promise", filter=in_time)
    )


def _overdue(site: Site, months: Sequence[date], now: datetime) -> Iterable[dict[str, Any]]:
    """The answers that were missing at each month's end, or now, although their time was over."""
    ends = [min(end_of(month), now) for month in months]
    is_open = Q(promise__state__in=Obligation.OPEN_STATES)
    # What was kept in time was never missing; most are kept in time.
    kept_late = Q(promise__satisfied_at__gte=F("promise__due_at"))
    missing = {
        str(place): Count(
            "promise",
            filter=Q(promise__due_at__lte=end) & (is_open | Q(promise__satisfied_at__gte=end)),
        )
        for place, end in enumerate(ends)
    }
    owed = _promises(site).filter(is_open | kept_late, promise__due_at__lte=ends[-1])
    return owed.values("department_id").annotate(**missing)


def _rated(site: Site, months: Sequence[date]) -> Iterable[dict[str, Any]]:
    """The ratings given in each month."""
    ratings = Rating.objects.filter(reply__case__site=site).order_by()
    ratings = ratings.annotate(department_id=F("reply__case__department_id"))
    satisfied = (Rating.Level.SATISFIED, Rating.Level.VERY_SATISFIED)
    return _by_month(ratings, "created_at", months).annotate(
        ratings=Count("pk"),
        satisfied=Count("pk", filter=Q(level__in=satisfied)),
        dissatisfied=Count("pk", filter=Q(level__in=Rating.BAD_LEVELS)),
    )


def _working_days(site: Site, months: Sequence[date]) -> dict[date, dict[int | None, int]]:
    """The working days that the answers of each month took; databases know no holidays."""
    if not months:
        return {}
    answered = _promises(site).filter(
        promise__satisfied_at__gte=start_of(months[0]), promise__satisfied_at__lt=end_of(months[-1])
    )
    moments = answered.values_list("department_id", "promise__received_at", "promise__satisfied_at")
    spans = [(department, local_date(begin), local_date(end)) for department, begin, end in moments]
    days = WorkingDays([day for span in spans for day in span[1:]], load_calendar())
    added: dict[date, dict[int | None, int]] = {month: defaultdict(int) for month in months}
    for department, received_on, answered_on in spans:
        added[month_of(answered_on)][department] += days.between(received_on, answered_on)
    return added


def _promises(site: Site) -> Any:
    """The cases of a site, each once for every answer that it was promised."""
    promise = FilteredRelation("obligations", condition=Q(obligations__kind=REPLY))
    return Case.objects.for_site(site).order_by().annotate(promise=promise)


def _by_month(rows: QuerySet[Any], moment: str, months: Sequence[date]) -> Any:
    """Group rows by the place of their month among `months`, and by department.

    Ranges instead of truncated dates: SQLite would call Python for each row.
    """
    places = [
        When(**{f"{moment}__lt": end_of(month)}, then=Value(place)) for place, month in enumerate(months)
    ]
    kept = rows.filter(**{f"{moment}__gte": start_of(months[0]), f"{moment}__lt": end_of(months[-1])})
    kept = kept.annotate(month=Choice(*places, output_field=IntegerField()))
    return kept.values("month", "department_id")
