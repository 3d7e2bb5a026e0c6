"""What citizens do with their letter: add, withdraw, rate, have it taken up again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from interaction.cases.actions import (
    Receipt,
    acknowledge_case,
    ask_citizen,
    close_case,
    propose_extension,
    rate_reply,
    reopen_case,
    reply_to_case,
    supplement_case,
    withdraw_case,
)
from interaction.cases.models import Case, Proposal, Rating, Reply
from interaction.cases.promises import promise_of
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid
from portal.deadlines.models import Obligation

pytestmark = pytest.mark.django_db
OpenLetter = Callable[..., Receipt]
ANSWER = "路灯已于今天修好，感谢您的提醒。"
MOMENT = datetime(2026, 2, 11, 2, 0, tzinfo=UTC)


@pytest.fixture
def case(open_letter: OpenLetter) -> Case:
    return open_letter().case


@pytest.fixture
def answered(case: Case, officer: User) -> Case:
    reply_to_case(case, officer, ANSWER)
    case.refresh_from_db()
    return case


def test_acknowledgement_is_shown_and_satisfies_nothing(case: Case, officer: User) -> None:
    acknowledge_case(case, officer, "您的来信已收悉，正在办理。")
    assert Reply.objects.shown().get().kind == "acknowledgement"
    assert not Reply.objects.answers().exists()
    assert Obligation.objects.open().count() == 1


def test_question_waits_and_the_clock_runs_on(case: Case, officer: User) -> None:
    due_at = Obligation.objects.get().due_at
    ask_citizen(case, officer, "请问是哪条路？")
    case.refresh_from_db()
    assert (case.state, case.handler) == ("waiting", officer)
    supplement_case(case, "政务大道。")
    case.refresh_from_db()
    assert (case.state, Obligation.objects.open().get().due_at) == ("handling", due_at)


def test_answer_that_did_not_see_the_supplement_conflicts(case: Case, officer: User) -> None:
    supplement = supplement_case(case, "还有隔壁那盏。")
    with pytest.raises(Conflict):
        reply_to_case(case, officer, ANSWER)
    assert reply_to_case(case, officer, ANSWER, seen_supplement=supplement.pk).state == "sent"


def test_supplement_to_an_answered_letter_is_refused(answered: Case) -> None:
    with pytest.raises(Conflict):
        supplement_case(answered, "还有")


def test_supplements_have_an_end(case: Case) -> None:
    for number in range(20):
        supplement_case(case, f"补充{number}")
    with pytest.raises(Conflict):
        supplement_case(case, "再补充")


def test_withdrawn_letter_is_owed_to_nobody(case: Case, officer: User) -> None:
    proposal = propose_extension(case, officer, code="complex", reason="复杂")
    withdrawn = withdraw_case(case)
    proposal.refresh_from_db()
    assert (withdrawn.state, proposal.verdict) == ("withdrawn", Proposal.Verdict.LAPSED)
    assert Obligation.objects.get().state == "dropped"
    promise = promise_of(case)
    assert (promise.is_dropped, promise.is_overdue, promise.remaining) == (True, False, "")
    for act in (lambda: withdraw_case(case), lambda: reply_to_case(case, officer, ANSWER)):
        with pytest.raises(Conflict):
            act()


def test_answered_letter_is_not_withdrawn(answered: Case) -> None:
    with pytest.raises(Conflict):
        withdraw_case(answered)


def test_bad_rating_says_why(answered: Case) -> None:
    with pytest.raises(Invalid) as refusal:
        rate_reply(answered, 2)
    assert refusal.value.field == "reason"
    assert rate_reply(answered, 2, "没有修好").level == Rating.Level.DISSATISFIED
    with pytest.raises(Conflict):
        rate_reply(answered, 5)


@pytest.mark.parametrize("level", [0, 6, -1])
def test_rating_has_five_levels(answered: Case, level: int) -> None:
    with pytest.raises(Invalid):
        rate_reply(answered, level, "理由")


def test_only_an_answer_is_rated(case: Case, officer: User) -> None:
    ask_citizen(case, officer, "请问是哪条路？")
    with pytest.raises(Conflict):
        rate_reply(case, 5)


def test_explanation_keeps_what_was_owed(case: Case, officer: User) -> None:
    reply_to_case(case, officer, "该路段是小区内部道路，请联系业主委员会。", kind="explanation")
    case.refresh_from_db()
    assert (case.state, Obligation.objects.get().state) == ("replied", "explained")
    assert promise_of(case).was_on_time
    assert case.events.last().kind == "explained"


@pytest.mark.parametrize("kind", ["question", "acknowledgement", "poem"])
def test_only_answers_and_explanations_answer(case: Case, officer: User, kind: str) -> None:
    with pytest.raises(Invalid):
        reply_to_case(case, officer, ANSWER, kind=kind)


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=1)])
def test_answer_given_elsewhere_has_a_possible_time(
    open_letter: OpenLetter, officer: User, shift: timedelta
) -> None:
    with time_machine.travel(MOMENT, tick=False):
        case = open_letter().case
        with pytest.raises(Invalid):
            reply_to_case(case, officer, ANSWER, replied_at=MOMENT + shift)


def test_reopening_starts_a_new_clock_and_keeps_the_old_one(open_letter: OpenLetter, officer: User) -> None:
    with time_machine.travel(MOMENT, tick=False) as clock:
        case = open_letter().case
        first = reply_to_case(case, officer, ANSWER)
        close_case(case, officer)
        clock.shift(timedelta(days=29))
        reopened = reopen_case(case, "还是不亮")
        assert (reopened.state, reopened.handler, reopened.ended_at) == ("assigned", None, None)
        old, new = Obligation.objects.order_by("pk")
        assert (old.satisfied_at, new.received_at) == (MOMENT, MOMENT + timedelta(days=29))
        assert promise_of(case).obligation == new
        reply_to_case(case, officer, "线路已更换。", seen_reply=first.pk)
    assert not Obligation.objects.open().exists()


def test_letter_is_taken_up_again_within_thirty_days(open_letter: OpenLetter, officer: User) -> None:
    with time_machine.travel(MOMENT, tick=False) as clock:
        case = open_letter().case
        reply_to_case(case, officer, ANSWER)
        clock.shift(timedelta(days=30))
        with pytest.raises(Conflict):
            reopen_case(case, "还是不亮")


def test_letter_is_taken_up_again_at_most_twice(answered: Case, officer: User) -> None:
    for _time in range(2):
        reopen_case(answered, "还是不亮")
        latest = answered.replies.last().pk
        reply_to_case(answered, officer, ANSWER, seen_reply=latest)
    with pytest.raises(Conflict):
        reopen_case(answered, "还是不亮")


def test_open_letter_is_neither_closed_nor_taken_up_again(case: Case, officer: User) -> None:
    with pytest.raises(Conflict):
        close_case(case, officer)
    with pytest.raises(Conflict):
        reopen_case(case, "快点")
    assert Obligation.objects.open().count() == 1
