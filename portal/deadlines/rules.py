"""How time is counted. Pure: no database, no clock, no settings.

The rules, stated once (Civil Code art. 200-203; R042, R043), all in Asia/Shanghai:

- Working days: the day of receipt is not counted, day 1 is the first working day after it, and the time
  ends at 24:00 of working day N, or at the close of business where the profile says so.
- Calendar days: the same, but every day counts; a last day on which offices are closed is moved to the
  next working day.
- Clock hours: from the minute of receipt, day and night.

An extension to 15 is 15 in all from receipt, not 15 more.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CLOCK_HOURS = "clock_hours"


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
    """One day on the way to a due date: counted as day `number`, or passed over."""

    day: Day
    number: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """How long something may take; `day_ends` is the close of business (empty: 24:00)."""

    amount: int
    unit: str = Unit.WORKING_DAYS
    day_ends: time | None = None

    @property
    def counts_hours(self) -> bool:
        """Tell whether the minute of receipt matters and no day does."""
        return self.unit == Unit.CLOCK_HOURS


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due instant and every day that led to it (none where hours are counted)."""

    received_on: date
    term: Term
    due_at: datetime
    steps: tuple[Step, ...]

    @property
    def amount(self) -> int:
        """How many days or hours were counted."""
        return self.term.amount

    @property
    def due_on(self) -> date:
        """The last day on which the answer is in time."""
        return last_day_in_time(self.due_at)

    @property
    def ends(self) -> str:
        """The time at which the due day ends, "24:00" at midnight."""
        local = self.due_at.astimezone(ZONE)
        return "24:00" if local.date() > self.due_on else f"{local:%H:%M}"

    @property
    def is_provisional(self) -> bool:
        """Tell whether the date may move once the holidays of a year are announced."""
        return bool(self.unannounced_years)

    @property
    def unannounced_years(self) -> tuple[int, ...]:
        """The years whose holidays decide about the date and are not announced yet."""
        # Every calendar day counts alike: only the last ones ask for the holidays.
        is_plain = self.term.unit == Unit.CALENDAR_DAYS
        deciding = self.steps[self.amount - 1 :] if is_plain else self.steps
        return tuple(sorted({step.day.date.year for step in deciding if not step.day.is_official}))


def kind_and_bases(kind: str) -> list[str]:
    """A kind of obligation and the more general ones, the special first."""
    parts = kind.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def local_date(moment: datetime) -> date:
    """The date in Asia/Shanghai at an instant."""
    return moment.astimezone(ZONE).date()


def end_of_day(on: date, day_ends: time | None = None) -> datetime:
    """The close of business of a day in Asia/Shanghai; without one 24:00, which is 00:00 of the next."""
    if day_ends is not None:
        return datetime.combine(on, day_ends, tzinfo=ZONE)
    return datetime.combine(on + ONE_DAY, time.min, tzinfo=ZONE)


def last_day_in_time(due_at: datetime) -> date:
    """The day in which an exclusive due instant lies; 00:00 belongs to the day that it ends."""
    return local_date(due_at - timedelta(microseconds=1))


def count_deadline(received_at: datetime, term: Term, calendar: Calendar) -> Deadline:
    """Count a term from an instant of receipt.

    Raises:
        ValueError: the term is shorter than one day or hour.
    """
    if term.amount < 1:
        raise ValueError("A deadline has at least one day or hour.")
    received_on = local_date(received_at)
    if term.counts_hours:
        return Deadline(received_on, term, received_at + timedelta(hours=term.amount), ())
    count = _calendar_steps if term.unit == Unit.CALENDAR_DAYS else _working_steps
    steps = count(received_on, term.amount, calendar)
    return Deadline(received_on, term, end_of_day(steps[-1].day.date, term.day_ends), tuple(steps))


def count_working_days(received_on: date, amount: int, calendar: Calendar) -> Deadline:
    """Count `amount` working days from the day of receipt to 24:00 of the last.

    Raises:
        ValueError: fewer than one day was asked for.
    """
    midnight = datetime.combine(received_on, time.min, tzinfo=ZONE)
    return count_deadline(midnight, Term(amount), calendar)


def _working_steps(received_on: date, amount: int, calendar: Calendar) -> list[Step]:
    steps: list[Step] = []
    counted, current = 0, received_on
    while counted < amount:
        current += ONE_DAY
        day = calendar.day(current)
        counted += day.is_working
        steps.append(Step(day, counted if day.is_working else None))
    return steps


def _calendar_steps(received_on: date, amount: int, calendar: Calendar) -> list[Step]:
    days = [calendar.day(received_on + ONE_DAY * number) for number in range(1, amount + 1)]
    steps = [Step(day, number) for number, day in enumerate(days, start=1)]
    while not steps[-1].day.is_working:
        steps.append(Step(calendar.day(steps[-1].day.date + ONE_DAY), None))
    return steps


def working_days_left(today: date, due_on: date, calendar: Calendar) -> int:
    """Working days after today up to and with the due day; negative for those gone since it."""
    if today <= due_on:
        return _working_days_between(today, due_on, calendar)
    return -_working_days_between(due_on, today, calendar)


def _working_days_between(after: date, until: date, calendar: Calendar) -> int:
    days = (until - after).days
    return sum(calendar.day(after + ONE_DAY * step).is_working for step in range(1, days + 1))
