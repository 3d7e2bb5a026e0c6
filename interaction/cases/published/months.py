"""Months: which follow which, and the spans of time that they are in Asia/Shanghai. Pure.

A month is written as its first day.
"""

import re
from datetime import date, datetime, time

from portal.deadlines.rules import ZONE

MONTHS_A_YEAR = 12

_CODE = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")


def month_of(day: date) -> date:
    """The month in which a day lies."""
    return day.replace(day=1)


def read_month(text: str) -> date | None:
    """Read `2026-10`; anything else is no month."""
    return date.fromisoformat(f"{text}-01") if _CODE.fullmatch(text) else None


def start_of(month: date) -> datetime:
    """The instant at which a month begins."""
    return datetime.combine(month, time.min, tzinfo=ZONE)


def end_of(month: date) -> datetime:
    """The instant at which a month is over, which is the first of the next."""
    return start_of(_move(month, 1))


def months_until(last: date, count: int) -> list[date]:
    """So many months, the last of them that of the day `last`."""
    return [_move(last, -back) for back in range(count - 1, -1, -1)]


def months_between(first: date, last: date) -> list[date]:
    """The months from that of the day `first` to that of `last`, both included."""
    count = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1
    return months_until(last, max(count, 1))


def _move(day: date, distance: int) -> date:
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + distance, MONTHS_A_YEAR)
    return date(year, month + 1, 1)
