"""What is owed is opened once, kept once, by a person, and read from its due instant."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.errors import NotAllowed
from portal.base.models import AuditEntry, Department
from portal.deadlines.actions import open_obligation, satisfy_obligation
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import (
    CalendarDay,
    CalendarNotice,
    DeadlineEvent,
    DeadlineProfile,
    DeadlineRule,
    Obligation,
)
from tests.portal.deadlines.conftest import DUE, KIND, RECEIVED

pytestmark = pytest.mark.django_db


def test_national_profile_is_installed() -> None:
    rule = DeadlineRule.objects.get(profile__slug=DeadlineProfile.NATIONAL, kind=KIND)
    assert (rule.amount, rule.unit, rule.extension_limit) == (7, "working_days", 15)


def test_open_obligation_starts_the_clock(subject: Department, site: Site) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    assert obligation.due_at == DUE
    assert obligation.due_on == date(2026, 2, 27)
    assert not obligation.is_provisional
    assert obligation.calendar_version.startswith("holidays ")
    assert list(obligation.events.values_list("kind", flat=True)) == ["started"]
    assert AuditEntry.objects.filter(action="obligation.opened", site=site).count() == 1


def test_open_obligation_again_never_resets_the_clock(subject: Department, site: Site) -> None:
    first = open_obligation(subject, KIND, RECEIVED, site)
    again = open_obligation(subject, KIND, RECEIVED + timedelta(days=30), site)
    assert again == first
    assert again.due_at == DUE
    assert DeadlineEvent.objects.count() == 1


def test_open_obligation_of_unknown_kind_is_an_error(subject: Department, site: Site) -> None:
    with pytest.raises(DeadlineRule.DoesNotExist):
        open_obligation(subject, "no.such", RECEIVED, site)


@pytest.mark.parametrize(("moment", "on_time"), [(DUE - timedelta(seconds=1), True), (DUE, False)])
def test_satisfy_obligation_in_time_and_late(
    subject: Department, site: Site, officer: User, moment: datetime, on_time: bool
) -> None:
    obligation = satisfy_obligation(open_obligation(subject, KIND, RECEIVED, site), officer, moment)
    assert obligation.was_on_time is on_time
    assert Obligation.objects.satisfied_on_time().exists() is on_time
    assert not Obligation.objects.open().exists()
    assert obligation.events.get(kind="met").detail == {"on_time": on_time}


def test_satisfy_obligation_twice_keeps_the_first_time(
    subject: Department, site: Site, officer: User
) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    satisfy_obligation(obligation, officer, DUE - timedelta(days=1))
    again = satisfy_obligation(obligation, officer, DUE + timedelta(days=1))
    assert again.satisfied_at == DUE - timedelta(days=1)
    assert DeadlineEvent.objects.filter(kind="met").count() == 1


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_satisfy_obligation_needs_a_person(subject: Department, site: Site, nobody: object) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    with pytest.raises(NotAllowed):
        satisfy_obligation(obligation, nobody)
    assert Obligation.objects.open().count() == 1


def test_overdue_and_due_within_are_read_from_the_due_instant(subject: Department, site: Site) -> None:
    open_obligation(subject, KIND, RECEIVED, site)
    before, day = DUE - timedelta(seconds=1), timedelta(days=1)
    assert Obligation.objects.overdue(DUE).count() == 1
    assert Obligation.objects.overdue(before).count() == 0
    assert Obligation.objects.due_within(before, before + day).count() == 1
    assert Obligation.objects.due_within(DUE, DUE + day).count() == 0
    assert Obligation.objects.due_within(before - day, before).count() == 0


def test_database_refuses_two_open_obligations(subject: Department, site: Site) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    obligation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        obligation.save(force_insert=True)


@pytest.mark.parametrize("values", [{"state": "satisfied"}, {"satisfied_at": RECEIVED}, {"due_at": RECEIVED}])
def test_database_refuses_contradictions(subject: Department, site: Site, values: dict[str, object]) -> None:
    obligation = open_obligation(subject, KIND, RECEIVED, site)
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(**values)


def test_deadline_event_is_never_changed(subject: Department, site: Site) -> None:
    event = open_obligation(subject, KIND, RECEIVED, site).events.get()
    with pytest.raises(TypeError):
        event.save()


def test_entered_notice_overrides_the_library_and_makes_the_year_official(
    subject: Department, site: Site
) -> None:
    received = datetime(2026, 12, 23, 2, 0, tzinfo=UTC)
    before = load_calendar()
    assert open_obligation(subject, KIND, received, site).is_provisional
    notice = CalendarNotice.objects.create(year=2027, number="国办发明电〔2026〕1号", issued_on="2026-11-25")
    CalendarDay.objects.create(notice=notice, date="2027-01-04", is_working=False, name="元旦")
    CalendarDay.objects.create(notice=notice, date="2027-01-02", is_working=True)
    calendar = load_calendar()
    assert calendar.version != before.version
    assert not calendar.day(date(2027, 1, 4)).is_working
    assert calendar.day(date(2027, 1, 2)).is_working
    assert calendar.day(date(2027, 6, 1)).is_official


def test_load_calendar_takes_two_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        load_calendar().day(date(2026, 1, 1))
