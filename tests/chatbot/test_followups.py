"""Questions that lean on the one before, and those that stand alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.followups import is_follow_up, join_questions
from search.retrieval import read_question

LEANING = [
    "那需要什么材料？",
    "那么要多久",
    "还有别的条件吗",
    "另外，能网上办吗",
    "它的标准是多少",
    "这个在哪办",
    "如果不是本地户口呢",
    "要是逾期了怎么办",
    "需要什么材料",
    "多久能办好？",
    "条件呢",
    "可以代办吗",
    "在哪里办",
    "多少钱",
    "什么时候能拿到",
    "网上能办吗",
    "And how long does it take?",
    "What about foreigners?",
]
ALONE = [
    "租房提取公积金需要什么材料",
    "高龄津贴的标准是多少",
    "社保转移多久",
    "落户条件",
    "低保标准",
    "准生证去哪办",
    "居住证多久能办好",
    "灵活就业人员怎么参加职工医保，需要什么条件",
    "孩子上小学怎么报名",
    "养狗要办证吗",
]


@pytest.fixture(autouse=True)
def _no_synonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.retrieval._synonyms", dict)


@pytest.mark.parametrize("text", LEANING)
def test_leaning_question_needs_the_one_before(text: str) -> None:
    assert is_follow_up(text, read_question(text).words)


@pytest.mark.parametrize("text", ALONE)
def test_whole_question_stands_alone(text: str) -> None:
    assert not is_follow_up(text, read_question(text).words)


def test_joined_question_reads_as_one() -> None:
    assert join_questions("租房能提取公积金吗？", "那需要什么材料") == "租房能提取公积金吗 那需要什么材料"


@given(st.text(max_size=100), st.text(max_size=100))
def test_joining_keeps_both_questions(previous: str, question: str) -> None:
    joined = join_questions(previous, question)
    assert previous.rstrip("?？。!！ ").strip() in joined
    assert question.strip() in joined
