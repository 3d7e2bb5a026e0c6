"""What stands on the desk, in which order and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from interaction.cases.models import Case, CaseQuerySet
from portal.deadlines.calendar import WorkingCalendar, load_calendar
from portal.deadlines.explanations import remaining_words
from portal.deadlines.rules import last_day_in_time, local_date

ALL, MINE, UNCLAIMED, OVERDUE = "all", "mine", "unclaimed", "overdue"
VIEWS = {ALL: _("All open"), MINE: _("Mine"), UNCLAIMED: _("Unclaimed"), OVERDUE: _("Overdue")}


@dataclass(frozen=True)
class Row:
    """One open case and the time that is left for it."""

    case: Case
    due_on: date | None
    remaining: str
    is_overdue: bool
    is_provisional: bool


def open_cases(user: Any) -> CaseQuerySet:
    """Every open case that the person may see, soonest due first; without what only its own page shows."""
    queue: CaseQuerySet = Case.objects.visible_to(user).open().soonest_due_first()
    return queue.select_related("department", "handler", "topic").defer("body", "contact_name", "contact")


def narrow(queue: CaseQuerySet, view: str, user: Any, now: datetime) -> CaseQuerySet:
    """Keep what one of the views shows; an unknown view shows all."""
    return queue.filter(_conditions(user, now).get(view, Q()))


def count_views(queue: CaseQuerySet, user: Any, now: datetime) -> dict[str, int]:
    """How many cases each view holds (one query)."""
    conditions = _conditions(user, now)
    counts = {view: Count("pk", filter=condition) for view, condition in conditions.items()}
    numbers: dict[str, int] = queue.order_by().aggregate(**{ALL: Count("pk")}, **counts)
    return numbers


def describe(cases: Iterable[Case], now: datetime) -> list[Row]:
    """Say for each case how much time is left."""
    calendar = load_calendar()
    return [_row(case, now, calendar) for case in cases]


def _conditions(user: Any, now: datetime) -> dict[str, Q]:
    return {MINE: Q(handler=user), UNCLAIMED: Q(handler=None), OVERDUE: Q(due_at__lte=now)}


def _row(case: Any, now: datetime, calendar: WorkingCalendar) -> Row:
    if case.due_at is None:
        return Row(case, None, "", is_overdue=False, is_provisional=False)
    due_on = last_day_in_time(case.due_at)
    return Row(
        case,
        due_on,
        remaining_words(local_date(now), due_on, calendar),
        is_overdue=case.due_at <= now,
        is_provisional=case.due_is_provisional,
    )
