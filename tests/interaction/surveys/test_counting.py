"""Counts from packed records are those that a plain count over the raw answers gives."""

from collections import Counter
from dataclasses import replace
from datetime import date
from statistics import fmean, median
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interaction.surveys.counting import QuestionCount, count_all, count_together, cross_table
from interaction.surveys.packing import Records, pack, records
from interaction.surveys.questionnaire import (
    CHOICES,
    ONE_CHOICE,
    OTHER,
    Kind,
    Question,
    Questionnaire,
    Section,
    Text,
)
from interaction.surveys.validating import validate
from tests.interaction.surveys.random_questionnaires import (
    UNHURRIED,
    options,
    questionnaires,
    raw_answers,
    walk,
)


def rows_of(questionnaire: Questionnaire, sent: list[dict[str, Any]]) -> Records:
    return records(questionnaire, [pack(questionnaire, validate(questionnaire, raw).answers) for raw in sent])


def cells(count: QuestionCount, table: int = 0) -> dict[str, int | None]:
    return {cell.key: cell.count for cell in count.tables[table].cells}


def naive_cells(question: Question, given: list[Any]) -> dict[str, int]:
    """How often each option or rating was chosen; for a ranking, put first."""
    if question.kind == Kind.RATING:
        return {str(rating): given.count(str(rating)) for rating in range(1, question.highest + 1)}
    keys = [option.key for option in question.options] + [OTHER] * question.has_other
    if question.kind == Kind.MULTIPLE:
        return {key: sum(key in each for each in given) for key in keys}
    if question.kind == Kind.RANKING:
        return {key: sum(each[key] == "1" for each in given) for key in keys}
    return {key: given.count(key) for key in keys}


def check(question: Question, count: QuestionCount, asked: list[Any]) -> None:
    given = [value for value in asked if value is not None]
    assert (count.asked, count.answered) == (len(asked), len(given))
    kind = question.kind
    if kind in CHOICES or kind in (Kind.RATING, Kind.RANKING):
        assert cells(count) == naive_cells(question, given)
    if kind in ONE_CHOICE or kind in (Kind.RATING, Kind.RANKING, Kind.NUMBER, Kind.DATE):
        assert sum(cell.count or 0 for cell in count.tables[0].cells) == len(given)
    if kind == Kind.MATRIX:
        for at, row in enumerate(question.rows):
            chosen = Counter(each[row.key] for each in given)
            assert cells(count, at) == {option.key: chosen[option.key] for option in question.options}
    if kind == Kind.RANKING and given:
        for option in question.options:
            mean = fmean(int(each[option.key]) for each in given)
            assert count.figures[f"mean:{option.key}"] == pytest.approx(mean)
    if kind == Kind.RATING and given:
        assert count.figures["mean"] == pytest.approx(fmean(map(int, given)))
    if kind == Kind.NUMBER:
        check_numbers(count, [float(each) for each in given])
    if kind == Kind.DATE:
        months = Counter(each[:7] for each in given)
        assert cells(count) == dict(sorted(months.items()))


def check_numbers(count: QuestionCount, given: list[float]) -> None:
    if not given:
        assert set(count.figures.values()) == {None}
        return
    assert count.figures["mean"] == pytest.approx(fmean(given))
    assert count.figures["median"] == pytest.approx(median(given))
    assert len(count.tables[0].cells) <= 11
    for cell in count.tables[0].cells:
        low, high = map(float, cell.key.split("|"))
        assert cell.count == sum(low - 1e-6 <= each < high - 1e-6 for each in given)


