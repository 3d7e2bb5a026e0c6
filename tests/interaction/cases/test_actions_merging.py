"""Mass complaints are answered once, and each citizen is told and keeps a clock of their own."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Site

from interaction.cases.actions import (
    Receipt,
    assign_case,
    claim_case,
    decide_proposal,
    merge_cases,
    propose_invalid,
    rate_reply,
    reopen_case,
    reply_to_case,
    supplement_case,
    withdraw_case,
)
from interaction.cases.models import Attachment, Case, MailboxPage
from interaction.cases.timeline import public_timeline
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import Department
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
ANSWER = "该路段路灯已全部修好。"


@pytest.fixture
def letters(open_letter: Callable[..., Receipt], housing: Department) -> list[Case]:
    return [open_letter(title=f"路灯不亮 {number}", department=housing).case for number in range(4)]


@pytest.fixture
def merged(letters: list[Case], officer: User) -> list[Case]:
    merge_cases(letters, letters[0], officer, "同一路段")
    return letters


def states(cases: list[Case]) -> list[str]:
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_merged_cases_keep_their_own_clocks(merged: list[Case]) -> None:
    assert states(merged) == ["assigned", "merged", "merged", "merged"]
    assert Obligation.objects.open().count() == 4
    assert public_timeline(merged[1])[-1].kind == "merged"
    assert merged[0].number not in "".join(step.text for step in public_timeline(merged[1]))


def test_one_answer_reaches_everybody_and_keeps_every_clock(merged: list[Case], officer: User) -> None:
    reply_to_case(merged[0], officer, ANSWER)
    assert states(merged) == ["replied"] * 4
    assert Obligation.objects.satisfied().count() == 4
    for case in merged:
        assert case.replies.get().body == ANSWER
        assert rate_reply(case, 5).reply.case == case


def test_answer_of_a_reviewed_mailbox_reaches_everybody_when_approved(
    letters: list[Case], make_mailbox: Callable[..., MailboxPage], officer: User, supervisor: User
) -> None:
    Case.objects.filter(pk=letters[0].pk).update(mailbox=make_mailbox(reply_needs_review=True))
    merge_cases(letters[1:], letters[0], officer, "同一路段")
    reply = reply_to_case(letters[0], officer, ANSWER)
    assert states(letters)[1:] == ["merged"] * 3
    decide_proposal(reply.proposal, supervisor, approve=True)
    assert states(letters) == ["replied"] * 4
    assert Obligation.objects.open().count() == 0


def test_what_was_merged_before_comes_along(letters: list[Case], officer: User) -> None:
    merge_cases([letters[2]], letters[1], officer, "同一路段")
    merge_cases([letters[1]], letters[0], officer, "同一条街")
    assert {case.merged_into for case in Case.objects.filter(state="merged")} == {letters[0]}
    reply_to_case(letters[0], officer, ANSWER)
    assert states(letters) == ["replied", "replied", "replied", "assigned"]


def test_merged_case_is_not_worked_on_by_itself(
    merged: list[Case], officer: User, health: Department
) -> None:
    for act in (
        lambda: claim_case(merged[1], officer),
        lambda: reply_to_case(merged[1], officer, ANSWER),
        lambda: assign_case(merged[1], health, officer),
        lambda: merge_cases([merged[1]], merged[2], officer, "同一路段"),
    ):
        with pytest.raises(Conflict):
            act()


def test_supplement_to_a_merged_case_must_be_seen(merged: list[Case], officer: User) -> None:
    added = supplement_case(merged[2], "我们楼下那盏也不亮。")
    with pytest.raises(Conflict):
        reply_to_case(merged[0], officer, ANSWER)
    reply_to_case(merged[0], officer, ANSWER, seen_supplement=added.pk)
    assert states(merged) == ["replied"] * 4


def test_withdrawn_main_case_takes_nobodys_answer_away(merged: list[Case], officer: User) -> None:
    withdraw_case(merged[0])
    assert states(merged) == ["withdrawn", "assigned", "assigned", "assigned"]
    assert [step.kind for step in public_timeline(merged[1])][-2:] == ["merged", "assigned"]
    assert Obligation.objects.open().count() == 3
    reply_to_case(merged[1], officer, ANSWER)
    assert states(merged) == ["withdrawn", "replied", "assigned", "assigned"]


def test_main_case_that_is_not_accepted_takes_nobodys_answer_away(
    merged: list[Case], officer: User, supervisor: User
) -> None:
    proposal = propose_invalid(merged[0], officer, code="abuse", reason="全文辱骂")
    decide_proposal(proposal, supervisor, approve=True)
    assert states(merged) == ["invalid", "assigned", "assigned", "assigned"]


def test_one_of_the_merged_withdraws_alone(merged: list[Case], officer: User) -> None:
    withdraw_case(merged[1])
    reply_to_case(merged[0], officer, ANSWER)
    assert states(merged) == ["replied", "withdrawn", "replied", "replied"]
    assert not merged[1].replies.exists()


def test_reopened_case_goes_its_own_way(merged: list[Case], officer: User) -> None:
    reply_to_case(merged[0], officer, ANSWER)
    reopened = reopen_case(merged[1], "我家门口的还没修")
    assert (reopened.state, reopened.merged_into) == ("assigned", None)
    assert Obligation.objects.open().count() == 1


def test_cases_of_another_department_or_site_are_not_merged(
    letters: list[Case],
    open_letter: Callable[..., Receipt],
    officer: User,
    health: Department,
    county: Site,
) -> None:
    foreign = open_letter(department=health).case
    with pytest.raises(NotAllowed):
        merge_cases([foreign], letters[0], officer, "同一路段")
    boss = User.objects.create_superuser("boss", password="x")
    with pytest.raises(Invalid):
        merge_cases([open_letter(site=county).case], letters[0], boss, "同一路段")


@pytest.mark.parametrize(("chosen", "reason"), [(0, "同一路段"), (2, " ")])
def test_merging_needs_another_case_and_a_reason(
    letters: list[Case], officer: User, chosen: int, reason: str
) -> None:
    with pytest.raises(Invalid):
        merge_cases([letters[0], *letters[1:chosen]], letters[0], officer, reason)


@pytest.mark.parametrize("body", ["陈小明您好，路灯已修好。", "路灯已修好，已致电13800001111。"])
def test_answer_to_several_tells_nobody_who_the_others_are(
    open_letter: Callable[..., Receipt], housing: Department, officer: User, body: str
) -> None:
    told = {"contact_name": "陈小明", "contact": "13800001111", "consent_to_contact": True}
    main, other = open_letter(department=housing).case, open_letter(department=housing, **told).case
    merge_cases([other], main, officer, "同一路段")
    with pytest.raises(Invalid) as refusal:
        reply_to_case(main, officer, body)
    assert refusal.value.field == "body"
    assert Obligation.objects.open().count() == 2


def test_files_of_the_answer_reach_everybody(merged: list[Case], officer: User) -> None:
    reply_to_case(merged[0], officer, ANSWER, files=[ContentFile(b"plan", "plan.txt")])
    files = Attachment.objects.shown()
    assert {file.case for file in files} == set(merged)
    assert {file.reply.case for file in files} == set(merged)
    assert len({file.file.name for file in files}) == 1
