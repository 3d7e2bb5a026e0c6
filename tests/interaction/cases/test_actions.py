"""What may happen to a case, to whom it may happen, and what keeps its clock."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from wagtail.models import Site

from interaction.cases.actions import Receipt, assign_case, claim_case, note_case, reply_to_case
from interaction.cases.models import Case, CaseEvent
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import AuditEntry, Department
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
ANSWER = "路灯已于今天修好，感谢您的提醒。"
MOMENT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)


def test_open_case_gives_a_receipt_and_starts_the_clock(open_letter: OpenLetter) -> None:
    receipt = open_letter(received_at=MOMENT)
    assert receipt.number == "YX20260211-0001"
    assert receipt.query_code not in repr(receipt)
    assert receipt.obligation.due_on.isoformat() == "2026-02-27"
    assert receipt.case.state == Case.State.RECEIVED
    assert [event.kind for event in receipt.case.events.all()] == ["received"]


def test_numbers_run_per_day_in_shanghai(open_letter: OpenLetter) -> None:
    late = datetime(2026, 2, 11, 16, 0, tzinfo=UTC)
    numbers = [open_letter(received_at=moment).number for moment in (MOMENT, MOMENT, late)]
    assert numbers == ["YX20260211-0001", "YX20260211-0002", "YX20260212-0001"]


def test_open_case_for_a_department_is_assigned_at_once(open_letter: OpenLetter, housing: Department) -> None:
    case = open_letter(department=housing).case
    assert case.state == Case.State.ASSIGNED
    assert [event.kind for event in case.events.all()] == ["received", "assigned"]


def test_contact_is_encrypted_in_the_database(open_letter: OpenLetter) -> None:
    case = open_letter(contact_name="陈小明", contact="13800001111", consent_to_contact=True).case
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact FROM cases_case WHERE id = %s", [case.pk])
        stored = "".join(cursor.fetchone())
    assert "13800001111" not in stored
    assert "陈小明" not in stored
    assert Case.objects.get().contact == "13800001111"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": "\u200b"}, "body"),
        ({"body": "长" * 5001}, "body"),
        ({"title": "长" * 121}, "title"),
        ({"contact": "13800001111"}, "consent_to_contact"),
    ],
)
def test_open_case_refuses_what_it_cannot_keep(
    open_letter: OpenLetter, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        open_letter(**values)
    assert refusal.value.field == field
    assert not Case.objects.exists()
    assert not Obligation.objects.exists()


def test_open_case_refuses_a_department_of_another_site(
    open_letter: OpenLetter, county: Site, housing: Department
) -> None:
    with pytest.raises(Invalid):
        open_letter(site=county, department=housing)


def test_claim_case_gives_it_to_the_officer_and_department(open_letter: OpenLetter, officer: User) -> None:
    case = claim_case(open_letter().case, officer)
    assert (case.state, case.handler, case.department) == ("handling", officer, officer.department)
    assert claim_case(case, officer) == case
    assert CaseEvent.objects.filter(kind="claimed").count() == 1


def test_claim_case_second_officer_is_told_who_has_it(
    open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    case = open_letter().case
    claim_case(case, officer)
    with pytest.raises(Conflict, match="officer"):
        claim_case(case, colleague)
    assert Case.objects.get().handler == officer


def test_claim_case_needs_a_department_somewhere(open_letter: OpenLetter) -> None:
    boss = User.objects.create_superuser("boss", password="x")
    with pytest.raises(Invalid):
        claim_case(open_letter().case, boss)


def test_assign_case_moves_it_and_leaves_the_clock(
    open_letter: OpenLetter, officer: User, health: Department
) -> None:
    receipt = open_letter(received_at=MOMENT)
    claim_case(receipt.case, officer)
    case = assign_case(receipt.case, health, officer, "归卫健委")
    assert (case.state, case.handler, case.department) == ("assigned", None, health)
    assert Obligation.objects.get().due_at == receipt.obligation.due_at
    with pytest.raises(NotAllowed):
        assign_case(case, health, officer)


def test_assign_case_to_the_same_department_or_another_site_is_refused(
    open_letter: OpenLetter, officer: User, housing: Department, county: Site
) -> None:
    case = open_letter(department=housing).case
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    for department in (housing, elsewhere):
        with pytest.raises(Invalid):
            assign_case(case, department, officer)


def test_reply_satisfies_the_obligation(open_letter: OpenLetter, officer: User) -> None:
    case = open_letter().case
    reply = reply_to_case(case, officer, ANSWER)
    case.refresh_from_db()
    obligation = Obligation.objects.get()
    assert (case.state, case.handler) == ("replied", officer)
    assert obligation.satisfied_at == reply.created_at
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "case.opened",
        "obligation.opened",
        "obligation.satisfied",
        "case.replied",
    ]


@pytest.mark.parametrize(
    "body", ["", " \n", "您好，您的来信已收悉，我们会尽快处理。", "已转交相关部门办理。"]
)
def test_reply_that_answers_nothing_stops_no_clock(open_letter: OpenLetter, officer: User, body: str) -> None:
    case = open_letter().case
    with pytest.raises(Invalid):
        reply_to_case(case, officer, body)
    assert Obligation.objects.open().count() == 1
    assert not case.replies.exists()


def test_note_transfer_and_claim_stop_no_clock(
    open_letter: OpenLetter, officer: User, health: Department
) -> None:
    receipt = open_letter()
    claim_case(receipt.case, officer)
    note_case(receipt.case, officer, "已电话联系。")
    assign_case(receipt.case, health, officer)
    obligation = Obligation.objects.open().get()
    assert (obligation.due_at, obligation.amount) == (receipt.obligation.due_at, 7)


def test_second_answer_conflicts_until_the_first_was_seen(
    open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    case = open_letter().case
    first = reply_to_case(case, officer, ANSWER)
    with pytest.raises(Conflict, match="officer"):
        reply_to_case(case, colleague, "已经修好了，请放心使用。", seen_reply=0)
    second = reply_to_case(case, colleague, "补充：灯泡换成了节能型。", seen_reply=first.pk)
    assert [reply.pk for reply in case.replies.all()] == [first.pk, second.pk]
    assert Obligation.objects.get().satisfied_at == first.created_at


def test_reply_to_a_case_that_a_colleague_has_taken_is_a_conflict(
    open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    case = open_letter().case
    claim_case(case, officer)
    with pytest.raises(Conflict):
        reply_to_case(case, colleague, ANSWER)


def test_officer_of_another_department_may_do_nothing(
    open_letter: OpenLetter, housing: Department, health: Department, stranger: User
) -> None:
    case = open_letter(department=housing).case
    for act in (
        lambda: claim_case(case, stranger),
        lambda: assign_case(case, health, stranger),
        lambda: note_case(case, stranger, "看看"),
        lambda: reply_to_case(case, stranger, ANSWER),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_answered_case_is_neither_claimed_nor_assigned(
    open_letter: OpenLetter, officer: User, colleague: User, health: Department
) -> None:
    case = open_letter().case
    reply_to_case(case, officer, ANSWER)
    with pytest.raises(Conflict):
        claim_case(case, colleague)
    with pytest.raises(Conflict):
        assign_case(case, health, officer)


@pytest.mark.parametrize(
    "values", [{"state": "handling"}, {"state": "replied"}, {"state": "assigned"}, {"contact": "13800001111"}]
)
def test_database_refuses_contradictions(open_letter: OpenLetter, values: dict[str, str]) -> None:
    case = open_letter().case
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)


def test_case_event_is_never_changed(open_letter: OpenLetter) -> None:
    with pytest.raises(TypeError):
        open_letter().case.events.get().save()
