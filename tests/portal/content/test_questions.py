"""Typical questions: read from lines, tied to articles, refused where no article answers them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page

from portal.content.models import PolicyPage
from portal.content.questions import QUESTION_MAX, misplaced, read_questions
from tests.factories import PolicyPageFactory, SectionPageFactory, SiteFactory, article


def test_a_line_is_an_article_and_a_question() -> None:
    read = list(read_questions("第一条 断缴 了咋办\n\n第二条\t能补不\n  第三条  要好多钱  "))
    assert [(one.line, one.article, one.text) for one in read] == [
        (1, "第一条", "断缴 了咋办"),
        (3, "第二条", "能补不"),
        (4, "第三条", "要好多钱"),
    ]


@given(st.text(max_size=200))
def test_any_text_can_be_read(lines: str) -> None:
    for question in read_questions(lines):
        assert question.article
        assert question.text == question.text.strip()


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("第一条 断缴了咋办", False),
        ("第九条 断缴了咋办", True),
        ("第一条", True),
        ("断缴了咋办", True),
        (f"第一条 {'问' * QUESTION_MAX}", False),
        (f"第一条 {'问' * (QUESTION_MAX + 1)}", True),
    ],
)
def test_a_question_needs_an_article_of_the_policy(line: str, is_wrong: bool) -> None:
    assert bool(misplaced(read_questions(line), {"第一条", "第二条"})) == is_wrong


@pytest.fixture
def section(db: None) -> Page:
    return SectionPageFactory(parent=SiteFactory().root_page)


@pytest.fixture
def policy(section: Page) -> PolicyPage:
    body = [article("第一条", "断缴的可以补缴。"), article("第二条", "每月缴纳九百元。")]
    page: PolicyPage = PolicyPageFactory(parent=section, body=body, questions="第二条 一个月好多钱")
    return page


def test_each_article_has_its_questions(policy: PolicyPage) -> None:
    assert [provision.questions for provision in policy.provisions()] == [(), ("一个月好多钱",)]


def test_editor_is_told_the_line_that_no_article_answers(policy: PolicyPage) -> None:
    policy.full_clean()
    policy.questions += "\n第三条 好久到账"
    with pytest.raises(ValidationError) as refused:
        policy.full_clean()
    assert "2" in str(refused.value.message_dict["questions"])
