"""Counting working days for many pairs of days at once. Pure."""

from collections.abc import Collection
from datetime import date

from portal.deadlines.rules import ONE_DAY, Calendar


class WorkingDays:
    """Knows a span of days; the calendar is asked once for each day, however many pairs are counted."""

    def __init__(self, days: Collection[date], calendar: Calendar) -> None:
        self._gone: dict[date, int] = {}
        if not days:
            return
        day, last, gone = min(days), max(days), 0
        while day <= last:
            gone += calendar.day(day).is_working
            self._gone[day] = gone
            day += ONE_DAY

    def between(self, after: date, until: date) -> int:
        """The working days after one day up to and with another, both within the span."""
        return self._gone[until] - self._gone[after]
