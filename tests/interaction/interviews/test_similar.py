"""Which shown questions are offered to somebody who asks the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from interaction.interviews.models import Question
from interaction.interviews.similar import similar_questions

State = Question.State
type Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("asked", "written", "is_offered"),
    [
        ("高龄津贴从几岁开始领？", "请问高龄津贴多少岁可以领取", True),
        ("高龄津贴从几岁开始领？", "高龄津贴几岁能领", True),
        ("异地居住的老人怎么领高龄津贴", "老人住在外地怎么领高龄津贴？", True),
        ("加装电梯政府补贴标准是多少", "老旧小区加装电梯补贴多少", True),
        ("高龄津贴从几岁开始领？", "公交卡怎么办", False),
        ("高龄津贴从几岁开始领？", "异地居住的老人怎么领高龄津贴", False),
        ("高龄津贴从几岁开始领？", "高", False),
        ("高龄津贴从几岁开始领？", "？？？？？", False),
    ],
)
def test_questions_alike_are_offered(
    make_interview: Make, make_question: Make, asked: str, written: str, is_offered: bool
) -> None:
    interview = make_interview()
    question = make_question(interview, asked, state=State.APPROVED)
    assert similar_questions(interview, written) == ([question] if is_offered else [])


def test_only_shown_questions_of_this_interview_the_most_alike_first(
    make_interview: Make, make_question: Make
) -> None:
    interview = make_interview()
    other = make_interview(title="另一场")
    make_question(other, "高龄津贴几岁能领？", state=State.APPROVED)
    make_question(interview, "高龄津贴几岁能领？", state=State.PENDING)
    make_question(interview, "高龄津贴几岁能领？", state=State.WITHDRAWN)
    near = make_question(interview, "高龄津贴从几岁开始领？", state=State.APPROVED, votes=9)
    same = make_question(interview, "高龄津贴几岁能领取？", state=State.APPROVED)
    assert similar_questions(interview, "高龄津贴几岁能领") == [same, near]
    assert similar_questions(interview, "高龄津贴几岁能领", limit=1) == [same]


def test_an_answered_question_is_offered_too(make_interview: Make, make_question: Make) -> None:
    interview = make_interview()
    answered = make_question(interview, "几岁能领？津贴", state=State.APPROVED, answered_at=timezone.now())
    assert similar_questions(interview, "津贴几岁能领？") == [answered]
