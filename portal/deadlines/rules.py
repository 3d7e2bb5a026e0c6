"""How working days are counted. Pure: no database, no clock, no settings.

The rule, stated once (Civil Code art. 201 and 203; R042, R043): the day of receipt is not counted,
day 1 is the first working day after it, and the time ends at 24:00 of working day N in Asia/Shanghai.
An extension to 15 is 15 working days in all from receipt, not 15 more.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a calendar day is to somebody who waits for an answer."""

    WORKDAY = "workday"
    MAKE_UP_WORKDAY = "make_up_workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


WORKING_KINDS = frozenset({DayKind.WORKDAY, DayKind.MAKE_UP_WORKDAY})


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the working calendar; not official while the year's notice is missing."""

    date: date
    kind: DayKind
    name: str = ""
    name_en: str = ""
    is_official: bool = True

    @property
    def is_working(self) -> bool:
        """Tell whether offices work on this day."""
        return self.kind in WORKING_KINDS


class Calendar(Protocol):
    """Whatever can say what a day is; it knows every date and never raises."""

    def day(self, on: date) -> Day:
        """Describe one day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One day on the way to a due date: counted as working day `number`, or passed over."""

    day: Day
    number: int | None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date and every day that led to it."""

    received_on: date
    amount: int
    steps: tuple[Step, ...]

    @property
    def due_on(self) -> date:
        """The last day on which the answer is in time."""
        return self.steps[-1].day.date

    @property
    def due_at(self) -> datetime:
        """The instant at which the time is over: in time is strictly before it."""
        return end_of_day(self.due_on)

    @property
    def is_provisional(self) -> bool:
        """Tell whether a day on the way lies in a year whose holidays are not announced."""
        return any(not step.day.is_official for step in self.steps)


def local_date(moment: datetime) -> date:
    """The date in Asia/Shanghai at an instant."""
    return moment.astimezone(ZONE).date()


def end_of_day(on: date) -> datetime:
    """24:00 of a day in Asia/Shanghai, which is 00:00 of the next."""
    return datetime.combine(on + ONE_DAY, time.min, tzinfo=ZONE)


def last_day_in_time(due_at: datetime) -> date:
    """The last whole day before an exclusive due instant."""
    return local_date(due_at - timedelta(microseconds=1))


def count_working_days(received_on: date, amount: int, calendar: Calendar) -> Deadline:
    """Count `amount` working days from the day of receipt, which itself is not counted.

    Raises:
        ValueError: fewer than one day was asked for.
    """
    if amount < 1:
        raise ValueError("A deadline has at least one working day.")
    steps: list[Step] = []
    counted, current = 0, received_on
    while counted < amount:
        current += ONE_DAY
        day = calendar.day(current)
        counted += day.is_working
        steps.append(Step(day, counted if day.is_working else None))
    return Deadline(received_on, amount, tuple(steps))


def working_days_left(today: date, due_on: date, calendar: Calendar) -> int:
    """Working days after today up to and with the due day; negative for those gone since it."""
    if today <= due_on:
        return _working_days_between(today, due_on, calendar)
    return -_working_days_between(due_on, today, calendar)


def _working_days_between(after: date, until: date, calendar: Calendar) -> int:
    days = (until - after).days
    return sum(calendar.day(after + ONE_DAY * step).is_working for step in range(1, days + 1))
