"""Answering as a citizen without a script does: section by section, checked, sent once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.surveys.models import (
    Survey,
    SurveyIndexPage,
    SurveyResponse,
    TextAnswer,
    Ticket,
)
from interaction.surveys.packing import unpack
from interaction.surveys.reading import questionnaire_of

pytestmark = pytest.mark.django_db
MakeSurvey = Callable[..., Survey]

RIDING = {
    "a.q-rides": "经常",
    "a.q-reasons": ["上班", "other"],
    "a.q-reasons-other": "接孩子",
    "a.q-line": "2路",
}
OPINION = {
    "a.q-overall": "2",
    "a.q-details.r-准点": "差",
    "a.q-details.r-干净": "好",
    "a.q-wishes.班次": "1",
    "a.q-wishes.票价": "3",
    "a.q-wishes.站台": "2",
    "a.q-why": "晚上等很久，请打 13812345678",
}
PERSON = {"a.q-age": "６６", "a.q-last_ride": "2026/11/2", "a.q-district": "临湖街道"}
SEEN = {
    "riding": ["q-rides", "q-reasons", "q-line"],
    "opinion": ["q-overall", "q-details", "q-wishes", "q-why"],
    "person": ["q-age", "q-last_ride", "q-district"],
}


def url(survey: Survey, name: str, *args: str) -> str:
    return reverse(f"surveys:{name}", args=[survey.pk, *args])


def answer(
    client: Client, survey: Survey, name: str, values: dict[str, Any], step: str = "next", query: str = ""
) -> Any:
    """Send a section as a form without script does."""
    data = {"step": step, "seen": SEEN[name], **values}
    return client.post(url(survey, "section", f"s-{name}") + query, data)


def answer_all(client: Client, survey: Survey, query: str = "") -> None:
    for name, values in (("riding", RIDING), ("opinion", OPINION), ("person", PERSON)):
        response = answer(client, survey, name, values, query=query)
        assert response.status_code == 302, response.content.decode()


def send(client: Client, survey: Survey, query: str = "") -> Any:
    return client.post(url(survey, "check") + query)


def answers_of(response: SurveyResponse) -> dict[str, Any]:
    return dict(unpack(questionnaire_of(response.version), bytes(response.packed)).values)


def test_from_the_column_to_the_thanks(
    client: Client, make_survey: MakeSurvey, column: SurveyIndexPage
) -> None:
    survey = make_survey()
    assert survey.page.title in client.get(column.url).content.decode()
    page = client.get(survey.page.url).content.decode()
    assert url(survey, "answer") in page
    started = client.get(url(survey, "answer"))
    assert started.url == url(survey, "section", "s-riding")
    assert client.get(started.url).status_code == 200
    answer_all(client, survey)
    check = client.get(url(survey, "check")).content.decode()
    assert "接孩子" in check
    assert "66 岁" in check
    assert "晚上等很久" in check
    assert send(client, survey).url == url(survey, "done")
    assert client.get(url(survey, "done")).status_code == 200
    stored = SurveyResponse.objects.get()
    assert answers_of(stored) == {
        "q-rides": "经常",
        "q-reasons": ("上班", "other"),
        "q-line": "2路",
        "q-overall": 2,
        "q-details": {"r-准点": "差", "r-干净": "好"},
        "q-wishes": ("班次", "站台", "票价"),
        "q-why": "",
        "q-age": 66.0,
        "q-last_ride": timezone.datetime(2026, 11, 2).date(),  # type: ignore[attr-defined]
        "q-district": "",
    }
    texts = dict(TextAnswer.objects.values_list("question", "public_text"))
    assert texts["q-reasons"] == "接孩子"
    assert "13812345678" not in texts["q-why"]
    assert texts["q-why"].startswith("晚上等很久")
    assert stored.submitted_at is None
    assert not stored.is_test
    assert Ticket.objects.count() == 1
