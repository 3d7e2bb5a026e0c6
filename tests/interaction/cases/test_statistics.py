"""Our word of the month: received, answered in time, overdue."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import RequestFactory
from wagtail.models import Site

from interaction.cases.actions import Receipt, reopen_case, reply_to_case
from interaction.cases.context_processors import our_word
from interaction.cases.statistics import MonthlyWord, monthly_word
from portal.accounts.models import User

pytestmark = pytest.mark.django_db
ANSWER = "路灯已于今天修好。"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


def test_monthly_word_counts_one_site_and_month(
    open_letter: Callable[..., Receipt], officer: User, site: Site, county: Site
) -> None:
    overdue = open_letter(received_at=at(9, 1))
    late = open_letter(received_at=at(9, 2))
    in_time = open_letter(received_at=at(10, 9))
    open_letter(received_at=at(10, 12))
    open_letter(site=county, received_at=at(10, 12))
    for receipt, moment in ((late, at(10, 8)), (in_time, at(10, 13))):
        with time_machine.travel(moment, tick=False):
            reply_to_case(receipt.case, officer, ANSWER)
    assert overdue.obligation.due_on < date(2026, 10, 1)
    word = monthly_word(site, date(2026, 10, 14))
    assert word == MonthlyWord(date(2026, 10, 1), received=2, on_time=1, overdue=1)


def test_monthly_word_becomes_overdue_after_the_due_day(
    open_letter: Callable[..., Receipt], site: Site
) -> None:
    receipt = open_letter(received_at=at(2, 11))
    assert receipt.obligation.due_on == date(2026, 2, 27)
    assert monthly_word(site, date(2026, 2, 27)).overdue == 0
    assert monthly_word(site, date(2026, 2, 28)).overdue == 1


def test_monthly_word_counts_a_letter_that_is_taken_up_again_once(
    open_letter: Callable[..., Receipt], officer: User, site: Site
) -> None:
    with time_machine.travel(at(10, 9), tick=False):
        receipt = open_letter()
    with time_machine.travel(at(10, 13), tick=False):
        reply_to_case(receipt.case, officer, ANSWER)
        reopen_case(receipt.case, "又不亮了")
    word = monthly_word(site, date(2026, 10, 14))
    assert word == MonthlyWord(date(2026, 10, 1), received=1, on_time=1, overdue=0)


def test_monthly_word_is_two_queries(site: Site, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(2):
        assert monthly_word(site, date(2026, 10, 14)).received == 0


def test_home_page_can_show_our_word_and_other_pages_do_not_count(
    open_letter: Callable[..., Receipt], site: Site, django_assert_num_queries: Callable[..., object]
) -> None:
    open_letter()
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        context = our_word(request)
    assert context["our_word"].received == 1
