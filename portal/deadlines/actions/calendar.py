"""Entering a notice, and counting again what it changes."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base import audit
from portal.base.errors import Conflict, NotAllowed
from portal.deadlines.actions.log import local_iso
from portal.deadlines.calendar import load_calendar, notice_rows
from portal.deadlines.models import CalendarDay, CalendarNotice, DeadlineEvent, Obligation
from portal.deadlines.notices import Notice
from portal.deadlines.recounting import Recount, outdated, recount
from portal.deadlines.signals import announce, obligation_recalculated

ENTER_NOTICE = "deadlines.enter_notice"
BATCH = 1000


@transaction.atomic
def enter_notice(notice: Notice, *, number: str, issued_on: date, by: Any, seen_version: str) -> Recount:
    """Take a year's notice into the calendar, in the place of an earlier one, and count again.

    `seen_version` is the version of the calendar that the person saw the changes against.

    Raises:
        Conflict: the calendar was changed since.
        NotAllowed: the person may not enter notices.
    """
    if not by.has_perm(ENTER_NOTICE):
        raise NotAllowed(_("You may not enter holiday notices."))
    if load_calendar().version != seen_version:
        raise Conflict(_("The calendar was changed meanwhile. Please look at the changes again."))
    try:
        with transaction.atomic():
            entered = _save_notice(notice, number, issued_on)
    except IntegrityError:
        raise Conflict(_("The calendar was changed meanwhile. Please look at the changes again.")) from None
    audit.record("calendar.notice_entered", entered, actor=by, number=number, days=len(notice.days))
    return recalculate_open_obligations(by=by)


def _save_notice(notice: Notice, number: str, issued_on: date) -> CalendarNotice:
    values = {"number": number, "issued_on": issued_on}
    entered, _created = CalendarNotice.objects.update_or_create(year=notice.year, defaults=values)
    rows = notice_rows(notice)
    entered.days.all().delete()
    CalendarDay.objects.filter(date__in=[row.date for row in rows]).delete()
    for row in rows:
        row.notice = entered
    CalendarDay.objects.bulk_create(rows)
    return entered


@transaction.atomic
def recalculate_open_obligations(*, by: Any = None) -> Recount:
    """Count all open obligations again that were counted by another calendar than today's.

    Each that moved has it written down once; the others only learn the calendar's version.
    """
    calendar, now = load_calendar(), timezone.now()
    result = recount(outdated(calendar).select_for_update(), calendar)
    for (due_at, is_provisional), keys in result.groups.items():
        for batch in _batches(keys):
            Obligation.objects.filter(pk__in=batch).update(
                due_at=due_at, is_provisional=is_provisional, calendar_version=calendar.version
            )
    if not result.checked:
        return result
    _log_moved(result, calendar.version, now, by)
    audit.record(
        "obligations.recalculated",
        actor=by,
        checked=result.checked,
        moved=len(result.moved),
        version=calendar.version,
    )
    if result.moved:
        announce(obligation_recalculated, obligation_ids=[moved.pk for moved in result.moved])
    return result


def _log_moved(result: Recount, version: str, now: datetime, by: Any) -> None:
    events = (
        DeadlineEvent(
            obligation_id=moved.pk,
            kind=DeadlineEvent.Kind.RECALCULATED,
            actor=by,
            at=now,
            due_at=moved.due_at,
            detail={
                "old_due_at": local_iso(moved.old_due_at),
                "new_due_at": local_iso(moved.due_at),
                "calendar_version": version,
            },
        )
        for moved in result.moved
    )
    DeadlineEvent.objects.bulk_create(events, batch_size=BATCH)


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(keys), BATCH):
        yield keys[at : at + BATCH]