@UNHURRIED
@given(st.data())
def test_counts_are_those_of_the_raw_answers(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    sent = data.draw(st.lists(raw_answers(questionnaire), max_size=12))
    walks = [walk(questionnaire, raw) for raw in sent]
    counts = count_all(questionnaire, rows_of(questionnaire, sent))
    assert [count.key for count in counts] == [question.key for question in questionnaire.questions]
    for question, count in zip(questionnaire.questions, counts, strict=True):
        check(question, count, [seen[question.key] for seen in walks if question.key in seen])
        assert QuestionCount.from_json(count.as_json()) == count


@UNHURRIED
@given(st.data())
def test_cross_table_is_that_of_the_raw_answers(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires())
    crossed = [each for each in questionnaire.questions if each.kind in CHOICES or each.kind == Kind.RATING]
    if not crossed:
        return
    sent = data.draw(st.lists(raw_answers(questionnaire), max_size=12))
    first, second = data.draw(st.sampled_from(crossed)), data.draw(st.sampled_from(crossed))
    table = cross_table(first, second, rows_of(questionnaire, sent))
    walks = [walk(questionnaire, raw) for raw in sent]
    both = [
        (as_keys(seen[first.key]), as_keys(seen[second.key]))
        for seen in walks
        if seen.get(first.key) is not None and seen.get(second.key) is not None
    ]
    assert table.total == len(both)
    for at, row in enumerate(table.rows):
        assert table.row_totals[at] == sum(row in down for down, _across in both)
        for place, column in enumerate(table.columns):
            assert table.column_totals[place] == sum(column in across for _down, across in both)
            assert table.cells[at][place] == sum(row in down and column in across for down, across in both)


def as_keys(raw: Any) -> list[str]:
    return raw if isinstance(raw, list) else [raw]


def one(kind: Kind, **values: Any) -> Questionnaire:
    question = Question("q", "q", kind, Text("问"), **values)
    return Questionnaire((Section("s", "s", Text("部分"), questions=(question,)),))


def test_texts_are_not_crossed() -> None:
    questionnaire = one(Kind.SHORT_TEXT)
    with pytest.raises(ValueError, match="crossed"):
        cross_table(questionnaire.questions[0], questionnaire.questions[0], rows_of(questionnaire, []))


def test_versions_that_ask_the_same_are_counted_together() -> None:
    old, other = one(Kind.SINGLE, options=options(3)), one(Kind.SINGLE, options=options(4))
    new = Questionnaire(
        tuple(
            replace(each, questions=(*each.questions, Question("more", "more", Kind.DATE, Text("哪天"))))
            for each in old.sections
        )
    )
    parts = [(version, rows_of(version, [{"q": "o1"}, {"q": "o0"}, {}])) for version in (old, other, new)]
    count = count_together("q", parts)
    assert count is not None
    assert (count.asked, count.answered, cells(count)) == (6, 4, {"o0": 2, "o1": 2, "o2": 0})
    assert count_together("more", parts[:2]) is None


def test_dates_far_apart_are_counted_by_year() -> None:
    questionnaire = one(Kind.DATE)
    sent = [{"q": str(date(year, 3, 1))} for year in (1950, 1990, 1990, 2026)]
    (count,) = count_all(questionnaire, rows_of(questionnaire, sent))
    assert cells(count) == {"1950": 1, "1990": 2, "2026": 1}


@UNHURRIED
@given(st.lists(st.floats(-1e12, 1e12) | st.floats(-1e-5, 1e-5), min_size=1, max_size=20))
def test_ranges_hold_any_numbers(numbers: list[float]) -> None:
    questionnaire = one(Kind.NUMBER, is_whole=False)
    (count,) = count_all(questionnaire, rows_of(questionnaire, [{"q": repr(each)} for each in numbers]))
    assert len(count.tables[0].cells) <= 12
    assert sum(cell.count or 0 for cell in count.tables[0].cells) == len(numbers)


def test_large_whole_numbers_close_together_have_few_ranges() -> None:
    questionnaire = one(Kind.NUMBER)
    sent = [{"q": str(2**53)}, {"q": str(2**53 - 80_000_000)}]
    (count,) = count_all(questionnaire, rows_of(questionnaire, sent))
    assert len(count.tables[0].cells) <= 11


def test_hundred_thousand_are_counted_at_once() -> None:
    questionnaire = one(Kind.MULTIPLE, options=options(60), has_other=True)
    rows = np.zeros(100_000, records(questionnaire, []).dtype)
    rows["shown"] = 1
    rows["q"] = np.arange(100_000)
    (count,) = count_all(questionnaire, rows)
    assert count.answered == 99_999
    assert cells(count)["o0"] == 50_000
