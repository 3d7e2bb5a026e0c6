"""What a calendar makes of the open obligations. Only reads: the preview and the change are one count."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.deadlines.calendar import WorkingCalendar
from portal.deadlines.models import Obligation
from portal.deadlines.rules import Deadline, Term, count_deadline, local_date


@dataclass(frozen=True)
class Moved:
    """An obligation whose due instant is another one by the calendar."""

    pk: int
    old_due_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Recount:
    """`moved` get another due instant; all are grouped by what is to be written to them."""

    checked: int = 0
    moved: list[Moved] = field(default_factory=list)
    groups: dict[tuple[datetime, bool], list[int]] = field(default_factory=dict)


def recount(rows: Iterable[Any], calendar: WorkingCalendar) -> Recount:
    """Count obligations by a calendar, once for all that were received on one day under one term."""
    deadlines: dict[tuple[Any, Term], Deadline] = {}
    moved, groups, checked = [], defaultdict(list), 0
    for pk, received_at, due_at, *term in rows:
        checked += 1
        counted = _count(deadlines, received_at, Term(*term), calendar)
        groups[counted.due_at, counted.is_provisional].append(pk)
        if counted.due_at != due_at:
            moved.append(Moved(pk, due_at, counted.due_at))
    return Recount(checked, moved, dict(groups))


def outdated(calendar: WorkingCalendar) -> Any:
    """The open obligations that were counted by another calendar, as `recount` reads them."""
    rows = Obligation.objects.open().exclude(calendar_version=calendar.version).order_by("pk")
    return rows.values_list("pk", "received_at", "due_at", "amount", "unit", "day_ends")


def _count(
    deadlines: dict[tuple[Any, Term], Deadline], received_at: datetime, term: Term, calendar: WorkingCalendar
) -> Deadline:
    on = received_at if term.counts_hours else local_date(received_at)
    if (on, term) not in deadlines:
        deadlines[on, term] = count_deadline(received_at, term, calendar)
    return deadlines[on, term]
