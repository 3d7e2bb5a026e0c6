"""What is quoted stands in the passage word for word, and no condition is ever lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatbot.composition import MAX_QUOTES, NEAR, WHOLE_LENGTH, how_many, quote
from chatbot.grounding import is_grounded
from portal.content.outline import CELL_MARK, Block, outline, provisions

SENTENCES = st.lists(
    st.sampled_from(
        [
            "年满六十周岁的老年人可以申请。",
            "已享受同类补贴的，不予发放。",
            "逾期未申报的，视为放弃；",
            "法律另有规定的除外。",
            "申请人应当提交身份证、户口簿和租赁合同，由社区受理后报街道复核，街道应当在五个工作日内完成。"
            * 2,
            "标准为每人每月一百元！",
            "一档｜100元\n",
            "超过规定面积的部分不适用本条。\n",
        ]
    ),
    max_size=30,
)
WEIGHTS = st.dictionaries(st.sampled_from(["申请", "标准", "一档", "社区"]), st.floats(0, 9))
CONDITIONS = ("不予", "逾期", "除外", "不适用", "另有规定")


def plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(
    SENTENCES.map("".join),
    st.dictionaries(st.sampled_from(["申请", "标准", "一档", "社区"]), st.floats(0, 9)),
)
def test_quoted_words_are_the_passages_own(text: str, weights: dict[str, float]) -> None:
    found = quote(text, weights)
    assert is_grounded((*found.sentences, *found.conditions), text)
    at = 0
    for sentence in found.sentences:
        at = text.index(sentence, at) + len(sentence)
    assert all(condition in text for condition in found.conditions)


@given(SENTENCES, WEIGHTS)
def test_conditions_and_exceptions_are_never_lost(sentences: list[str], weights: dict[str, float]) -> None:
    found = quote("".join(sentences), weights)
    shown = plain("".join([*found.sentences, *found.conditions]))
    for sentence in sentences:
        if any(word in sentence for word in CONDITIONS):
            assert plain(sentence) in shown


@given(st.text(alphabet="甲乙丙但不得。；\n 　", max_size=700))
@example(" " * (WHOLE_LENGTH + 1))
def test_any_text_is_quoted_without_inventing(text: str) -> None:
    found = quote(text, {"甲": 1.0})
    assert is_grounded((*found.sentences, *found.conditions), text)


def test_short_article_is_quoted_whole() -> None:
    text = "租房的职工可以提取。提取额不超过房租。"
    assert quote(text, {}).text == text
    assert quote(text, {}).conditions == ()
    assert len(text) <= WHOLE_LENGTH


def test_long_article_shows_its_head_the_fitting_sentence_and_the_exceptions() -> None:
    head = "本市职工可以申请住房公积金贷款。"
    filler = "中心应当公示办事指南、收费依据和监督电话，并按规定保存档案。" * 6
    fitting = "贷款额度最高六十万元。"
    exception = "有未结清贷款的，不得申请。"
    found = quote(f"{head}{filler}{exception}{filler}{fitting}", {"额度": 3.0})
    assert found.sentences[0] == head
    assert fitting in found.sentences
    assert exception in (*found.sentences, *found.conditions)
    assert len(found.text) <= WHOLE_LENGTH + len(head)


@pytest.mark.parametrize(
    ("scores", "quoted"),
    [
        ([], 0),
        ([1.0], 1),
        ([1.0, NEAR - 0.01], 1),
        ([1.0, NEAR, NEAR - 0.01], 2),
        ([1.0, 1.0, 1.0, 1.0, 1.0], MAX_QUOTES),
        ([-0.5, -0.9], 1),
    ],
)
def test_passages_nearly_as_good_are_quoted_too(scores: list[float], quoted: int) -> None:
    assert how_many(scores) == quoted


def test_table_is_readable_line_by_line() -> None:
    rows = (("年龄", "每月标准"), ("80—89周岁", "100元"), ("90—99周岁", "200元"), ("", "另行规定"))
    (provision,) = provisions(
        outline(
            [
                Block("article", "高龄津贴按下列标准发放：", number="第五条"),
                Block("table", rows=rows),
            ]
        )
    )
    lines = quote(provision.text, {}).text.splitlines()
    assert lines[0] == "高龄津贴按下列标准发放："
    assert len(lines) == 1 + len(rows)
    for line, row in zip(lines[1:], rows, strict=True):
        assert [cell.strip() for cell in line.split("｜")] == list(row)


def test_announced_table_is_quoted_with_its_announcement() -> None:
    padding = "其他事项按照有关规定办理，具体由经办机构另行通知。" * 12
    table = f"档次{CELL_MARK}每月（元）\n一档{CELL_MARK}900\n六档{CELL_MARK}4500\n"
    quoted = quote(f"缴费基数按下列档次申报：\n{table}{padding}", {"缴费": 1.0, "基数": 1.0})
    assert f"六档{CELL_MARK}4500" in quoted.text


def test_long_table_that_was_asked_for_is_not_left_out() -> None:
    rows = "".join(f"{number}档｜{number * 4500}\n" for number in range(1, 40))
    text = f"养老保险缴费比例为20%。缴费基数按下列档次申报：\n{rows}缴费档次每年可以变更一次。"
    assert len(text) > WHOLE_LENGTH
    assert rows.strip() in quote(text, {"缴费基数": 2.0}).text
