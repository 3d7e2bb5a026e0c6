"""Files under ASGI, the report, the code book, and a survey whose questionnaire changed."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from interaction.surveys.actions.announcing import add_version
from interaction.surveys.actions.freezing import close_surveys, freeze_results
from interaction.surveys.codebook import codebook_rows, columns_of
from interaction.surveys.export_formats import stream_rows
from interaction.surveys.models import FrozenResult, Survey, TextAnswer
from interaction.surveys.questionnaire import Questionnaire
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.results import results_of
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.base.fonts import chinese_fonts
from portal.base.models import AuditEntry
from tests.interaction.surveys.results_fixtures import answer_by_chance

type MakeSurvey = Callable[..., Survey]


@pytest.fixture
def closed(make_survey: MakeSurvey, version_of: Any) -> Survey:
    survey = make_survey(Phase.AWAITING_RESULT)
    answer_by_chance(version_of(survey)[0], 40)
    close_surveys(timezone.now())
    return survey


@pytest.fixture
def desk(officer: User, client: Client) -> Client:
    client.force_login(officer)
    return client


def read_csv(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


async def test_under_asgi_files_are_sent_piece_by_piece() -> None:
    asked: list[int] = []

    def rows() -> Any:
        for number in range(5000):
            asked.append(number)
            yield [number]

    request = ASGIRequest({"type": "http", "method": "GET", "path": "/", "headers": []}, io.BytesIO())
    response = stream_rows(request, rows(), "csv", "rows")
    pieces = aiter(response)
    await anext(pieces)
    await anext(pieces)
    assert len(asked) < 1000
    rest = [piece async for piece in pieces]
    assert len(asked) == 5000
    assert rest[-1].split() == [str(number).encode() for number in range(4500, 5000)]


def test_a_download_of_raw_rows_is_written_down(closed: Survey, desk: Client, officer: User) -> None:
    rows = read_csv(desk.get(reverse("surveys:rows", args=[closed.pk, "csv"])))
    assert len(rows) == 41
    assert AuditEntry.objects.get(action="survey.rows_exported").actor == officer
    assert desk.get(reverse("surveys:rows", args=[closed.pk, "exe"])).status_code == 404
    assert desk.get(reverse("surveys:rows", args=[closed.pk, "csv"]) + "?version=7").status_code == 404
    assert desk.get(reverse("surveys:rows", args=[closed.pk, "csv"]) + "?version=x").status_code == 404


def test_every_coded_value_stands_in_the_code_book(closed: Survey, desk: Client) -> None:
    book = read_csv(desk.get(reverse("surveys:codebook", args=[closed.pk])))
    header, *rows = read_csv(desk.get(reverse("surveys:rows", args=[closed.pk, "csv"])))
    meanings = {(line[0], line[3]) for line in book}
    questionnaire = questionnaire_of(closed.versions.get())
    assert {line[0] for line in book[3:]} == {column.name for column in columns_of(questionnaire)}
    for name in ("rides", "reasons_1", "line", "details_1"):
        at = header.index(name)
        values = {row[at] for row in rows} - {"", "x"}
        assert values
        assert all((name, value) in meanings for value in values)
    assert next(codebook_rows(questionnaire))[0] == "column"


@pytest.mark.skipif(not chinese_fonts(), reason="this machine has no font with Chinese")
def test_the_report_says_what_the_page_says(closed: Survey, desk: Client) -> None:
    response = desk.get(reverse("surveys:report", args=[closed.pk]))
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    words = "".join("".join(page.extract_text() for page in pdf.pages).split())
    assert closed.page.title in words
    officer = User.objects.get(username="survey-officer")
    rated = results_of(closed, officer).question("q-overall")
    assert rated is not None
    for each in rated.count.tables[0].cells:
        assert each.count is None or f"{each.count}" in words


def test_without_chinese_fonts_the_page_stands_in(
    closed: Survey, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("interaction.surveys.report_views.chinese_fonts", tuple)
    response = desk.get(reverse("surveys:report", args=[closed.pk]))
    assert response.status_code == 302
    assert response["Location"] == reverse("surveys:results", args=[closed.pk])


def test_a_changed_questionnaire_is_counted_by_version_where_it_changed(
    make_survey: MakeSurvey, version_of: Any, officer: User
) -> None:
    survey = make_survey(Phase.OPEN)
    first, questionnaire = version_of(survey)
    answer_by_chance(first, 20)
    changed = questionnaire.as_json()
    changed["sections"][1]["questions"][0]["text"]["zh"] = "您对公交总体满意吗？"
    second = add_version(survey, Questionnaire.from_json(changed), officer)
    answer_by_chance(second, 30, seed=3)
    ended = timezone.now() - timedelta(minutes=5)
    Survey.objects.filter(pk=survey.pk).update(closes_at=ended)
    survey.refresh_from_db()
    counted = results_of(survey, officer)
    by_wording = {(each.question.key, each.versions): each.count for each in counted.questions}
    assert by_wording["q-rides", (1, 2)].answered == 50
    assert ("q-overall", (1,)) in by_wording
    assert ("q-overall", (2,)) in by_wording
    assert counted.responses == {1: 20, 2: 30}
    freeze_results(survey)
    frozen = results_of(survey, officer)
    assert frozen.is_frozen
    assert [(each.versions, each.count) for each in frozen.questions] == [
        (each.versions, each.count) for each in counted.questions
    ]
    assert FrozenResult.objects.count() == 2


def test_texts_of_a_copied_page_are_not_mixed_up(
    make_survey: MakeSurvey, version_of: Any, desk: Client
) -> None:
    """Two surveys may have the same keys of questions."""
    one, other = make_survey(Phase.AWAITING_RESULT), make_survey(Phase.AWAITING_RESULT)
    for survey in (one, other):
        answer_by_chance(version_of(survey)[0], 20)
    TextAnswer.objects.filter(response__version__survey=other).update(state="shown", public_text="另一份")
    response = desk.get(reverse("surveys:results", args=[one.pk]))
    assert response.context["shown_texts"] == []
    assert "另一份" not in desk.get(reverse("surveys:texts", args=[one.pk, "q-district"])).content.decode()
