"""A notice that is entered counts every open obligation again, each change written down once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.errors import Conflict, NotAllowed
from portal.base.models import AuditEntry, Department
from portal.deadlines.actions import (
    enter_notice,
    open_obligation,
    recalculate_open_obligations,
    record_passed_time,
    satisfy_obligation,
)
from portal.deadlines.calendar import changed_days, load_calendar, load_calendar_with
from portal.deadlines.models import CalendarDay, CalendarNotice, DeadlineEvent, Obligation
from portal.deadlines.notices import Notice, NoticeDay, read_notice
from portal.deadlines.recounting import Recount
from portal.deadlines.signals import obligation_recalculated
from tests.portal.deadlines.conftest import KIND, RECEIVED
from tests.portal.deadlines.test_notices import TEXT_2026

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 23, 4, 0, tzinfo=UTC)
NOTICE_2027 = read_notice("一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。1月9日（周六）上班。", 2027)


@pytest.fixture
def supervisor(db: None) -> User:
    return User.objects.create_superuser("supervisor", password="x")


@pytest.fixture
def told() -> Iterator[list[list[int]]]:
    """The lists of moved obligations that were announced."""
    lists: list[list[int]] = []

    def listen(obligation_ids: list[int], **sent: Any) -> None:
        lists.append(obligation_ids)

    obligation_recalculated.connect(listen)
    yield lists
    obligation_recalculated.disconnect(listen)


def enter(notice: Notice, by: User) -> Recount:
    version = load_calendar().version
    return enter_notice(
        notice, number="国办发明电〔2026〕1号", issued_on=date(2026, 11, 30), by=by, seen_version=version
    )


def open_on(site: Site, *days: datetime, kind: str = KIND) -> list[Obligation]:
    subjects = [
        Department.objects.create(site=site, name=f"{kind}{number}", slug=f"{kind[-5:]}{number}")
        for number in range(len(days))
    ]
    return [open_obligation(subject, kind, day, site) for subject, day in zip(subjects, days, strict=True)]


def test_entering_the_2026_notice_changes_nothing(site: Site, supervisor: User) -> None:
    before = load_calendar()
    days = [RECEIVED + timedelta(days=number) for number in range(0, 320, 10)]
    dues = [obligation.due_at for obligation in open_on(site, *days)]
    notice = read_notice(TEXT_2026, 2026)
    assert changed_days(before, load_calendar_with(notice, "国办发明电〔2025〕7号"), notice) == []
    result = enter(notice, supervisor)
    assert (result.checked, result.moved) == (len(days), [])
    assert list(Obligation.objects.order_by("pk").values_list("due_at", flat=True)) == dues
    assert not DeadlineEvent.objects.filter(kind="recalculated").exists()
    assert set(Obligation.objects.values_list("calendar_version", flat=True)) == {load_calendar().version}
    assert load_calendar().version != before.version


def test_only_what_moves_is_written_down_and_announced(
    site: Site,
    supervisor: User,
    told: list[list[int]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    later, same = open_on(site, DECEMBER, DECEMBER - timedelta(days=8))
    assert (later.is_provisional, same.is_provisional) == (True, False)
    with django_capture_on_commit_callbacks(execute=True):
        result = enter(NOTICE_2027, supervisor)
    assert (result.checked, [moved.pk for moved in result.moved]) == (2, [later.pk])
    for obligation in (later, same):
        obligation.refresh_from_db()
        assert not obligation.is_provisional
        assert obligation.calendar_version == load_calendar().version
    assert later.due_on == date(2027, 1, 5)
    event = DeadlineEvent.objects.get(kind="recalculated")
    assert (event.obligation_id, event.actor, event.due_at) == (later.pk, supervisor, later.due_at)
    assert event.detail == {
        "old_due_at": "2027-01-05T00:00:00+08:00",
        "new_due_at": "2027-01-06T00:00:00+08:00",
        "calendar_version": later.calendar_version,
    }
    assert told == [[later.pk]]
    entry = AuditEntry.objects.get(action="obligations.recalculated")
    assert (entry.actor, entry.detail["checked"], entry.detail["moved"]) == (supervisor, 2, 1)
    again = recalculate_open_obligations()
    assert (again.checked, again.moved) == (0, [])


def test_an_announced_date_that_stays_is_provisional_no_more(site: Site, supervisor: User) -> None:
    [owed] = open_on(site, DECEMBER)
    result = enter(read_notice("一、元旦：1月1日放假。", 2027), supervisor)
    assert result.moved == []
    due_on = owed.due_on
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_provisional) == (due_on, False)


def test_closed_obligations_stay_as_they_were(site: Site, supervisor: User) -> None:
    [owed] = open_on(site, DECEMBER)
    satisfy_obligation(owed, supervisor, DECEMBER)
    assert enter(NOTICE_2027, supervisor).checked == 0
    due_at = owed.due_at
    owed.refresh_from_db()
    assert owed.due_at == due_at


def test_all_units_are_counted_again(site: Site, supervisor: User) -> None:
    # 30 days from 2 December end on Friday 1 January: that day is free, the next worked day is due.
    [result] = open_on(site, datetime(2026, 12, 2, 4, 0, tzinfo=UTC), kind="solicitation.result")
    [hours] = open_on(site, DECEMBER, kind="emergency.press_conference")
    assert result.due_on == date(2027, 1, 4)
    assert result.is_provisional
    moved = enter(NOTICE_2027, supervisor).moved
    assert [obligation.pk for obligation in moved] == [result.pk]
    result.refresh_from_db()
    hours.refresh_from_db()
    assert result.due_on == date(2027, 1, 5)
    assert hours.due_at == DECEMBER + timedelta(hours=24)
    assert hours.calendar_version == load_calendar().version


def test_an_entered_year_knows_only_the_days_of_its_notice_and_of_the_law(supervisor: User) -> None:
    assert not load_calendar().day(date(2027, 5, 4)).is_working, "the library's guess"
    enter(NOTICE_2027, supervisor)
    calendar = load_calendar()
    assert calendar.day(date(2027, 5, 4)).is_working
    assert not calendar.day(date(2027, 6, 9)).is_working
    assert calendar.day(date(2027, 5, 4)).is_official
    assert not calendar.day(date(2028, 5, 4)).is_official


def test_a_corrected_notice_takes_the_place_of_the_first(site: Site, supervisor: User) -> None:
    [owed] = open_on(site, DECEMBER)
    enter(NOTICE_2027, supervisor)
    enter(read_notice("一、元旦：1月1日放假。", 2027), supervisor)
    assert CalendarNotice.objects.count() == CalendarDay.objects.count() == 1
    owed.refresh_from_db()
    assert owed.due_on == date(2027, 1, 4)
    assert owed.events.filter(kind="recalculated").count() == 2


def test_a_day_of_the_year_before_moves_to_the_notice_that_names_it(supervisor: User) -> None:
    enter(read_notice("一、元旦：2026年12月31日放假。", 2026), supervisor)
    enter(Notice(2027, (NoticeDay(date(2026, 12, 31), True), NoticeDay(date(2027, 1, 1), False))), supervisor)
    assert CalendarDay.objects.get(date="2026-12-31").notice.year == 2027


def test_entering_needs_the_permission_and_the_calendar_that_was_seen(
    officer: User, supervisor: User
) -> None:
    with pytest.raises(NotAllowed):
        enter(NOTICE_2027, officer)
    with pytest.raises(Conflict):
        enter_notice(NOTICE_2027, number="x", issued_on=date(2026, 1, 1), by=supervisor, seen_version="old")
    assert not CalendarNotice.objects.exists()


def test_the_recorder_counts_again_what_an_old_calendar_counted(site: Site) -> None:
    """Opened while the notice was entered, or before an update brought the year's holidays."""
    [owed] = open_on(site, DECEMBER)
    notice = CalendarNotice.objects.create(year=2027, number="x", issued_on="2026-11-30")
    CalendarDay.objects.create(notice=notice, date="2027-01-04", is_working=False)
    assert record_passed_time(DECEMBER).moved == 1
    owed.refresh_from_db()
    assert owed.due_on == date(2027, 1, 5)


def test_queries_do_not_grow_with_the_number_of_obligations(
    site: Site, supervisor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = open_on(site, DECEMBER)[0]
    values = {field.attname: getattr(first, field.attname) for field in Obligation._meta.concrete_fields}
    Obligation.objects.bulk_create(
        Obligation(**{**values, "id": None, "object_id": 10_000 + number}) for number in range(300)
    )
    notice = CalendarNotice.objects.create(year=2027, number="x", issued_on="2026-11-30")
    CalendarDay.objects.create(notice=notice, date="2027-01-04", is_working=False)
    # A savepoint each, calendar (2), obligations, one update, one log of many rows, the audit entry.
    with django_assert_num_queries(10, exact=False):
        assert len(recalculate_open_obligations(by=supervisor).moved) == 301
