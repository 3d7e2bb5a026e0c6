"""Two people at the same moment, on a database that has row locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from interaction.cases.actions import Receipt, claim_case, reply_to_case
from interaction.cases.models import Case, Reply
from portal.accounts.models import User
from portal.base.errors import Conflict
from portal.deadlines.models import DeadlineEvent

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
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Reply"]
    assert Reply.objects.count() == 1
    assert DeadlineEvent.objects.filter(kind="met").count() == 1


def test_two_claims_at_once_one_wins(
    open_letter: Callable[..., Receipt], officer: User, colleague: User
) -> None:
    case = open_letter().case
    results = at_once(lambda: claim_case(case, officer), lambda: claim_case(case, colleague))
    assert sorted(type(result).__name__ for result in results) == ["Case", "Conflict"]
    assert Case.objects.get().handler in (officer, colleague)
