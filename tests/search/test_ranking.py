"""Fusion and cutting: nothing is invented, nothing is lost."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking import (
    Candidates,
    fuse,
    normalised,
    prefixed_sentences,
    prior,
    split_sentences,
    top,
)

ROWS = 30
SCORES = st.floats(0, 100, allow_nan=False, width=32)


@st.composite
def candidates(draw: st.DrawFn, highest: float = 100) -> Candidates:
    rows = draw(st.lists(st.integers(0, ROWS - 1), unique=True))
    scores = draw(st.lists(st.floats(0, highest, width=32), min_size=len(rows), max_size=len(rows)))
    return Candidates(np.asarray(rows, np.int64), np.asarray(scores, np.float32))


PAGES = st.lists(st.integers(1, 5), min_size=ROWS, max_size=ROWS).map(np.asarray)
PRIORS = st.lists(st.floats(0.5, 1.5, width=32), min_size=ROWS, max_size=ROWS).map(np.asarray)


@given(candidates(), candidates(highest=1), PAGES, PRIORS, st.integers(0, 20))
def test_fusion_invents_no_row_and_loses_none(
    keyword: Candidates, dense: Candidates, pages: np.ndarray, priors: np.ndarray, words: int
) -> None:
    rows, scores = fuse(keyword, dense, pages, priors, words)
    assert sorted(rows.tolist()) == sorted({*keyword.rows.tolist(), *dense.rows.tolist()})
    assert rows.size == scores.size
    assert np.isfinite(scores).all()
    if dense.rows.size:
        assert (np.diff(scores) <= 0).all()


@given(candidates(), PAGES, PRIORS)
def test_fusion_without_vectors_keeps_the_order_of_words(
    keyword: Candidates, pages: np.ndarray, priors: np.ndarray
) -> None:
    nothing = Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
    rows, scores = fuse(keyword, nothing, pages, priors, 3)
    assert rows.tolist() == keyword.rows.tolist()
    assert scores.tolist() == keyword.scores.tolist()


def test_fusion_of_equals_keeps_both_retrievers_in_order() -> None:
    words = Candidates(np.asarray([0, 1]), np.asarray([2.0, 1.0], np.float32))
    sense = Candidates(np.asarray([1, 2]), np.asarray([1.0, 0.2], np.float32))
    rows, _scores = fuse(words, sense, np.asarray([1, 2, 3]), np.ones(3), 3)
    assert rows.tolist() == [1, 0, 2]


def test_other_good_passages_of_the_page_lift_a_passage() -> None:
    sense = Candidates(np.arange(3), np.asarray([0.5, 0.5, 0.49], np.float32))
    none = Candidates(np.empty(0, np.int64), np.empty(0, np.float32))
    rows, _scores = fuse(none, sense, np.asarray([1, 2, 2]), np.ones(3), 3)
    assert rows.tolist() == [1, 2, 0]


@given(st.text(alphabet="公积金abc。；！？\n ", max_size=200), st.integers(1, 60))
def test_cutting_loses_nothing_but_space(text: str, limit: int) -> None:
    parts = prefixed_sentences(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    longest = max((len(sentence) for sentence in split_sentences(text)), default=0)
    assert all(len(part) <= max(limit, longest) for part in parts)


@given(st.text())
def test_sentences_together_are_the_text(text: str) -> None:
    assert "".join(split_sentences(text)) == text


def test_a_short_text_stays_whole() -> None:
    assert prefixed_sentences("第一句。第二句。", 20) == ["第一句。第二句。"]
    assert prefixed_sentences("第一句。第二句。第三句。", 8) == ["第一句。第二句。", "第三句。"]


@given(st.lists(SCORES))
def test_scaled_scores_lie_between_nought_and_one(values: list[float]) -> None:
    scaled = normalised(np.asarray(values, np.float32))
    assert scaled.size == len(values)
    assert ((scaled >= 0) & (scaled <= 1)).all()


@given(st.lists(SCORES), st.integers(1, 20))
def test_the_best_are_the_best(values: list[float], count: int) -> None:
    best = top(values, count)
    assert len(set(best.tolist())) == min(count, len(values))
    assert [values[at] for at in best] == sorted(values, reverse=True)[:count]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("policy", "办法", date(2025, 1, 1)), ("policy", "办法", date(2005, 1, 1))),
        (("policy", "社会保险法", date(2020, 1, 1)), ("policy", "社会保险条例", date(2020, 1, 1))),
        (("policy", "办法", None), ("interpretation", "办法", None)),
        (("interpretation", "办法", None), ("article", "办法", None)),
        (("policy", "办法", date(1990, 1, 1)), ("policy", "办法", None)),
    ],
)
def test_newer_and_higher_text_goes_first(
    better: tuple[str, str, date | None], worse: tuple[str, str, date | None]
) -> None:
    today = date(2026, 1, 1)
    first, second = (prior(*text, today) for text in (better, worse))
    assert first >= second
    assert first > 0
