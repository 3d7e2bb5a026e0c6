"""Working days are counted as the Civil Code says, on the calendar that the State Council announced."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.deadlines.calendar import LIBRARY_YEARS, WorkingCalendar
from portal.deadlines.rules import (
    DayKind,
    Term,
    Unit,
    count_deadline,
    count_working_days,
    end_of_day,
    kind_and_bases,
    last_day_in_time,
    local_date,
    working_days_left,
)

CALENDAR = WorkingCalendar(overlay={}, official_years=LIBRARY_YEARS, version="test")
KNOWN = [
    ("2026-02-11", "2026-02-27", "2026-03-10"),
    ("2026-02-12", "2026-02-28", "2026-03-11"),
    ("2026-09-24", "2026-10-12", "2026-10-22"),
    ("2026-09-28", "2026-10-13", "2026-10-23"),
]
# The notices of three years, written out by hand (rules §14).
OFF = [
    ("2024-01-01", "2024-01-01"),
    ("2024-02-10", "2024-02-17"),
    ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"),
    ("2024-06-10", "2024-06-10"),
    ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
WORKED = {
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
    "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
    "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
}  # fmt: skip


def is_working_by_notice(day: date) -> bool:
    """Read the notices without the library."""
    text = day.isoformat()
    if text in WORKED:
        return True
    return day.weekday() < 5 and not any(first <= text <= last for first, last in OFF)


def days_of(year: int) -> list[date]:
    """Every date of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("received", "due_7", "due_15"), KNOWN)
def test_due_date_known_cases(received: str, due_7: str, due_15: str) -> None:
    start = date.fromisoformat(received)
    assert count_working_days(start, 7, CALENDAR).due_on.isoformat() == due_7
    assert count_working_days(start, 15, CALENDAR).due_on.isoformat() == due_15


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_calendar_equals_the_notice(year: int, working: int) -> None:
    days = days_of(year)
    assert [CALENDAR.day(day).is_working for day in days] == [is_working_by_notice(day) for day in days]
    assert sum(CALENDAR.day(day).is_working for day in days) == working


def test_due_date_brute_force_2024_to_2026() -> None:
    """Every start day of three years and 1 to 30 working days, against a count that shares no code."""
    working = [day for year in (2024, 2025, 2026) for day in days_of(year) if is_working_by_notice(day)]
    for start in (day for year in (2024, 2025, 2026) for day in days_of(year)):
        later = working[bisect_right(working, start) :][:30]
        for amount, expected in enumerate(later, start=1):
            assert count_working_days(start, amount, CALENDAR).due_on == expected


@given(start=st.dates(date(2002, 1, 1), date(2060, 12, 31)), amount=st.integers(1, 60))
def test_due_date_properties(start: date, amount: int) -> None:
    deadline = count_working_days(start, amount, CALENDAR)
    assert CALENDAR.day(deadline.due_on).is_working
    assert [step.number for step in deadline.steps if step.number] == list(range(1, amount + 1))
    assert deadline.steps[0].day.date == start + timedelta(days=1)
    assert working_days_left(start, deadline.due_on, CALENDAR) == amount
    assert count_working_days(start, amount + 1, CALENDAR).due_on > deadline.due_on
    beyond = any(step.day.date.year not in LIBRARY_YEARS for step in deadline.steps)
    assert deadline.is_provisional == beyond


@pytest.mark.parametrize(
    ("received", "amount", "is_provisional"),
    [("2026-12-22", 7, False), ("2026-12-23", 7, True), ("2026-12-10", 15, False), ("2026-12-11", 15, True)],
)
def test_due_date_after_the_last_notice_is_provisional(
    received: str, amount: int, is_provisional: bool
) -> None:
    deadline = count_working_days(date.fromisoformat(received), amount, CALENDAR)
    assert deadline.is_provisional is is_provisional
    assert deadline.due_on.year == (2027 if is_provisional else 2026)


