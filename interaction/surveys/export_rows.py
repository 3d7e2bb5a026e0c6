"""What is exported: the counts for everybody, the raw rows for those who handle the survey."""

from collections.abc import Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from interaction.surveys.charts import label_of, percent_of
from interaction.surveys.codebook import cell, columns_of
from interaction.surveys.models import SurveyVersion, TextAnswer
from interaction.surveys.packing import unpack
from interaction.surveys.questionnaire import Question
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.results import QuestionResult, Results, rows_to_take
from portal.base.models import in_english

# So many responses are in memory at a time.
CHUNK = 2000
COUNTS_HEADER = ("question", "versions", "kind", "row", "answer", "count", "answered", "percent")
HIDDEN = "*"


def count_rows(results: Results) -> Iterator[list[Any]]:
    """The counts as the result page shows them, a line for each bar; `HIDDEN` where it shows none."""
    yield list(COUNTS_HEADER)
    for result in results.questions:
        yield from _question_rows(result)


def _question_rows(result: QuestionResult) -> Iterator[list[Any]]:
    question = result.question
    text = question.text.local(in_english())
    head = [text, " ".join(map(str, result.versions)), question.kind.value]
    if not any(table.cells for table in result.count.tables):
        yield [*head, "", "", "", _or_hidden(result.count.answered), ""]
    for table in result.count.tables:
        row = _row_words(question, table.key)
        for each in table.cells:
            share = percent_of(each.count, table.total) if each.count is not None and table.total else ""
            shown = [_or_hidden(each.count), _or_hidden(table.total), share]
            yield [*head, row, label_of(question, each.key), *shown]


def _row_words(question: Question, key: str) -> str:
    return next((row.text.local(in_english()) for row in question.rows if row.key == key), "")


def _or_hidden(count: int | None) -> int | str:
    return HIDDEN if count is None else count


def response_rows(version: SurveyVersion, reader: Any) -> Iterator[list[Any]]:
    """Every response of a version, coded as its code book says; the memory needed does not grow with them.

    Raises:
        NotAllowed: it is sealed, or not the reader's to take (when the first row is asked for).
    """
    responses = rows_to_take(version, reader)
    questionnaire = questionnaire_of(version)
    columns = columns_of(questionnaire)
    yield ["day", *(column.name for column in columns)]
    found = responses.values_list("pk", "packed", "day").iterator(chunk_size=CHUNK)
    for chunk in batched(found, CHUNK):
        texts = _texts([pk for pk, _packed, _day in chunk])
        for pk, packed, day in chunk:
            answers = unpack(questionnaire, bytes(packed), texts.get(pk))
            yield [day.isoformat(), *(cell(column, answers) for column in columns)]


def _texts(responses: list[UUID]) -> dict[UUID, dict[str, str]]:
    """What was written, by response and question."""
    found: dict[UUID, dict[str, str]] = {}
    rows = TextAnswer.objects.filter(response__in=responses).values_list("response_id", "question", "text")
    for response, question, text in rows.order_by():
        found.setdefault(response, {})[question] = text
    return found
