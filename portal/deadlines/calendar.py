"""The working calendar of China: the `holidays` library, overlaid by what staff entered.

A year is official when the library carries its State Council notice (rules §14) or staff entered it.
Any other year is provisional: the library computes its statutory days and guesses which days are given
for those that fall on a weekend. Of an entered year only the statutory days count beside the notice.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from holidays.countries.china import China, ChinaStaticHolidays

from portal.deadlines.models import CalendarDay, CalendarNotice
from portal.deadlines.notices import Notice
from portal.deadlines.rules import ONE_DAY, Day, DayKind

LIBRARY_YEARS = frozenset(ChinaStaticHolidays.special_public_holidays)
SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """What is known about every day, and the version that obligations are counted by."""

    overlay: Mapping[date, Day]
    official_years: frozenset[int]
    version: str

    def day(self, on: date) -> Day:
        """Describe a day; a year without a notice is flagged, never refused."""
        entered = self.overlay.get(on)
        if entered is not None:
            return entered
        official = on.year in self.official_years
        is_entered = official and on.year not in LIBRARY_YEARS
        special = _library_days(on.year, guess=not is_entered).get(on)
        if special is not None:
            kind, name, name_en = special
            return Day(on, kind, name, name_en, official)
        kind = DayKind.WEEKEND if on.weekday() >= SATURDAY else DayKind.WORKDAY
        return Day(on, kind, is_official=official)


def load_calendar() -> WorkingCalendar:
    """Read the calendar as it stands now (two queries)."""
    return _calendar_of(_notices(), CalendarDay.objects.all())


def load_calendar_with(notice: Notice, number: str) -> WorkingCalendar:
    """The calendar as it would stand with a notice entered in the place of an earlier one (two queries)."""
    new = notice_rows(notice)
    kept = CalendarDay.objects.exclude(notice__year=notice.year)
    old = kept.exclude(date__in=[row.date for row in new])
    return _calendar_of(_notices() | {notice.year: number}, [*old, *new])


def notice_rows(notice: Notice) -> list[CalendarDay]:
    """The days of a notice as rows that are not saved yet."""
    return [
        CalendarDay(date=day.date, is_working=day.is_working, name=day.name, name_en=day.name_en)
        for day in notice.days
    ]


def changed_days(before: WorkingCalendar, after: WorkingCalendar, notice: Notice) -> list[tuple[Day, Day]]:
    """The days that a notice makes free or working, each as it was and as it becomes."""
    year = (date(notice.year, 1, 1) + ONE_DAY * number for number in range(366))
    dates = sorted({on for on in year if on.year == notice.year} | {day.date for day in notice.days})
    pairs = ((before.day(on), after.day(on)) for on in dates)
    return [(old, new) for old, new in pairs if old.is_working != new.is_working]


def _notices() -> dict[int, str]:
    return dict(CalendarNotice.objects.values_list("year", "number"))


def _calendar_of(notices: Mapping[int, str], rows: Iterable[CalendarDay]) -> WorkingCalendar:
    overlay = {row.date: _entered_day(row) for row in rows}
    return WorkingCalendar(overlay, LIBRARY_YEARS | notices.keys(), _version(notices, overlay))


def _entered_day(row: CalendarDay) -> Day:
    usual = DayKind.WEEKEND if row.date.weekday() >= SATURDAY else DayKind.WORKDAY
    if row.is_working:
        kind = DayKind.WORKDAY if usual == DayKind.WORKDAY else DayKind.MAKE_UP_WORKDAY
    else:
        kind = DayKind.HOLIDAY if row.name or usual == DayKind.WORKDAY else DayKind.WEEKEND
    return Day(row.date, kind, row.name, row.name_en)


def _version(notices: Mapping[int, str], overlay: Mapping[date, Day]) -> str:
    base = f"holidays {holidays.__version__}"
    if not notices and not overlay:
        return base
    entered = repr((sorted(notices.items()), sorted(overlay.items(), key=lambda item: item[0])))
    return f"{base} + {hashlib.sha256(entered.encode()).hexdigest()[:12]}"


@lru_cache(maxsize=64)
def _library_days(year: int, *, guess: bool) -> dict[date, tuple[DayKind, str, str]]:
    """The days of a year that the library knows (or guesses) to be holidays or make-up working days."""
    chinese = China(years=year, language="zh_CN", observed=guess)
    english = China(years=year, language="en_US", observed=guess)
    days = {on: (DayKind.HOLIDAY, name, english.get(on, "")) for on, name in chinese.items()}
    for on in chinese.weekend_workdays:
        days[on] = (DayKind.MAKE_UP_WORKDAY, "", "")
    return days
