"""Extending, explaining and dropping what is owed; no verb resets a clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks
from wagtail.models import Site

from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed, Refused
from portal.base.models import AuditEntry, Department
from portal.deadlines.actions import (
    close_with_explanation,
    drop_obligation,
    extend_obligation,
    open_obligation,
    satisfy_obligation,
)
from portal.deadlines.models import DeadlineEvent, DeadlineRule, Obligation
from portal.deadlines.signals import obligation_extended
from tests.portal.deadlines.conftest import DUE, DUE_EXTENDED, IN_TIME, KIND, RECEIVED

pytestmark = pytest.mark.django_db
REASON = "需要现场核查"


def extend(obligation: Obligation, officer: User, supervisor: User | None) -> Obligation:
    return extend_obligation(obligation, reason=REASON, requested_by=officer, approved_by=supervisor)


@pytest.fixture
def told() -> Any:
    """Everything that was announced about extensions."""
    facts: list[dict[str, Any]] = []

    def listen(**sent: Any) -> None:
        facts.append({name: sent[name] for name in ("obligation_id", "old_due_at", "due_at")})

    obligation_extended.connect(listen)
    yield facts
    obligation_extended.disconnect(listen)


@time_machine.travel(IN_TIME, tick=False)
def test_extension_counts_to_the_limit_from_receipt(
    obligation: Obligation,
    officer: User,
    supervisor: User,
    told: list[dict[str, Any]],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        extended = extend(obligation, officer, supervisor)
    assert (extended.due_at, extended.amount, extended.received_at) == (DUE_EXTENDED, 15, RECEIVED)
    event = extended.events.get(kind="extended")
    assert (event.actor, event.at, event.due_at) == (supervisor, IN_TIME, DUE_EXTENDED)
    assert event.detail == {
        "old_due_at": "2026-02-28T00:00:00+08:00",
        "new_due_at": "2026-03-11T00:00:00+08:00",
        "old_amount": 7,
        "amount": 15,
        "reason": REASON,
        "requested_by": officer.pk,
        "approved_by": supervisor.pk,
    }
    entry = AuditEntry.objects.get(action="obligation.extended")
    assert entry.actor == officer
    assert REASON not in str(entry.detail)
    assert told == [{"obligation_id": obligation.pk, "old_due_at": DUE, "due_at": DUE_EXTENDED}]


@time_machine.travel(IN_TIME, tick=False)
def test_extension_is_given_once(obligation: Obligation, officer: User, supervisor: User) -> None:
    extend(obligation, officer, supervisor)
    with pytest.raises(Conflict):
        extend(obligation, officer, supervisor)
    assert obligation.events.filter(kind="extended").count() == 1


@pytest.mark.parametrize(("moment", "is_late"), [(DUE - timedelta(seconds=1), False), (DUE, True)])
def test_extension_is_given_before_the_time_is_over(
    obligation: Obligation, officer: User, supervisor: User, moment: datetime, is_late: bool
) -> None:
    with time_machine.travel(moment, tick=False):
        if is_late:
            with pytest.raises(Conflict):
                extend(obligation, officer, supervisor)
        else:
            assert extend(obligation, officer, supervisor).due_at == DUE_EXTENDED


@time_machine.travel(IN_TIME, tick=False)
def test_extension_needs_a_second_person_where_the_rule_says_so(
    obligation: Obligation, officer: User
) -> None:
    for approver in (None, officer, AnonymousUser()):
        with pytest.raises(NotAllowed):
            extend(obligation, officer, approver)  # type: ignore[arg-type]
    DeadlineRule.objects.update(approver=DeadlineRule.Approver.NOBODY)
    assert extend(obligation, officer, None).due_at == DUE_EXTENDED


@time_machine.travel(IN_TIME, tick=False)
def test_extension_needs_a_person_and_a_reason(
    obligation: Obligation, officer: User, supervisor: User
) -> None:
    with pytest.raises(NotAllowed):
        extend_obligation(obligation, reason=REASON, requested_by=None, approved_by=supervisor)
    with pytest.raises(Invalid) as refused:
        extend_obligation(obligation, reason=" \n", requested_by=officer, approved_by=supervisor)
    assert refused.value.field == "reason"


@time_machine.travel(IN_TIME, tick=False)
def test_extension_needs_a_rule_that_allows_it(
    subject: Department, site: Site, officer: User, supervisor: User
) -> None:
    fault = open_obligation(subject, KIND, RECEIVED, site, rule_kind="case.reply.fault")
    assert fault.amount == 3
    with pytest.raises(Invalid) as refused:
        extend(fault, officer, supervisor)
    assert refused.value.code == "no_extension"


def test_changed_rule_changes_no_promise(obligation: Obligation, officer: User, supervisor: User) -> None:
    DeadlineRule.objects.filter(kind=KIND).update(amount=5, extension_limit=None)
    with time_machine.travel(IN_TIME, tick=False):
        assert extend(obligation, officer, supervisor).due_at == DUE_EXTENDED


@pytest.mark.parametrize("moment", [IN_TIME, DUE])
def test_explanation_counts_as_kept(obligation: Obligation, officer: User, moment: datetime) -> None:
    closed = close_with_explanation(obligation, officer, moment)
    assert (closed.state, closed.satisfied_at) == ("explained", moment)
    assert Obligation.objects.satisfied().count() == 1
    assert Obligation.objects.satisfied_on_time().exists() is (moment < DUE)
    assert closed.events.get(kind="explained").detail == {"on_time": moment < DUE}


def test_explanation_needs_a_person(obligation: Obligation) -> None:
    with pytest.raises(NotAllowed):
        close_with_explanation(obligation, None)


def test_dropped_is_owed_no_more_and_was_never_kept(
    obligation: Obligation, officer: User, supervisor: User
) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        drop_obligation(obligation, reason="duplicate", decided_by=officer, confirmed_by=supervisor)
    assert not Obligation.objects.open().exists()
    assert not Obligation.objects.satisfied().exists()
    event = obligation.events.get(kind="dropped")
    assert (event.actor, event.detail) == (
        officer,
        {"reason": "duplicate", "confirmed_by": supervisor.pk},
    )
    assert AuditEntry.objects.filter(action="obligation.dropped", actor=officer).exists()


def test_dropped_by_the_citizen_needs_no_member_of_staff(obligation: Obligation) -> None:
    drop_obligation(obligation, reason="withdrawn", decided_by=None)
    assert obligation.events.get(kind="dropped").actor is None


def test_dropping_needs_a_reason_a_person_and_another_to_confirm(
    obligation: Obligation, officer: User
) -> None:
    with pytest.raises(Invalid):
        drop_obligation(obligation, reason=" ", decided_by=officer)
    with pytest.raises(NotAllowed):
        drop_obligation(obligation, reason="duplicate", decided_by=None)
    with pytest.raises(NotAllowed):
        drop_obligation(obligation, reason="duplicate", decided_by=officer, confirmed_by=officer)
    assert Obligation.objects.open().count() == 1


def drop(obligation: Obligation, officer: User, supervisor: User) -> Obligation:
    return drop_obligation(obligation, reason="duplicate", decided_by=officer)


@pytest.mark.parametrize("verb", [extend, drop])
def test_what_is_closed_is_neither_extended_nor_dropped(
    obligation: Obligation, officer: User, supervisor: User, verb: Callable[..., Obligation]
) -> None:
    with time_machine.travel(IN_TIME, tick=False):
        satisfy_obligation(obligation, officer)
        with pytest.raises(Conflict):
            verb(obligation, officer, supervisor)
    obligation.refresh_from_db()
    assert obligation.state == "satisfied"


def test_late_end_records_the_breach_that_nobody_recorded(obligation: Obligation, officer: User) -> None:
    satisfy_obligation(obligation, officer, DUE + timedelta(days=3))
    assert obligation.events.get(kind="breached").at == DUE
    assert list(obligation.events.values_list("kind", flat=True)) == ["started", "breached", "met"]


def test_reopened_subject_is_owed_anew_from_the_reopening(
    obligation: Obligation, subject: Department, site: Site, officer: User
) -> None:
    satisfy_obligation(obligation, officer, IN_TIME)
    reopened_at = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
    second = open_obligation(subject, KIND, reopened_at, site, by=officer)
    assert second != obligation
    assert (second.received_at, second.due_on) == (reopened_at, date(2026, 10, 12))
    obligation.refresh_from_db()
    assert (obligation.received_at, obligation.satisfied_at) == (RECEIVED, IN_TIME)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "explained"},
        {"state": "dropped", "satisfied_at": RECEIVED},
        {"extended_at": RECEIVED},
        {"amount": 0},
    ],
)
def test_database_refuses_contradictions(obligation: Obligation, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=obligation.pk).update(**values)


@pytest.mark.parametrize(
    "events",
    [
        [{"kind": "extended"}] * 2,
        [{"kind": "breached"}] * 2,
        [{"kind": "met"}, {"kind": "dropped"}],
        [{"kind": "warned", "due_at": DUE, "distance": 1}] * 2,
        [{"kind": "warned"}],
    ],
)
def test_database_refuses_events_that_happen_once(
    obligation: Obligation, events: list[dict[str, Any]]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineEvent.objects.bulk_create(
            DeadlineEvent(obligation=obligation, at=RECEIVED, **values) for values in events
        )


def test_every_refusal_has_words_for_the_reader(obligation: Obligation, officer: User) -> None:
    with pytest.raises(Refused) as refused:
        extend(obligation, officer, None)
    assert str(refused.value.message).strip()
