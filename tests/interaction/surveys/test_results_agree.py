"""Charts, tables and exports say the same as the raw rows, for every kind of question and any answers."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from interaction.surveys.charts import label_of, shown_question
from interaction.surveys.codebook import NOT_ASKED, cell, columns_of
from interaction.surveys.counting import count_all
from interaction.surveys.export_formats import csv_pieces, json_pieces, xlsx_pieces
from interaction.surveys.export_rows import HIDDEN, count_rows, response_rows
from interaction.surveys.models import Survey
from interaction.surveys.packing import pack, records
from interaction.surveys.questionnaire import Kind, Question, Questionnaire, Section, Text
from interaction.surveys.results import QuestionResult, Results, asked_alike, results_of
from interaction.surveys.rules import Phase
from interaction.surveys.suppression import suppress
from interaction.surveys.validating import Answers, validate
from portal.accounts.models import User
from tests.interaction.surveys.random_questionnaires import questionnaires, raw_answers
from tests.interaction.surveys.results_fixtures import answer_by_chance


def counted(questionnaire: Questionnaire, responses: list[Answers]) -> Results:
    """The true results of some responses, without the database."""
    rows = records(questionnaire, [pack(questionnaire, each) for each in responses])
    found = count_all(questionnaire, rows)
    questions = [QuestionResult(questionnaire.by_key[each.key], (1,), each) for each in found]
    return Results(SimpleNamespace(), {1: len(rows)}, tuple(questions), is_frozen=False)  # type: ignore[arg-type]


def tally(question: Question, columns: Iterable[Any], rows: list[list[Any]]) -> dict[tuple[str, str], int]:
    """How often each (row, answer) stands in the raw rows; read from the columns and nothing else."""
    found: Counter[tuple[str, str]] = Counter()
    for at, column in enumerate(columns):
        if column.question.key != question.key or column.part == "words":
            continue
        for row in rows:
            value = row[at]
            if value in ("", NOT_ASKED):
                continue
            match question.kind:
                case Kind.MULTIPLE:
                    found["", column.part] += value
                case Kind.RANKING:
                    found["", column.part] += value == 1
                case Kind.MATRIX:
                    found[column.part, question.choices[value - 1]] += 1
                case Kind.SINGLE | Kind.DROPDOWN:
                    found["", question.choices[value - 1]] += 1
                case _:
                    found["", str(value)] += 1
    return found


def contains(question: Question, key: str, value: str) -> bool:
    """Whether a range or a month holds a value of the raw rows."""
    if question.kind == Kind.NUMBER:
        low, high = map(float, key.split("|"))
        return low - 1e-6 <= float(value) < high + 1e-6
    return value.startswith(key)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, list[Answers]]:
    questionnaire = draw(questionnaires())
    sent = [
        validate(questionnaire, draw(raw_answers(questionnaire))) for _each in range(draw(st.integers(1, 12)))
    ]
    return questionnaire, [each.answers for each in sent]


@given(answered())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_charts_tables_and_exports_agree_with_the_raw_rows(
    drawn: tuple[Questionnaire, list[Answers]],
) -> None:
    questionnaire, responses = drawn
    results = counted(questionnaire, responses)
    columns = columns_of(questionnaire)
    rows = [[cell(column, answers) for column in columns] for answers in responses]
    exported = list(count_rows(results))[1:]
    for number, result in enumerate(results.questions, start=1):
        question = result.question
        raw = tally(question, columns, rows)
        shown = shown_question(result, number)
        for table, chart in zip(result.count.tables, shown.charts, strict=False):
            assert [bar.count for bar in chart.bars] == [each.count for each in table.cells]
            assert [bar.label for bar in chart.bars] == [label_of(question, each.key) for each in table.cells]
            for each in table.cells:
                if question.kind in (Kind.NUMBER, Kind.DATE):
                    continue
                assert each.count == raw.get((table.key, each.key), 0), (question.kind, each)
            if question.kind in (Kind.NUMBER, Kind.DATE):
                assert sum(each.count or 0 for each in table.cells) == sum(raw.values()) == table.total
                for _row, value in raw:
                    assert any(contains(question, each.key, value) for each in table.cells), value
        own = [row for row in exported if row[0] == question.text.zh and row[5] != ""]
        bars = [bar.count for chart in shown.charts for bar in chart.bars]
        assert [row[5] for row in own] == bars
        percents = [bar.percent for chart in shown.charts for bar in chart.bars]
        assert [f"{row[7]:.1f}%" if row[7] != "" else "" for row in own] == percents
        answered_rows = sum(
            any(
                row[at] not in ("", NOT_ASKED)
                for at, each in enumerate(columns)
                if each.question.key == question.key
            )
            for row in rows
        )
        if question.kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
            assert result.count.answered == answered_rows


@given(answered())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_hidden_is_hidden_in_charts_and_exports_alike(
    drawn: tuple[Questionnaire, list[Answers]],
) -> None:
    results = counted(*drawn)
    for number, result in enumerate(results.questions, start=1):
        hidden = QuestionResult(result.question, (1,), suppress(result.count))
        shown = shown_question(hidden, number)
        bars = [bar for chart in shown.charts for bar in chart.bars]
        assert not [bar for bar in bars if bar.count is not None and 0 < bar.count < 5]
        alone = Results(results.survey, results.responses, (hidden,), is_frozen=False)
        exported = [row[5] for row in list(count_rows(alone))[1:] if row[5] != ""]
        assert exported == [HIDDEN if bar.count is None else bar.count for bar in bars]


TABLE = [
    ["name", "text", "number"],
    ["a", "=1+1", 1],
    ["b", "@cmd", -2.5],
    ["c", "行\n二\x07", ""],
    ["d", "-", 0],
]


def test_the_three_formats_hold_the_same_and_run_nothing() -> None:
    as_csv = list(csv.reader(io.StringIO(b"".join(csv_pieces(TABLE)).decode("utf-8-sig"))))
    as_json = json.loads(b"".join(json_pieces(TABLE)))
    book = load_workbook(io.BytesIO(b"".join(xlsx_pieces(TABLE))))
    as_xlsx = [[each.value for each in row] for row in book["data"].iter_rows()]
    assert [row[1] for row in as_csv] == ["text", "'=1+1", "'@cmd", "行\n二\x07", "'-"]
    assert [row["text"] for row in as_json] == ["=1+1", "@cmd", "行\n二\x07", "-"]
    assert [row[1] for row in as_xlsx] == ["text", "'=1+1", "'@cmd", "行\n二", "'-"]
    assert [row[2] for row in as_xlsx][1:] == [1, -2.5, None, 0]
    assert all(each.data_type != "f" for row in book["data"].iter_rows() for each in row)
    assert json.loads(b"".join(json_pieces([["only", "header"]]))) == []


@pytest.mark.django_db
def test_raw_rows_of_a_stored_survey_agree_with_its_result(
    make_survey: Callable[..., Survey], officer: User, version_of: Any
) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    version, questionnaire = version_of(survey)
    answer_by_chance(version, 80)
    header, *rows = response_rows(version, officer)
    results = results_of(survey, officer)
    assert len(rows) == results.total == 80
    assert header == ["day", *(column.name for column in columns_of(questionnaire))]
    assert {row[0] for row in rows} == {timezone.localdate().isoformat()}
    rated = Counter(row[header.index("overall")] for row in rows)
    shown = results.question("q-overall")
    assert shown is not None
    for each in shown.count.tables[0].cells:
        assert each.count in (None, rated[int(each.key)])
    wrote = [row[header.index("why")] for row in rows]
    assert {*wrote} - {"", NOT_ASKED} <= {"太挤了", "班次少", "=1+1", "司机很好，我的电话是13800138000"}
    asked_why = [row for row in rows if row[header.index("overall")] in (1, 2)]
    assert len([text for text in wrote if text != NOT_ASKED]) == len(asked_why)


def test_each_answer_is_counted_in_one_result_only() -> None:
    def ask(key: str, text: str) -> Question:
        return Question(key, key, Kind.RATING, Text(text))

    def with_questions(*questions: Question) -> Questionnaire:
        return Questionnaire((Section("s", "s", Text("s"), questions=questions),))

    same, old, new, gone = ask("a", "同样"), ask("b", "旧的"), ask("b", "新的"), ask("c", "删去的")
    versions = {
        1: with_questions(same, old, gone),
        2: with_questions(new, same),
        3: with_questions(old, same),
    }
    found = [(question.key, question.text.zh, numbers) for question, numbers in asked_alike(versions)]
    assert found == [
        ("b", "旧的", (1, 3)),
        ("a", "同样", (1, 2, 3)),
        ("b", "新的", (2,)),
        ("c", "删去的", (1,)),
    ]
    for number, questionnaire in versions.items():
        assert sum(number in numbers for _key, _text, numbers in found) == len(questionnaire.questions)