def test_day_kinds_around_spring_festival() -> None:
    assert CALENDAR.day(date(2026, 2, 13)).kind == DayKind.WORKDAY
    assert CALENDAR.day(date(2026, 2, 14)).kind == DayKind.MAKE_UP_WORKDAY
    assert CALENDAR.day(date(2026, 2, 15)).kind == DayKind.WEEKEND
    assert CALENDAR.day(date(2026, 2, 17)).kind == DayKind.HOLIDAY
    assert CALENDAR.day(date(2026, 2, 17)).name == "春节"


@pytest.mark.parametrize("year", [1900, 1948, 2101, 2150, 9000])
def test_calendar_never_raises(year: int) -> None:
    assert not CALENDAR.day(date(year, 6, 1)).is_official


def test_receipt_in_the_evening_utc_is_the_next_day_in_shanghai() -> None:
    assert local_date(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert local_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)


def test_due_instant_is_the_exclusive_end_of_the_day() -> None:
    due_at = end_of_day(date(2026, 2, 27))
    assert due_at == datetime(2026, 2, 27, 16, 0, tzinfo=UTC)
    assert last_day_in_time(due_at) == date(2026, 2, 27)


def test_working_days_left_counts_down_and_on() -> None:
    due = date(2026, 10, 12)
    assert working_days_left(date(2026, 9, 24), due, CALENDAR) == 7
    assert working_days_left(date(2026, 10, 10), due, CALENDAR) == 1
    assert working_days_left(due, due, CALENDAR) == 0
    assert working_days_left(date(2026, 10, 13), due, CALENDAR) == -1
    assert working_days_left(date(2026, 10, 18), due, CALENDAR) == -4


def test_amount_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        count_working_days(date(2026, 1, 1), 0, CALENDAR)


def test_calendar_days_count_all_days_and_end_on_a_working_day() -> None:
    received_at = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)
    for amount in range(1, 60):
        deadline = count_deadline(received_at, Term(amount, Unit.CALENDAR_DAYS), CALENDAR)
        last = date(2026, 2, 2) + timedelta(days=amount)
        expected = next(day for day in days_of(2026) if day >= last and is_working_by_notice(day))
        assert deadline.due_on == expected
        assert [step.number for step in deadline.steps if step.number] == list(range(1, amount + 1))


def test_calendar_days_ask_only_for_the_last_day() -> None:
    """30 days from 2 December pass through no other holidays than those of their last day."""
    december = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    assert count_deadline(december, Term(30, Unit.CALENDAR_DAYS), CALENDAR).unannounced_years == (2027,)
    assert not count_deadline(december, Term(29, Unit.CALENDAR_DAYS), CALENDAR).is_provisional


@given(
    minutes=st.integers(0, 60 * 24 * 365 * 50),
    amount=st.integers(1, 500),
)
def test_clock_hours_run_day_and_night(minutes: int, amount: int) -> None:
    received_at = datetime(2002, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    deadline = count_deadline(received_at, Term(amount, Unit.CLOCK_HOURS), CALENDAR)
    assert deadline.due_at - received_at == timedelta(hours=amount)
    assert (deadline.steps, deadline.is_provisional) == ((), False)


def test_day_ends_with_the_offices_or_at_midnight() -> None:
    received_at = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)
    closing = count_deadline(received_at, Term(7, day_ends=time(17, 30)), CALENDAR)
    assert (closing.due_at, closing.ends) == (datetime(2026, 2, 27, 9, 30, tzinfo=UTC), "17:30")
    assert closing.due_on == date(2026, 2, 27)
    assert count_deadline(received_at, Term(7), CALENDAR).ends == "24:00"


def test_no_term_is_empty() -> None:
    for unit in Unit:
        with pytest.raises(ValueError, match="at least one"):
            count_deadline(datetime(2026, 1, 1, tzinfo=UTC), Term(0, unit), CALENDAR)


def test_special_kinds_go_before_their_bases() -> None:
    assert kind_and_bases("case.reply.fault") == ["case.reply.fault", "case.reply", "case"]
