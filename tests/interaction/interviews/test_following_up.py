"""What stayed unanswered becomes a case with a due date: all of it, once, and nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser, Group
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interaction.cases.actions import erase_case_for_citizen, reopen_case, reply_to_case
from interaction.cases.codes import is_code
from interaction.cases.models import REPLY, Case
from interaction.cases.sources import render_source
from interaction.interviews.actions import following_up
from interaction.interviews.actions.following_up import open_all_follow_ups, open_follow_ups
from interaction.interviews.actions.life_cycle import cancel_interview
from interaction.interviews.answer_mails import tell_answered_authors
from interaction.interviews.citizen import own_context
from interaction.interviews.models import Interview, Question
from interaction.interviews.signals import interview_ended
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.accounts.roles import OFFICERS
from portal.base.models import Department

pytestmark = pytest.mark.django_db
ENDED = Interview.State.ENDED
# Friday; five working days after it is the next Friday.
FRIDAY = datetime(2026, 3, 13, 8, 0, tzinfo=UTC)


@pytest.fixture
def officer(department: Department) -> User:
    user = User.objects.create_user("officer", password="correct-horse-battery", department=department)
    user.groups.add(Group.objects.get(name=OFFICERS))
    return user


@pytest.fixture
def follow_up(
    make_interview: Callable[..., Interview], make_question: Callable[..., Question]
) -> Callable[..., Question]:
    """A question of an interview that is over, and its case."""

    def make(**values: Any) -> Question:
        shown = values.pop("public_text", None)
        question = make_question(make_interview(ENDED), **{"state": "approved"} | values)
        if shown:
            question.public_text = shown
            question.save()
        open_follow_ups(question.interview)
        question.refresh_from_db()
        return question

    return make


def test_question_becomes_a_case_of_the_interviews_department(
    follow_up: Callable[..., Question], department: Department
) -> None:
    question = follow_up(author_name="溪东市民")
    case = question.case
    assert case is not None
    assert (case.channel, case.kind, case.state) == ("interview", "consultation", Case.State.ASSIGNED)
    assert (case.department, case.source, case.contact_name) == (department, question, "溪东市民")
    assert case.title == "高龄津贴从几岁开始领？"
    assert case.body.startswith("高龄津贴从几岁开始领？")
    assert "高龄津贴怎么领" in case.body
    assert case.consent_to_publish
    assert not case.consent_to_contact
    assert is_code(question.query_code, case.query_code_hash)


def test_it_is_due_five_working_days_after_the_end(
    make_interview: Callable[..., Interview], make_question: Callable[..., Question]
) -> None:
    with time_machine.travel(FRIDAY, tick=False):
        interview = make_interview(ENDED)
        interview.ended_at = FRIDAY - timedelta(minutes=30)
        interview.save()
        question = make_question(interview)
    with time_machine.travel(FRIDAY + timedelta(days=2), tick=False):
        open_follow_ups(interview)
    question.refresh_from_db()
    (owed,) = question.case.obligations.all()
    assert (owed.kind, owed.rule.kind, owed.amount) == (REPLY, "interview.follow_up", 5)
    assert owed.received_at == interview.ended_at == question.case.received_at
    assert owed.due_on == date(2026, 3, 20)


def test_reopened_it_is_counted_by_the_same_rule(follow_up: Callable[..., Question], officer: User) -> None:
    case = follow_up().case
    reply_to_case(case, officer, "年满八十周岁当月起可以申领。")
    reopen_case(case, "没有说明在哪里领")
    assert {owed.rule.kind for owed in case.obligations.all()} == {"interview.follow_up"}


def test_masked_words_are_in_the_case_and_the_original_beside_it_for_staff(
    follow_up: Callable[..., Question], officer: User, client: Client
) -> None:
    question = follow_up(text="我叫陈小明，电话13800001234，津贴没到账", public_text="津贴没到账")
    assert "13800001234" not in question.case.title + question.case.body
    assert "13800001234" in render_source(question.case)
    client.force_login(officer)
    page = client.get(reverse("desk:case", args=[question.case.pk]))
    assert page.status_code == 200
    assert "13800001234" in page.content.decode()


def test_author_who_left_an_address_is_told_without_the_code(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    django_capture_on_commit_callbacks: Any,
) -> None:
    question = make_question(make_interview(ENDED), notice_email="chen@example.org", language="en")
    with django_capture_on_commit_callbacks(execute=True):
        open_follow_ups(question.interview)
    question.refresh_from_db()
    (message,) = mail.outbox
    assert message.to == ["chen@example.org"]
    assert question.case.number in message.subject
    assert question.notice_email == ""
    assert question.case.number in message.body
    assert question.query_code not in message.body
    assert question.public_text not in message.body


def test_address_that_is_none_keeps_nobody_from_an_answer(follow_up: Callable[..., Question]) -> None:
    case = follow_up(notice_email="nonsense").case
    assert case is not None
    assert case.notice_email == ""


@pytest.mark.parametrize("state", ["collecting", "live", "paused"])
def test_nothing_is_opened_before_the_end(
    make_interview: Callable[..., Interview], make_question: Callable[..., Question], state: str
) -> None:
    question = make_question(make_interview(state))
    assert open_follow_ups(question.interview) == open_all_follow_ups() == 0
    assert not Case.objects.exists()


def test_the_end_opens_them_by_a_task(
    make_interview: Callable[..., Interview], make_question: Callable[..., Question]
) -> None:
    question = make_question(make_interview(ENDED))
    interview_ended.send_robust(Interview, interview=question.interview)
    assert Case.objects.get().source == question


def test_what_was_asked_before_an_interview_was_called_off_is_answered_in_writing(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    crew: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    interview = make_interview()
    waiting = make_question(interview, notice_email="chen@example.org")
    shown = make_question(interview, "第二个问题怎么办理？", state=Question.State.APPROVED)
    make_question(interview, "不问了", state=Question.State.WITHDRAWN)
    with time_machine.travel(timezone.now(), tick=False), django_capture_on_commit_callbacks(execute=True):
        now = timezone.now()
        cancel_interview(interview, crew.host, "嘉宾身体不适")
    assert open_all_follow_ups() == 0
    waiting.refresh_from_db()
    shown.refresh_from_db()
    assert {case.source for case in Case.objects.all()} == {waiting, shown}
    (owed,) = waiting.case.obligations.all()
    assert (owed.rule.kind, owed.received_at) == ("interview.follow_up", now)
    assert waiting.notice_email == ""
    assert [message.to for message in mailoutbox] == [["chen@example.org"]]
    tell_answered_authors.call()
    device = RequestFactory().get("/")
    mine = own_context(Interview.objects.get(pk=interview.pk), waiting.author_key, AnonymousUser())
    page = render_to_string("interviews/mine.html", mine, device)
    assert waiting.case.number in page
    assert waiting.query_code in page
    with override("en"):
        assert "was called off" in render_source(shown.case)


def test_interrupted_it_goes_on_where_it_stopped(
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interview = make_interview(ENDED)
    questions = [make_question(interview, f"第{number}个问题怎么办理？") for number in range(1, 5)]
    opened: list[str] = []

    def fail_once(**values: Any) -> Any:
        opened.append(values["title"])
        receipt = original(**values)
        if len(opened) == 2:
            # After the case was written: it must be rolled back with the question's link.
            raise RuntimeError("the process dies here")
        return receipt

    original = following_up.open_case
    monkeypatch.setattr(following_up, "open_case", fail_once)
    assert open_follow_ups(interview) == 3
    assert Case.objects.count() == 3
    assert open_all_follow_ups() == 1
    assert open_all_follow_ups() == 0
    assert {case.source for case in Case.objects.all()} == set(questions)


def test_department_of_another_site_leaves_the_case_to_be_assigned(
    make_interview: Callable[..., Interview], make_question: Callable[..., Question], county: Any
) -> None:
    interview = make_interview(ENDED)
    interview.page.department = Department.objects.create(site=county, name="民政局", slug="civil")
    interview.page.save()
    question = make_question(interview)
    open_follow_ups(interview)
    question.refresh_from_db()
    assert (question.case.department, question.case.state) == (None, Case.State.RECEIVED)


def test_erased_with_its_case(
    follow_up: Callable[..., Question], django_capture_on_commit_callbacks: Any
) -> None:
    question = follow_up(text="我叫陈小明，津贴没到账", author_name="陈", notice_email="chen@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        erase_case_for_citizen(question.case)
    question.refresh_from_db()
    assert "陈" not in f"{question.text}{question.author_name}{question.notice_email}{question.query_code}"


MIXES = st.lists(st.tuples(st.sampled_from(Question.State.values), st.booleans()), min_size=1, max_size=12)


@given(mix=MIXES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_and_only_what_is_owed(
    mix: list[tuple[str, bool]],
    make_interview: Callable[..., Interview],
    make_question: Callable[..., Question],
    rude: RejectionCode,
) -> None:
    interview = make_interview(ENDED)
    # Others' questions were merged with this one, which was answered.
    main = make_question(interview, state=Question.State.APPROVED, answered_at=timezone.now())
    questions = [
        make_question(
            interview,
            f"问题{number}：窗口几点开门？",
            state=state,
            answered_at=timezone.now() if is_answered else None,
            rejection=rude if state == Question.State.REJECTED else None,
            merged_into=main if state == Question.State.MERGED else None,
        )
        for number, (state, is_answered) in enumerate(mix)
    ]
    expected = {
        question.pk
        for question in questions
        if question.state in {"pending", "needs_detail", "approved"} and question.answered_at is None
    }
    assert open_follow_ups(interview) == len(expected)
    assert open_follow_ups(interview) == open_all_follow_ups() == 0
    with_case = interview.questions.exclude(case=None).select_related("case")
    assert {question.pk for question in with_case} == expected
    assert all(question.case.source == question for question in with_case)
    assert all(question.case.obligations.open().count() == 1 for question in with_case)
    assert Case.objects.count() == Question.objects.exclude(case=None).count()
