"""Both sides of a search read Chinese alike, however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.passages import tokens
from search.text import STOP_WORDS, bigrams, fold, words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("公積金提取", "公积金提取"),
        ("公\u200b积\ufeff金", "公积金"),
        ("公积金\x00", "公积金 "),
        ("（２０２４）３号", "(2024)3号"),
        ("⼈⼤", "人大"),
    ],
)
def test_folding(typed: str, read: str) -> None:
    assert fold(typed) == read


@pytest.mark.parametrize(("typed", "other"), [("住房公積金", "住房公积金"), ("ＷＩＦＩ", "wifi")])
def test_the_same_question_in_other_signs_has_the_same_words(typed: str, other: str) -> None:
    assert words(typed) == words(other)
    assert bigrams(typed) == bigrams(other)


def test_words_carry_no_punctuation() -> None:
    assert words("租房，怎么提取公积金？") == ["租房", "怎么", "提取", "公积", "积金", "公积金"]
    assert words("！？……") == []


def test_bigrams_stay_within_a_run_of_han() -> None:
    assert bigrams("公积金，2024年度") == ["公积", "积金", "年度"]
    assert bigrams("abc 中") == []


def test_words_of_a_question_are_no_news() -> None:
    assert {"怎么", "吗", "的"} <= STOP_WORDS
    assert not {"公积金", "提取"} & STOP_WORDS


@given(st.text(max_size=100))
def test_any_text_is_read(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(len(gram) == 2 for gram in bigrams(text))
    assert all(not word.isspace() for word in words(text))
    first, _newline, second = tokens(text).partition("\n")
    assert first.split() == [part for word in words(text) for part in word.split()]
    assert second.split() == bigrams(text)


@given(st.text(alphabet="公积金提取租房年度社会保险", min_size=2, max_size=30))
def test_every_part_of_a_run_is_in_its_bigrams(text: str) -> None:
    grams = bigrams(text)
    assert grams[0][0] + "".join(gram[1] for gram in grams) == fold(text)
