"""Nothing is shown that the cited passage does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.grounding import is_grounded

SOURCE = "第五条　年满八十周岁的老年人，\n每月发给高龄津贴一百元。九十周岁以上每月二百元。"


@pytest.mark.parametrize(
    "sentences",
    [
        [],
        ["年满八十周岁的老年人，每月发给高龄津贴一百元。"],
        ["九十周岁以上每月二百元。", "第五条"],
        ["年满 八十 周岁的老年人"],
    ],
)
def test_words_of_the_source_are_grounded(sentences: list[str]) -> None:
    assert is_grounded(sentences, SOURCE)


@pytest.mark.parametrize(
    "sentences",
    [
        ["每月发给高龄津贴三百元。"],
        ["九十周岁以上每月二百元。", "七十周岁以上每月五十元。"],
        ["每月发给高龄津贴一百元。每月发给高龄津贴一百元。"],
        ["每月一百元"],
    ],
)
def test_a_changed_number_or_an_added_sentence_is_not(sentences: list[str]) -> None:
    assert not is_grounded(sentences, SOURCE)


@given(st.text(max_size=80), st.text(max_size=80))
def test_parts_are_grounded_and_only_parts(text: str, other: str) -> None:
    assert is_grounded([text], other + text)
    assert is_grounded([other], other + text)
    if is_grounded([other], text):
        assert "".join(other.split()) in "".join(text.split())
