"""What needs a second person: not accepting, extending, and replies of a mailbox that demands it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine

from interaction.cases.actions import (
    Receipt,
    ask_citizen,
    claim_case,
    decide_proposal,
    propose_extension,
    propose_invalid,
    reply_to_case,
    supplement_case,
)
from interaction.cases.models import Case, MailboxPage, Proposal, Reply
from interaction.cases.promises import promise_of
from interaction.cases.timeline import public_timeline
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
ANSWER = "路灯已于今天修好，感谢您的提醒。"
MOMENT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_day_of_receipt() -> object:
    with time_machine.travel(MOMENT, tick=False) as clock:
        yield clock


@pytest.fixture
def case(open_letter: OpenLetter, officer: User) -> Case:
    return claim_case(open_letter().case, officer)


@pytest.fixture
def reviewed(open_letter: OpenLetter, make_mailbox: Callable[..., MailboxPage]) -> Case:
    return open_letter(mailbox=make_mailbox(reply_needs_review=True)).case


def owed(case: Case) -> Obligation:
    return case.obligations.get()


def test_extension_is_counted_from_receipt_and_told_to_the_citizen(
    case: Case, officer: User, supervisor: User
) -> None:
    proposal = propose_extension(case, officer, code="several_units", reason="需与供电公司会商")
    assert owed(case).amount == 7
    decide_proposal(proposal, supervisor, approve=True)
    assert (owed(case).amount, owed(case).due_on.isoformat()) == (15, "2026-03-10")
    assert promise_of(case).extended_at == MOMENT
    step = public_timeline(case)[-1]
    assert (step.kind, step.reason) == ("extended", "需与供电公司会商")
    assert "3月10日" in step.text


def test_extension_is_given_once(case: Case, officer: User, supervisor: User) -> None:
    decide_proposal(propose_extension(case, officer, code="complex", reason="复杂"), supervisor, approve=True)
    with pytest.raises(Conflict):
        propose_extension(case, officer, code="complex", reason="还是复杂")


def test_extension_is_asked_for_once_at_a_time(case: Case, officer: User, supervisor: User) -> None:
    proposal = propose_extension(case, officer, code="complex", reason="复杂")
    with pytest.raises(Conflict):
        propose_extension(case, officer, code="on_site", reason="要看现场")
    decide_proposal(proposal, supervisor, approve=False, note="请先联系供电公司")
    assert propose_extension(case, officer, code="on_site", reason="要看现场").pk != proposal.pk


@pytest.mark.parametrize("late", ["propose", "decide"])
def test_extension_comes_before_the_old_date(
    case: Case, officer: User, supervisor: User, on_the_day_of_receipt: time_machine.Traveller, late: str
) -> None:
    over = owed(case).due_at
    if late == "propose":
        on_the_day_of_receipt.move_to(over)
        with pytest.raises(Conflict):
            propose_extension(case, officer, code="complex", reason="复杂")
    else:
        proposal = propose_extension(case, officer, code="complex", reason="复杂")
        on_the_day_of_receipt.move_to(over)
        with pytest.raises(Conflict):
            decide_proposal(proposal, supervisor, approve=True)
        assert Proposal.objects.get().verdict == "open"
    assert owed(case).due_at == over


def test_fault_of_the_site_is_not_extended(open_letter: OpenLetter, officer: User) -> None:
    with pytest.raises(Invalid):
        propose_extension(open_letter(kind="fault").case, officer, code="complex", reason="复杂")


def test_not_accepting_needs_a_second_person(
    case: Case, officer: User, colleague: User, supervisor: User
) -> None:
    proposal = propose_invalid(case, officer, code="litigation", reason="此事已在法院审理，请向法院了解进展")
    for person in (officer, colleague):
        with pytest.raises(NotAllowed):
            decide_proposal(proposal, person, approve=True)
    assert owed(case).state == "open"
    decide_proposal(proposal, supervisor, approve=True)
    case.refresh_from_db()
    assert (case.state, owed(case).state, case.ended_at) == ("invalid", "dropped", MOMENT)
    assert public_timeline(case)[-1].reason == "此事已在法院审理，请向法院了解进展"
    with pytest.raises(Conflict):
        reply_to_case(case, officer, ANSWER)


def test_supervisor_does_not_decide_what_they_proposed(case: Case, supervisor: User) -> None:
    proposal = propose_invalid(case, supervisor, code="abuse", reason="全文辱骂")
    with pytest.raises(NotAllowed):
        decide_proposal(proposal, supervisor, approve=True)


def test_refused_proposal_needs_a_reason_and_changes_nothing(
    case: Case, officer: User, supervisor: User
) -> None:
    proposal = propose_invalid(case, officer, code="no_content", reason="看不懂")
    with pytest.raises(Invalid):
        decide_proposal(proposal, supervisor, approve=False)
    decide_proposal(proposal, supervisor, approve=False, note="说的是路灯，请答复")
    case.refresh_from_db()
    assert (case.state, owed(case).state) == ("handling", "open")
    assert "refused" not in [step.kind for step in public_timeline(case)]
    with pytest.raises(Conflict):
        decide_proposal(proposal, supervisor, approve=True)


@pytest.mark.parametrize("values", [{"code": "complex", "reason": "好"}, {"code": "abuse", "reason": " "}])
def test_not_accepting_needs_a_code_and_a_reason(case: Case, officer: User, values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        propose_invalid(case, officer, **values)


def test_answer_lets_what_was_proposed_lapse(case: Case, officer: User, supervisor: User) -> None:
    proposal = propose_extension(case, officer, code="complex", reason="复杂")
    reply_to_case(case, officer, ANSWER)
    proposal.refresh_from_db()
    assert proposal.verdict == "lapsed"
    with pytest.raises(Conflict):
        decide_proposal(proposal, supervisor, approve=True)


def test_reply_in_review_keeps_nothing_until_it_is_approved(
    reviewed: Case, officer: User, supervisor: User, on_the_day_of_receipt: time_machine.Traveller
) -> None:
    reply = reply_to_case(reviewed, officer, ANSWER)
    reviewed.refresh_from_db()
    assert (reviewed.state, owed(reviewed).state) == ("in_review", "open")
    assert not Reply.objects.shown().exists()
    on_the_day_of_receipt.shift(3600)
    decide_proposal(reply.proposal, supervisor, approve=True)
    reviewed.refresh_from_db()
    assert (reviewed.state, reviewed.handler, owed(reviewed).state) == ("replied", officer, "satisfied")
    assert owed(reviewed).satisfied_at == reviewed.replied_at == Reply.objects.shown().get().sent_at
    assert (reviewed.replied_at - MOMENT).seconds == 3600


def test_author_does_not_approve_their_own_reply(reviewed: Case, supervisor: User) -> None:
    reply = reply_to_case(reviewed, supervisor, ANSWER)
    with pytest.raises(NotAllowed):
        decide_proposal(reply.proposal, supervisor, approve=True)


def test_returned_reply_goes_back_to_its_author(reviewed: Case, officer: User, supervisor: User) -> None:
    reply = reply_to_case(reviewed, officer, ANSWER)
    decide_proposal(reply.proposal, supervisor, approve=False, note="请写明哪天修好")
    reviewed.refresh_from_db()
    reply.refresh_from_db()
    assert (reviewed.state, reviewed.handler, reply.state) == ("handling", officer, "returned")
    again = reply_to_case(reviewed, officer, "路灯已于2月10日修好。", seen_reply=reply.pk)
    assert again.state == "in_review"


def test_nothing_else_is_sent_while_a_reply_is_in_review(
    reviewed: Case, officer: User, supervisor: User
) -> None:
    reply = reply_to_case(reviewed, officer, ANSWER)
    with pytest.raises(Conflict):
        reply_to_case(reviewed, supervisor, ANSWER, seen_reply=reply.pk)
    with pytest.raises(Conflict):
        ask_citizen(reviewed, officer, "请问是哪条路？")


def test_further_answer_is_reviewed_as_well(reviewed: Case, officer: User, supervisor: User) -> None:
    first = reply_to_case(reviewed, officer, ANSWER)
    decide_proposal(first.proposal, supervisor, approve=True)
    second = reply_to_case(reviewed, officer, "补充：灯泡换成了节能型。", seen_reply=first.pk)
    reviewed.refresh_from_db()
    assert (second.state, reviewed.state) == ("in_review", "replied")
    with pytest.raises(Conflict):
        reply_to_case(reviewed, officer, ANSWER, seen_reply=second.pk)
    decide_proposal(second.proposal, supervisor, approve=True)
    assert Reply.objects.shown().count() == 2


def test_supplement_brings_a_reply_in_review_back(reviewed: Case, officer: User, supervisor: User) -> None:
    reply = reply_to_case(reviewed, officer, ANSWER)
    supplement = supplement_case(reviewed, "还有隔壁那盏也不亮。")
    reviewed.refresh_from_db()
    reply.refresh_from_db()
    assert (reviewed.state, reply.state, reply.proposal.verdict) == ("handling", "returned", "lapsed")
    with pytest.raises(Conflict):
        decide_proposal(reply.proposal, supervisor, approve=True)
    seen = {"seen_reply": reply.pk, "seen_supplement": supplement.pk}
    assert reply_to_case(reviewed, officer, "两盏路灯都已修好。", **seen).state == "in_review"
