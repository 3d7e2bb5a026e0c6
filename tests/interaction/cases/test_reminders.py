"""The morning mail: each person reads of what they owe, without a word of the letters."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from wagtail.models import Site

from interaction.cases.actions import Receipt, claim_case, reply_to_case
from interaction.cases.reminders import remind_staff
from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.actions import record_passed_time

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
MONDAY = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 8:30 in Shanghai
DUE = MONDAY + timedelta(days=9)  # seven working days after it: Wednesday, 11 March


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def everybody_has_mail(officer: User, colleague: User, stranger: User, supervisor: User) -> None:
    for user in (officer, colleague, stranger, supervisor):
        user.email = f"{user.username}@example.org"
        user.save()


def remind(clock: time_machine.Traveller, moment: datetime) -> dict[str, str]:
    """Who is written what at an instant."""
    clock.move_to(moment)
    record_passed_time()
    mail.outbox.clear()
    remind_staff(moment)
    return {message.to[0].partition("@")[0]: message.body for message in mail.outbox}


def test_holder_is_reminded_when_the_date_comes_near(
    clock: time_machine.Traveller, open_letter: OpenLetter, officer: User
) -> None:
    receipt = open_letter(title="陈小明家的路灯", contact_name="陈小明")
    claim_case(receipt.case, officer)
    assert remind(clock, DUE - timedelta(days=6)) == {}
    written = remind(clock, DUE - timedelta(days=1))
    assert list(written) == ["officer"]
    assert f"{receipt.number}：2026年3月11日到期" in written["officer"]
    assert "/admin/desk/" in written["officer"]
    assert "陈小明" not in written["officer"] + mail.outbox[0].subject


def test_letter_that_nobody_took_is_told_to_its_department(
    clock: time_machine.Traveller, open_letter: OpenLetter, housing: Department
) -> None:
    open_letter(department=housing)
    assert set(remind(clock, DUE)) == {"officer", "colleague"}


def test_letter_without_a_department_is_told_to_the_supervisors(
    clock: time_machine.Traveller, open_letter: OpenLetter
) -> None:
    open_letter()
    assert set(remind(clock, DUE)) == {"supervisor"}


def test_overdue_letter_is_told_to_the_supervisors_too(
    clock: time_machine.Traveller, open_letter: OpenLetter, officer: User
) -> None:
    receipt = open_letter()
    claim_case(receipt.case, officer)
    written = remind(clock, DUE + timedelta(days=1))
    assert set(written) == {"officer", "supervisor"}
    assert f"{receipt.number}：已超期，应于2026年3月11日答复" in written["supervisor"]


def test_answered_letter_and_free_day_bring_no_mail(
    clock: time_machine.Traveller, open_letter: OpenLetter, officer: User
) -> None:
    answered = open_letter().case
    reply_to_case(answered, officer, "路灯已修好。")
    assert remind(clock, DUE) == {}
    claim_case(open_letter(received_at=MONDAY).case, officer)
    saturday = DUE + timedelta(days=3)
    assert remind(clock, saturday) == {}
    assert set(remind(clock, saturday + timedelta(days=2))) == {"officer", "supervisor"}


def test_supervisor_of_another_site_reads_nothing(
    clock: time_machine.Traveller, open_letter: OpenLetter, county: Site, supervisor: User
) -> None:
    elsewhere = Department.objects.create(site=county, name="县政府办", slug="office")
    User.objects.filter(pk=supervisor.pk).update(department=elsewhere)
    open_letter()
    assert remind(clock, DUE) == {}
