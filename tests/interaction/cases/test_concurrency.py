"""Two people at the same moment, on a database that has row locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from interaction.cases.actions import (
    Receipt,
    claim_case,
    decide_proposal,
    erase_case_for_citizen,
    merge_cases,
    propose_extension,
    reopen_case,
    reply_to_case,
    supplement_case,
    withdraw_case,
)
from interaction.cases.models import Case, MailboxPage, Proposal, Reply
from portal.accounts.models import User
from portal.base.errors import Conflict
from portal.base.models import Department
from portal.deadlines.models import DeadlineEvent, Obligation

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
ANSWER = "路灯已于今天修好。"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; a conflict is a result too."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Conflict as conflict:
            return conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_numbers_given_at_once_differ(open_letter: Callable[..., Receipt]) -> None:
    receipts = at_once(*[open_letter] * 8)
    assert len({receipt.number for receipt in receipts if isinstance(receipt, Receipt)}) == 8


def test_two_answers_at_once_one_wins(
    open_letter: Callable[..., Receipt], officer: User, colleague: User
) -> None:
    case = open_letter().case
    results = at_once(
        lambda: reply_to_case(case, officer, ANSWER), lambda: reply_to_case(case, colleague, ANSWER)
    )
    assert names(results) == ["Conflict", "Reply"]
    assert Reply.objects.count() == 1
    assert DeadlineEvent.objects.filter(kind="met").count() == 1


def test_two_claims_at_once_one_wins(
    open_letter: Callable[..., Receipt], officer: User, colleague: User
) -> None:
    case = open_letter().case
    results = at_once(lambda: claim_case(case, officer), lambda: claim_case(case, colleague))
    assert names(results) == ["Case", "Conflict"]
    assert Case.objects.get().handler in (officer, colleague)


def test_answer_and_withdrawal_at_once_one_wins(open_letter: Callable[..., Receipt], officer: User) -> None:
    case = open_letter().case
    results = at_once(lambda: reply_to_case(case, officer, ANSWER), lambda: withdraw_case(case))
    assert "Conflict" in names(results)
    case.refresh_from_db()
    kept = {"replied": "satisfied", "withdrawn": "dropped"}
    assert Obligation.objects.get().state == kept[case.state]
    assert Reply.objects.count() == int(case.state == "replied")


def test_answer_and_supplement_at_once_the_later_is_told(
    open_letter: Callable[..., Receipt], officer: User
) -> None:
    case = open_letter().case
    results = at_once(lambda: reply_to_case(case, officer, ANSWER), lambda: supplement_case(case, "还有一盏"))
    assert names(results) in (["Conflict", "Reply"], ["Conflict", "Supplement"])


def test_two_proposals_at_once_one_stands(
    open_letter: Callable[..., Receipt], officer: User, colleague: User
) -> None:
    case = open_letter().case
    asked = {"code": "complex", "reason": "情况复杂"}
    results = at_once(
        lambda: propose_extension(case, officer, **asked), lambda: propose_extension(case, colleague, **asked)
    )
    assert names(results) == ["Conflict", "Proposal"]


def test_two_decisions_at_once_one_stands(
    open_letter: Callable[..., Receipt], officer: User, supervisor: User
) -> None:
    proposal = propose_extension(open_letter().case, officer, code="complex", reason="情况复杂")
    results = at_once(
        lambda: decide_proposal(proposal, supervisor, approve=True),
        lambda: decide_proposal(proposal, supervisor, approve=False, note="不必"),
    )
    assert names(results) == ["Conflict", "Proposal"]
    is_extended = Obligation.objects.get().extended_at is not None
    assert is_extended == (Proposal.objects.get().verdict == "approved")


def test_two_reviewed_answers_at_once_one_goes_to_review(
    open_letter: Callable[..., Receipt],
    make_mailbox: Callable[..., MailboxPage],
    officer: User,
    colleague: User,
) -> None:
    case = open_letter(mailbox=make_mailbox(reply_needs_review=True)).case
    results = at_once(
        lambda: reply_to_case(case, officer, ANSWER), lambda: reply_to_case(case, colleague, ANSWER)
    )
    assert names(results) == ["Conflict", "Reply"]
    assert Reply.objects.get().state == "in_review"


def test_two_reopenings_at_once_start_one_clock(open_letter: Callable[..., Receipt], officer: User) -> None:
    case = open_letter().case
    reply_to_case(case, officer, ANSWER)
    results = at_once(lambda: reopen_case(case, "不亮"), lambda: reopen_case(case, "还是不亮"))
    assert names(results) == ["Case", "Conflict"]
    assert (Obligation.objects.count(), Obligation.objects.open().count()) == (2, 1)


def test_merging_crosswise_neither_waits_forever(
    open_letter: Callable[..., Receipt], housing: Department, officer: User
) -> None:
    first, second, child = (open_letter(department=housing).case for _number in range(3))
    merge_cases([child], second, officer, "同一路段")
    results = at_once(
        lambda: merge_cases([first], second, officer, "同一路段"),
        lambda: merge_cases([second], first, officer, "同一路段"),
    )
    assert names(results) == ["Case", "Conflict"]
    main = Case.objects.exclude(state="merged").get()
    assert set(Case.objects.filter(state="merged").values_list("merged_into", flat=True)) == {main.pk}


def test_answer_and_merging_at_once_leave_nobody_without_answer(
    open_letter: Callable[..., Receipt], housing: Department, officer: User
) -> None:
    main, other, child = (open_letter(department=housing).case for _number in range(3))
    merge_cases([child], main, officer, "同一路段")
    at_once(
        lambda: reply_to_case(main, officer, ANSWER),
        lambda: merge_cases([main], other, officer, "同一条街"),
    )
    states = dict(Case.objects.values_list("pk", "state"))
    assert states[main.pk] == states[child.pk]
    assert states[main.pk] in ("replied", "merged")
    assert Obligation.objects.open().count() == sum(state != "replied" for state in states.values())


def test_answer_and_supplement_to_a_merged_letter_at_once_the_later_is_told(
    open_letter: Callable[..., Receipt], housing: Department, officer: User
) -> None:
    child, main = (open_letter(department=housing).case for _number in range(2))
    merge_cases([child], main, officer, "同一路段")
    results = at_once(
        lambda: reply_to_case(main, officer, ANSWER), lambda: supplement_case(child, "还有一盏")
    )
    assert names(results) in (["Conflict", "Reply"], ["Conflict", "Supplement"])


def test_answer_and_erasing_of_a_main_letter_at_once_neither_waits_forever(
    open_letter: Callable[..., Receipt], housing: Department, officer: User
) -> None:
    for _round in range(5):
        child, main = (open_letter(department=housing).case for _number in range(2))
        merge_cases([child], main, officer, "同一路段")
        results = at_once(
            partial(reply_to_case, main, officer, ANSWER), partial(erase_case_for_citizen, main)
        )
        assert names(results) in (["Case", "Conflict"], ["Case", "Reply"])
        assert Case.objects.get(pk=main.pk).erased_at is not None
