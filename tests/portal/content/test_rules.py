"""Validity on a day: a repeal stays, else the dates decide."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.rules import (
    AMENDED,
    EXPIRED,
    IN_FORCE,
    NOT_YET_EFFECTIVE,
    REPEALED,
    VALID,
    validity_on,
)

START, END = date(2026, 3, 1), date(2028, 2, 29)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("today", "declared", "expected"),
    [
        (START - timedelta(days=1), VALID, NOT_YET_EFFECTIVE),
        (START, VALID, VALID),
        (START, AMENDED, AMENDED),
        (END, VALID, VALID),
        (END + timedelta(days=1), VALID, EXPIRED),
        (END + timedelta(days=1), AMENDED, EXPIRED),
        (START, REPEALED, REPEALED),
        (START - timedelta(days=1), REPEALED, REPEALED),
        (END + timedelta(days=1), REPEALED, REPEALED),
        (START, EXPIRED, EXPIRED),
        (START - timedelta(days=1), NOT_YET_EFFECTIVE, NOT_YET_EFFECTIVE),
        (START, NOT_YET_EFFECTIVE, VALID),
    ],
)
def test_validity_on_a_day(today: date, declared: str, expected: str) -> None:
    assert validity_on(today, declared, START, END) == expected


@given(DAYS, st.sampled_from([VALID, AMENDED]))
def test_without_dates_the_declaration_holds(today: date, declared: str) -> None:
    assert validity_on(today, declared, None, None) == declared


@given(DAYS, st.none() | DAYS, st.none() | DAYS, st.sampled_from([REPEALED, EXPIRED]))
def test_nothing_repealed_comes_back(
    today: date, start: date | None, end: date | None, declared: str
) -> None:
    assert validity_on(today, declared, start, end) == declared
    assert declared not in IN_FORCE


@given(DAYS, DAYS, DAYS)
def test_in_force_only_between_the_dates(today: date, start: date, end: date) -> None:
    found = validity_on(today, VALID, start, end)
    assert (found in IN_FORCE) == (start <= today <= end)
