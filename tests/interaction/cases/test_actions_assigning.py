"""Which mailbox a letter is in, who judges it, who gets it, who has it in hand."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from wagtail.models import Site

from interaction.cases.actions import (
    Receipt,
    acknowledge_case,
    ask_citizen,
    assign_case,
    claim_case,
    hand_over_case,
    hand_over_cases,
    merge_cases,
    note_case,
    object_to_assignment,
    propose_extension,
    propose_invalid,
    release_case,
    reply_to_case,
    triage_case,
)
from interaction.cases.models import Case, CaseEvent, MailboxPage
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import Department
from portal.content.models import Topic
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
MakeMailbox = Callable[..., MailboxPage]
ANSWER = "路灯已于今天修好，感谢您的提醒。"
MOMENT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)


def test_letter_to_the_mayor_waits_for_a_person_to_judge_it(
    open_letter: OpenLetter, make_mailbox: MakeMailbox, housing: Department
) -> None:
    case = open_letter(mailbox=make_mailbox(department=housing)).case
    assert (case.state, case.department) == ("received", None)


def test_letter_to_a_department_is_there_at_once(
    open_letter: OpenLetter, make_mailbox: MakeMailbox, housing: Department
) -> None:
    mailbox = make_mailbox(slug="housing", purpose="department", department=housing)
    case = open_letter(mailbox=mailbox).case
    assert (case.state, case.department, case.mailbox) == ("assigned", housing, mailbox)


def test_fault_of_the_site_is_owed_in_three_working_days(open_letter: OpenLetter) -> None:
    receipt = open_letter(kind="fault", page_url="/news/1/", received_at=MOMENT)
    assert receipt.obligation.amount == 3
    assert receipt.obligation.due_on.isoformat() == "2026-02-14"
    assert receipt.case.page_url == "/news/1/"


@pytest.mark.parametrize("values", [{"is_open": False}, {"live": False}])
def test_mailbox_that_is_shut_takes_no_letter(
    open_letter: OpenLetter, make_mailbox: MakeMailbox, values: dict[str, bool]
) -> None:
    with pytest.raises(Invalid) as refusal:
        open_letter(mailbox=make_mailbox(**values))
    assert refusal.value.field == "mailbox"


def test_mailbox_of_another_site_takes_no_letter(
    open_letter: OpenLetter, make_mailbox: MakeMailbox, county: Site
) -> None:
    with pytest.raises(Invalid):
        open_letter(site=county, mailbox=make_mailbox())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"notice_email": "chen@example.org"}, "consent_to_contact"),
        ({"notice_email": "chen", "consent_to_contact": True}, "notice_email"),
    ],
)
def test_notices_need_an_address_and_consent(
    open_letter: OpenLetter, values: dict[str, str | bool], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        open_letter(**values)
    assert refusal.value.field == field


def test_triage_keeps_person_and_reason_and_leaves_the_clock(
    open_letter: OpenLetter, officer: User, housing: Department
) -> None:
    receipt = open_letter(department=housing)
    topic = Topic.objects.create(name="市政设施", slug="facilities")
    case = triage_case(receipt.case, officer, kind="complaint", topic=topic, reason="反映路灯损坏")
    assert (case.kind, case.topic, case.state) == ("complaint", topic, "assigned")
    event = case.events.get(kind="triaged")
    assert (event.actor, event.note, event.detail) == (
        officer,
        "反映路灯损坏",
        {"before": "consultation", "after": "complaint"},
    )
    assert Obligation.objects.open().get().due_at == receipt.obligation.due_at


@pytest.mark.parametrize("values", [{"kind": "poem", "reason": "好"}, {"kind": "complaint", "reason": " "}])
def test_triage_needs_a_kind_and_a_reason(
    open_letter: OpenLetter, officer: User, values: dict[str, str]
) -> None:
    with pytest.raises(Invalid):
        triage_case(open_letter().case, officer, topic=None, **values)


def test_objection_brings_the_case_back_to_the_supervisor(
    open_letter: OpenLetter, officer: User, housing: Department
) -> None:
    receipt = open_letter(department=housing)
    claim_case(receipt.case, officer)
    case = object_to_assignment(receipt.case, officer, "路灯归城管局")
    assert (case.state, case.department, case.handler) == ("received", None, None)
    assert case.events.get(kind="objected").department == housing
    assert Obligation.objects.open().get().due_at == receipt.obligation.due_at


def test_department_that_objected_gets_it_again_from_a_supervisor_only(
    open_letter: OpenLetter, officer: User, supervisor: User, stranger: User, housing: Department
) -> None:
    case = open_letter(department=housing).case
    object_to_assignment(case, officer, "不归我局")
    with pytest.raises(NotAllowed):
        assign_case(case, housing, stranger)
    assert assign_case(case, housing, supervisor).department == housing
    with pytest.raises(Conflict):
        object_to_assignment(case, officer, "还是不归我局")


def test_only_the_department_that_has_it_objects(
    open_letter: OpenLetter, officer: User, colleague: User, supervisor: User, housing: Department
) -> None:
    case = open_letter(department=housing).case
    with pytest.raises(NotAllowed):
        object_to_assignment(case, supervisor, "不归他们")
    claim_case(case, officer)
    with pytest.raises(Conflict):
        object_to_assignment(case, colleague, "不归我局")


def test_release_puts_it_back_on_the_departments_desk(
    open_letter: OpenLetter, officer: User, colleague: User
) -> None:
    case = claim_case(open_letter().case, officer)
    with pytest.raises(NotAllowed):
        release_case(case, colleague)
    released = release_case(case, officer)
    assert (released.state, released.handler, released.department) == (
        "assigned",
        None,
        officer.department,
    )
    with pytest.raises(Conflict):
        release_case(case, officer)


def test_hand_over_keeps_the_state(open_letter: OpenLetter, officer: User, colleague: User) -> None:
    case = open_letter().case
    ask_citizen(case, officer, "请问是哪条路？")
    handed = hand_over_case(case, colleague, officer, "我下周休假")
    assert (handed.state, handed.handler) == ("waiting", colleague)
    assert case.events.get(kind="handed_over").detail == {"to": colleague.pk}


def test_hand_over_to_somebody_who_may_not_handle_it_is_refused(
    open_letter: OpenLetter, officer: User, colleague: User, stranger: User
) -> None:
    case = claim_case(open_letter().case, officer)
    colleague.is_active = False
    colleague.save()
    for other in (stranger, colleague, officer):
        with pytest.raises(Invalid):
            hand_over_case(case, other, officer)
    assert Case.objects.get().handler == officer


def test_everything_in_hand_is_handed_over_at_once(
    open_letter: OpenLetter, officer: User, colleague: User, supervisor: User
) -> None:
    for _number in range(3):
        claim_case(open_letter().case, officer)
    reply_to_case(open_letter().case, officer, ANSWER)
    with pytest.raises(NotAllowed):
        hand_over_cases(officer, colleague, colleague)
    assert hand_over_cases(officer, colleague, supervisor) == 3
    assert Case.objects.filter(handler=colleague, state="handling").count() == 3


def test_handing_everything_over_is_all_or_nothing(
    open_letter: OpenLetter, officer: User, stranger: User, housing: Department
) -> None:
    for _number in range(2):
        claim_case(open_letter(department=housing).case, officer)
    with pytest.raises(Invalid):
        hand_over_cases(officer, stranger, officer)
    assert Case.objects.filter(handler=officer).count() == 2


def test_staff_of_another_site_may_do_nothing(
    open_letter: OpenLetter, county: Site, make_officer: Callable[..., User]
) -> None:
    elsewhere = Department.objects.create(site=county, name="县住建局", slug="housing")
    outsider = make_officer("outsider", elsewhere)
    case = open_letter().case
    for act in (
        lambda: claim_case(case, outsider),
        lambda: note_case(case, outsider, "看看"),
        lambda: triage_case(case, outsider, kind="complaint", topic=None, reason="看看"),
        lambda: reply_to_case(case, outsider, ANSWER),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not CaseEvent.objects.exclude(kind="received").exists()


def test_what_a_colleague_has_in_hand_is_left_to_them_and_to_supervisors(
    open_letter: OpenLetter, officer: User, colleague: User, supervisor: User, health: Department
) -> None:
    case, other = claim_case(open_letter().case, officer), open_letter().case
    asked = {"code": "complex", "reason": "情况复杂"}
    acts: list[Callable[[User], object]] = [
        lambda by: triage_case(case, by, kind="complaint", topic=None, reason="是投诉"),
        lambda by: acknowledge_case(case, by, "正在核实。"),
        lambda by: propose_extension(case, by, **asked),
        lambda by: propose_invalid(case, by, code="petition", reason="属信访事项"),
        lambda by: merge_cases([other], case, by, "同一路段"),
        lambda by: merge_cases([case], other, by, "同一路段"),
        lambda by: assign_case(case, health, by),
    ]
    for act in acts:
        with pytest.raises(Conflict, match="officer"):
            act(colleague)
    assert list(case.events.values_list("kind", flat=True)) == ["received", "claimed"]
    for act in acts[:5]:
        act(supervisor)
    assert assign_case(case, health, supervisor).handler is None


def test_what_nobody_has_in_hand_is_free_to_the_department(
    open_letter: OpenLetter, officer: User, colleague: User, health: Department
) -> None:
    case = release_case(claim_case(open_letter().case, officer), officer)
    triage_case(case, colleague, kind="complaint", topic=None, reason="是投诉")
    assert assign_case(case, health, colleague).department == health
