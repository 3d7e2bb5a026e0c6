"""Time is recorded once, however late the recorder comes."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.actions import (
    drop_obligation,
    extend_obligation,
    open_obligation,
    record_passed_time,
    satisfy_obligation,
)
from portal.deadlines.actions.passing_time import BATCH, Recorded
from portal.deadlines.models import DeadlineEvent, Obligation
from portal.deadlines.signals import obligation_breached
from portal.deadlines.tasks import record_deadlines
from tests.portal.deadlines.conftest import DUE, DUE_EXTENDED, KIND, RECEIVED

pytestmark = pytest.mark.django_db
NOTHING = Recorded(moved=0, warned=0, breached=0)
WEEK = timedelta(days=7)


def local(text: str) -> datetime:
    """An instant in Asia/Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def test_warnings_come_at_their_distances_and_then_the_breach(obligation: Obligation) -> None:
    """Due on Friday 27 February; the days before it are worked from Tuesday 24 on."""
    seen = []
    for day in range(11, 32):
        moment = local("2026-02-01T09:00") + timedelta(days=day - 1)
        recorded = record_passed_time(moment)
        again = record_passed_time(moment + timedelta(hours=3))
        assert again == NOTHING
        if recorded != NOTHING:
            seen.append((moment.date().isoformat(), recorded.warned, recorded.breached))
    assert seen == [
        ("2026-02-24", 1, 0),
        ("2026-02-26", 1, 0),
        ("2026-02-27", 1, 0),
        ("2026-02-28", 0, 1),
    ]
    events = obligation.events.exclude(kind="started").values_list("kind", "distance", "due_at")
    assert list(events) == [
        ("warned", 3, DUE),
        ("warned", 1, DUE),
        ("warned", 0, DUE),
        ("breached", None, DUE),
    ]


def test_breach_is_recorded_once_after_a_week_without_a_recorder(
    obligation: Obligation,
    told: list[tuple[int, Any]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert record_passed_time(DUE + WEEK) == Recorded(moved=0, warned=0, breached=1)
        assert record_passed_time(DUE + WEEK) == NOTHING
    assert obligation.events.get(kind="breached").at == DUE
    assert told == [(obligation.pk, "breached")]


def test_only_the_nearest_warning_is_given_late(
    obligation: Obligation,
    told: list[tuple[int, Any]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record_passed_time(local("2026-02-26T09:00"))
    assert told == [(obligation.pk, 1)]


@pytest.mark.parametrize("how", ["satisfied", "dropped"])
def test_what_is_closed_is_neither_warned_about_nor_breached(
    obligation: Obligation, officer: User, how: str
) -> None:
    with time_machine.travel(RECEIVED + timedelta(hours=1), tick=False):
        if how == "satisfied":
            satisfy_obligation(obligation, officer)
        else:
            drop_obligation(obligation, reason="withdrawn", decided_by=None)
    assert record_passed_time(local("2026-02-26T09:00")) == NOTHING
    assert record_passed_time(DUE + WEEK) == NOTHING


def test_extended_is_warned_about_again_before_its_new_end(
    obligation: Obligation, officer: User, supervisor: User
) -> None:
    record_passed_time(local("2026-02-27T09:00"))
    with time_machine.travel(DUE - timedelta(hours=1), tick=False):
        extend_obligation(obligation, reason="现场核查", requested_by=officer, approved_by=supervisor)
    assert record_passed_time(DUE + timedelta(hours=1)) == NOTHING
    assert record_passed_time(DUE_EXTENDED - timedelta(hours=1)).warned == 1
    warned = obligation.events.filter(kind="warned").values_list("distance", "due_at")
    assert list(warned) == [(0, DUE), (0, DUE_EXTENDED)]


def test_hours_are_warned_about_in_hours(subject: Department, site: Site) -> None:
    owed = open_obligation(subject, "emergency.press_conference", RECEIVED, site)
    assert record_passed_time(RECEIVED + timedelta(hours=11, minutes=59)) == NOTHING
    assert record_passed_time(RECEIVED + timedelta(hours=12)).warned == 1
    assert record_passed_time(RECEIVED + timedelta(hours=22)).warned == 1
    assert record_passed_time(RECEIVED + timedelta(hours=24)).breached == 1
    assert list(owed.events.filter(kind="warned").values_list("distance", flat=True)) == [12, 3]


def test_recorder_takes_more_than_one_batch(site: Site, subject: Department) -> None:
    copies = []
    first = open_obligation(subject, KIND, RECEIVED, site)
    for number in range(BATCH + 5):
        values = {field.attname: getattr(first, field.attname) for field in Obligation._meta.concrete_fields}
        copies.append(Obligation(**{**values, "id": None, "object_id": 10_000 + number}))
    Obligation.objects.bulk_create(copies)
    assert record_passed_time(DUE).breached == BATCH + 6
    assert DeadlineEvent.objects.filter(kind="breached").count() == BATCH + 6


def test_failing_listener_hinders_nothing(
    obligation: Obligation,
    told: list[tuple[int, Any]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail(**sent: Any) -> None:
        raise RuntimeError("no mail today")

    obligation_breached.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_passed_time(DUE)
    finally:
        obligation_breached.disconnect(fail)
    assert told == [(obligation.pk, "breached")]


@time_machine.travel(DUE, tick=False)
def test_command_and_task_record(obligation: Obligation) -> None:
    out = StringIO()
    call_command("record_deadlines", stdout=out)
    assert out.getvalue() == "1 overdue, 0 warned, 0 counted again\n"
    record_deadlines.enqueue()
    assert obligation.events.filter(kind="breached").count() == 1
