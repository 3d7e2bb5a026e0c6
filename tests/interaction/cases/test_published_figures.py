"""What is counted of a month, by examples worked out by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from wagtail.models import Site

from interaction.cases.actions import Receipt, assign_case, reply_to_case
from interaction.cases.models import Case, Rating
from interaction.cases.published.board import count_months, first_month, rows_of, total_of
from interaction.cases.published.counting import WorkingDays
from interaction.cases.published.figures import Figures, percent
from interaction.cases.published.months import months_between, months_until, read_month
from interaction.cases.published.overdue import describe, overdue_letters
from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import Obligation

ANSWER = "路灯已于今天修好。"
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def at(month: int, day: int, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 0, None), (0, 3, 0.0), (1, 3, 33.3), (2, 3, 66.6), (3, 3, 100.0), (9_999, 10_000, 99.9)],
)
def test_percent_is_rounded_down_so_that_100_means_all(part: int, whole: int, share: float | None) -> None:
    assert percent(part, whole) == share


def test_rates_follow_from_the_counts() -> None:
    figures = Figures(
        received=12,
        not_accepted=1,
        withdrawn=1,
        handled=9,
        replied=8,
        on_time=6,
        overdue=2,
        working_days=30,
        ratings=4,
        satisfied=3,
        dissatisfied=1,
    )
    assert figures.valid == 10
    assert figures.handling_rate == 90.0
    assert figures.on_time_rate == 60.0, "6 of 8 answers given and 2 owed too late"
    assert figures.late == 2
    assert figures.average_working_days == 3.8
    assert figures.satisfaction_rate == 75.0
    assert Figures().on_time_rate is None
    assert figures + Figures(received=1) == Figures(
        13, 1, 1, handled=9, replied=8, on_time=6, overdue=2, working_days=30,
        ratings=4, satisfied=3, dissatisfied=1,
    )  # fmt: skip


def test_months_follow_each_other_across_the_year() -> None:
    assert months_until(date(2026, 2, 17), 4) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip
    assert months_between(date(2025, 12, 31), date(2026, 1, 1)) == [date(2025, 12, 1), date(2026, 1, 1)]
    assert months_between(date(2026, 5, 1), date(2026, 1, 1)) == [date(2026, 1, 1)]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "0001-01", "9999-12", "2026-01-01", "２０２６-01"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text) is None
    assert read_month("2026-01") == date(2026, 1, 1)


@pytest.fixture
def three_months(
    open_letter: Callable[..., Receipt], officer: User, stranger: User, housing: Department, county: Site
) -> None:
    """Letters of two departments from September to November.

    Working days: 25 to 27 September and 1 to 7 October are holidays, 20 September and 10 October are worked.
    """

    def answer(receipt: Receipt, by: User, moment: datetime) -> None:
        with time_machine.travel(moment, tick=False):
            reply_to_case(receipt.case, by, ANSWER)

    # Due 18 September, answered 8 October, on the 16th working day.
    late = open_letter(received_at=at(9, 9))
    answer(late, officer, at(10, 8))
    # Due 15 October, answered on the 5th working day: 8, 9, 10, 12, 13 October.
    in_time = open_letter(received_at=at(10, 7))
    answer(in_time, officer, at(10, 13))
    # By another department on the day of receipt: after no working day.
    at_once = open_letter(received_at=at(10, 12), kind="complaint")
    answer(at_once, stranger, at(10, 12, 8))
    # Due 3 November, never answered.
    waiting = open_letter(received_at=at(10, 23))
    with time_machine.travel(at(10, 23), tick=False):
        assign_case(waiting.case, housing, officer)
    # Due 20 November, not assigned.
    open_letter(received_at=at(11, 11))
    refused = open_letter(received_at=at(10, 14))
    Case.objects.filter(pk=refused.case.pk).update(state=Case.State.INVALID, ended_at=at(10, 15))
    Obligation.objects.filter(pk=refused.obligation.pk).update(state=Obligation.State.DROPPED)
    # Of another site.
    open_letter(received_at=at(10, 12), site=county)
    Rating.objects.create(reply=in_time.case.replies.get(), level=5, created_at=at(10, 14))
    Rating.objects.create(reply=at_once.case.replies.get(), level=2, reason="没有解决", created_at=at(11, 2))


@pytest.mark.usefixtures("three_months")
def test_months_are_counted_by_department(site: Site, housing: Department, health: Department) -> None:
    months = [SEPTEMBER, OCTOBER, NOVEMBER]
    counted = count_months(site, months, at(11, 13), timed=months)
    assert counted == {
        SEPTEMBER: {housing.pk: Figures(received=1, handled=1, overdue=1)},
        OCTOBER: {
            housing.pk: Figures(
                received=2, handled=1, replied=2, on_time=1, working_days=16 + 5, ratings=1, satisfied=1
            ),
            health.pk: Figures(received=1, handled=1, replied=1, on_time=1),
            None: Figures(received=1, not_accepted=1),
        },
        NOVEMBER: {
            housing.pk: Figures(overdue=1),
            health.pk: Figures(ratings=1, dissatisfied=1),
            None: Figures(received=1),
        },
    }
    october = total_of(counted[OCTOBER])
    assert (october.on_time_rate, october.handling_rate, october.average_working_days) == (66.6, 66.6, 7.0)


@pytest.mark.usefixtures("three_months")
def test_a_month_is_overdue_only_from_the_instant_when_the_time_is_over(site: Site) -> None:
    def overdue(now: datetime) -> int:
        return total_of(count_months(site, [NOVEMBER], now)[NOVEMBER]).overdue

    assert overdue(at(11, 3, 15)) == 0, "23:00 of the last day in Shanghai"
    assert overdue(at(11, 3, 16)) == 1, "24:00 of the last day in Shanghai"
    assert overdue(at(11, 20, 16)) == 2


@pytest.mark.usefixtures("three_months")
def test_months_end_at_midnight_in_shanghai(site: Site, open_letter: Callable[..., Receipt]) -> None:
    open_letter(received_at=at(9, 30, 16))
    counted = count_months(site, [SEPTEMBER, OCTOBER], at(11, 13))
    assert [total_of(counted[month]).received for month in (SEPTEMBER, OCTOBER)] == [1, 5]


@pytest.mark.usefixtures("three_months")
def test_board_shows_the_best_first_and_who_owed_nothing_last(
    site: Site, housing: Department, health: Department
) -> None:
    board = count_months(site, [OCTOBER], at(11, 13))[OCTOBER]
    rows = rows_of(board, [housing, health])
    assert [(row.department, row.figures.on_time_rate) for row in rows] == [
        (health, 100.0), (housing, 50.0), (None, None),
    ]  # fmt: skip


@pytest.mark.usefixtures("three_months")
def test_queries_do_not_grow_with_months_and_letters(
    site: Site, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(4):
        count_months(site, months_until(NOVEMBER, 12), at(11, 13))
    with django_assert_num_queries(7):
        count_months(site, [OCTOBER], at(11, 13), timed=[OCTOBER])


@pytest.mark.usefixtures("three_months")
def test_overdue_letters_are_told_without_what_was_written(site: Site, housing: Department) -> None:
    told = describe(overdue_letters(site, at(11, 13)), at(11, 13))
    assert [(one.department, one.received_on, one.due_on, one.days) for one in told] == [
        (housing, date(2026, 10, 23), date(2026, 11, 3), 8)
    ]
    assert overdue_letters(site, at(11, 13))[0].get_deferred_fields() >= {
        "title",
        "body",
        "contact",
        "contact_name",
    }


def test_first_month_is_that_of_the_first_letter(
    open_letter: Callable[..., Receipt], site: Site, county: Site
) -> None:
    assert first_month(site) is None
    open_letter(received_at=at(10, 31, 16))
    open_letter(received_at=at(11, 11))
    open_letter(received_at=at(2, 11), site=county)
    assert first_month(site) == NOVEMBER


def test_working_days_are_counted_from_the_day_after_to_the_day_itself(db: None) -> None:
    days = WorkingDays([date(2026, 9, 9), date(2026, 10, 13)], load_calendar())
    assert days.between(date(2026, 9, 9), date(2026, 10, 8)) == 16
    assert days.between(date(2026, 10, 7), date(2026, 10, 13)) == 5
    assert days.between(date(2026, 10, 12), date(2026, 10, 12)) == 0
