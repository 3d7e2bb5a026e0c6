"""Writing down what time alone has done: warnings and breaches.

That something is overdue is computed when it is read. The recorder only writes it down and lets people
know, so a recorder that stood still for a week, or runs twice at once, loses and doubles nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.deadlines.actions.calendar import recalculate_open_obligations
from portal.deadlines.actions.log import log
from portal.deadlines.calendar import WorkingCalendar, load_calendar
from portal.deadlines.models import DeadlineEvent, DeadlineRule, Obligation, ObligationQuerySet
from portal.deadlines.rules import ZONE, count_working_days, local_date
from portal.deadlines.signals import announce, obligation_breached, obligation_warned

BATCH = 200


@dataclass(frozen=True)
class Recorded:
    """How many obligations were counted again, warned about, and found overdue."""

    moved: int
    warned: int
    breached: int


def record_passed_time(now: datetime | None = None) -> Recorded:
    """Write down every warning and breach that is due and not written down yet.

    Obligations counted by an earlier calendar are counted again first: one that was opened while a
    notice was entered, or all of them after an update that brought the holidays of another year.
    """
    now = now or timezone.now()
    moved = len(recalculate_open_obligations().moved)
    breached = _record(_unrecorded_breaches(now), _breach)
    calendar = load_calendar()
    # The nearest distance first: who is warned that one day is left needs not hear that it was three.
    warned = sum(_record_warnings(distance, now, calendar) for distance in _distances())
    return Recorded(moved, warned, breached)


def _record(pending: ObligationQuerySet, write: Callable[[Obligation], None]) -> int:
    """Write an event for each obligation, a batch at a time."""
    written = 0
    while True:
        with transaction.atomic():
            locked = list(pending.select_for_update().values_list("pk", flat=True)[:BATCH])
            # Asked again under the lock: another recorder may have had them a moment ago.
            rows = list(pending.filter(pk__in=locked))
            for obligation in rows:
                write(obligation)
        if not locked:
            return written
        written += len(rows)


def _unrecorded_breaches(now: datetime) -> ObligationQuerySet:
    known = DeadlineEvent.objects.filter(obligation=OuterRef("pk"), kind=DeadlineEvent.Kind.BREACHED)
    overdue: ObligationQuerySet = Obligation.objects.overdue(now).filter(~Exists(known))
    return overdue


def _breach(obligation: Obligation) -> None:
    log(obligation, DeadlineEvent.Kind.BREACHED, obligation.due_at, None)
    announce(obligation_breached, obligation_id=obligation.pk, due_at=obligation.due_at)


def _distances() -> list[int]:
    lists = DeadlineRule.objects.values_list("warn_before", flat=True)
    return sorted({distance for distances in lists for distance in distances})


def _record_warnings(distance: int, now: datetime, calendar: WorkingCalendar) -> int:
    rules = [rule.pk for rule in DeadlineRule.objects.all() if distance in rule.warn_before]
    known = DeadlineEvent.objects.filter(
        obligation=OuterRef("pk"),
        kind=DeadlineEvent.Kind.WARNED,
        due_at=OuterRef("due_at"),
        distance__lte=distance,
    )
    waiting = Obligation.objects.filter(~Exists(known), rule__in=rules)
    hours = waiting.filter(unit=DeadlineRule.Unit.CLOCK_HOURS)
    days = waiting.exclude(unit=DeadlineRule.Unit.CLOCK_HOURS)
    return sum(
        _record(rows.due_within(now, until), lambda obligation: _warn(obligation, distance, now))
        for rows, until in (
            (hours, now + timedelta(hours=distance)),
            (days, _days_ahead(now, distance, calendar)),
        )
    )


def _days_ahead(now: datetime, distance: int, calendar: WorkingCalendar) -> datetime:
    """The instant up to which at most `distance` working days are left after today."""
    next_one = count_working_days(local_date(now), distance + 1, calendar).due_on
    return datetime.combine(next_one, time.min, tzinfo=ZONE)


def _warn(obligation: Obligation, distance: int, now: datetime) -> None:
    DeadlineEvent.objects.create(
        obligation=obligation,
        kind=DeadlineEvent.Kind.WARNED,
        at=now,
        due_at=obligation.due_at,
        distance=distance,
    )
    announce(obligation_warned, obligation_id=obligation.pk, distance=distance, due_at=obligation.due_at)
