"""The answers that are owed too late, without anything that tells who waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site

from interaction.cases.models import Case
from interaction.cases.numbers import public_number
from interaction.cases.published.counting import WorkingDays
from portal.base.models import Department
from portal.deadlines.calendar import load_calendar
from portal.deadlines.rules import last_day_in_time, local_date


@dataclass(frozen=True)
class Overdue:
    """One answer that is owed too late, by so many working days."""

    number: str
    department: Department | None
    received_on: date
    due_on: date
    days: int


def overdue_letters(site: Site, now: datetime) -> QuerySet[Case]:
    """The letters whose time is over, the oldest first; of each only what `describe` shows."""
    letters: QuerySet[Case] = Case.objects.for_site(site).soonest_due_first().filter(due_at__lte=now)
    return letters.select_related("department").only("number", "received_at", "department")


def describe(letters: Iterable[Any], now: datetime) -> list[Overdue]:
    """Say for each letter when it was due and how many working days are gone since."""
    today = local_date(now)
    owed = [(letter, last_day_in_time(letter.due_at)) for letter in letters]
    days = WorkingDays([today, *(due_on for _letter, due_on in owed)], load_calendar())
    return [
        Overdue(
            public_number(letter.number),
            letter.department,
            local_date(letter.received_at),
            due_on,
            days.between(due_on, today),
        )
        for letter, due_on in owed
    ]
