"""Answering as a citizen without a script does: section by section, checked, sent once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interaction.surveys.models import (
    SavedAnswers,
    Survey,
    SurveyIndexPage,
    SurveyResponse,
    TextAnswer,
    Ticket,
)
from interaction.surveys.packing import unpack
from interaction.surveys.reading import questionnaire_of
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.base.throttling import Limit

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
        "q-last_ride": date(2026, 11, 2),
        "q-district": "",
    }
    texts = dict(TextAnswer.objects.values_list("question", "public_text"))
    assert texts["q-reasons"] == "接孩子"
    assert "13812345678" not in texts["q-why"]
    assert texts["q-why"].startswith("晚上等很久")
    assert stored.submitted_at is None
    assert not stored.is_test
    assert Ticket.objects.count() == 1


def test_a_second_click_is_thanked_and_a_second_answer_is_told(
    client: Client, make_survey: MakeSurvey
) -> None:
    survey = make_survey()
    answer_all(client, survey)
    send(client, survey)
    assert send(client, survey).url == url(survey, "done")
    assert SurveyResponse.objects.count() == 1
    again = client.get(url(survey, "answer"))
    assert again.status_code == 200
    assert "answered already" in again.content.decode() or "已经" in again.content.decode()


def test_what_is_wrong_is_named_at_its_question_and_kept(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    response = answer(client, survey, "riding", {"a.q-line": "other"})
    page = response.content.decode()
    assert response.status_code == 400
    assert 'href="#q1-1"' in page
    assert 'id="q1-error"' in page
    assert 'id="q3-error"' in page
    assert 'value="other" selected' in page


def test_questions_that_come_up_are_asked_before_going_on(client: Client, make_survey: MakeSurvey) -> None:
    """Without a script the text under a bad rating is asked for when the section is sent."""
    survey = make_survey()
    answer(client, survey, "riding", RIDING)
    data = {"step": "next", "seen": SEEN["opinion"][:3], "a.q-overall": "2"}
    response = client.post(url(survey, "section", "s-opinion"), data)
    assert response.status_code == 200
    assert 'name="a.q-why"' in response.content.decode()
    assert answer(client, survey, "opinion", OPINION).url == url(survey, "section", "s-person")


def test_a_jump_leads_past_a_section(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    response = client.post(
        url(survey, "section", "s-riding"),
        {"step": "next", "seen": ["q-rides", "q-line"], "a.q-rides": "从不"},
    )
    assert response.url == url(survey, "section", "s-person")
    # Nobody gets into the section that is jumped by its address.
    assert client.get(url(survey, "section", "s-opinion")).url == url(survey, "section", "s-riding")
    back = answer(client, survey, "person", {}, step="back")
    assert back.url == url(survey, "section", "s-riding")


def test_sending_without_what_is_required_leads_to_it(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    answer(client, survey, "riding", RIDING)
    response = send(client, survey)
    assert response.url == url(survey, "section", "s-opinion") + "?wrong=1"
    assert 'id="q4-error"' in client.get(response.url).content.decode()
    assert not SurveyResponse.objects.exists()


def test_saved_answers_wait_encrypted_and_go_with_the_sending(
    client: Client, make_survey: MakeSurvey
) -> None:
    survey = make_survey()
    answer(client, survey, "riding", RIDING)
    answer(client, survey, "opinion", OPINION, step="save")
    assert "晚上等很久" in SavedAnswers.objects.get().answers
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM surveys_savedanswers")
        assert "晚上" not in cursor.fetchone()[0].encode().decode("unicode_escape")
    cache.clear()
    start = client.get(url(survey, "answer"))
    assert start.status_code == 200
    resumed = client.post(url(survey, "answer"), {"step": "resume"})
    assert resumed.url == url(survey, "section", "s-opinion")
    assert "晚上等很久" in client.get(resumed.url).content.decode()
    assert not Client().get(url(survey, "section", "s-opinion")).url.endswith("s-opinion/")
    answer(client, survey, "opinion", OPINION)
    answer(client, survey, "person", PERSON)
    send(client, survey)
    assert SurveyResponse.objects.count() == 1
    assert not SavedAnswers.objects.exists()


def test_begin_anew_deletes_what_was_there(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    answer(client, survey, "riding", RIDING, step="save")
    client.post(url(survey, "answer"), {"step": "restart"})
    assert not SavedAnswers.objects.exists()
    assert "接孩子" not in client.get(url(survey, "section", "s-riding")).content.decode()


def test_test_mode_is_for_handlers_and_never_counted(
    client: Client, make_survey: MakeSurvey, officer: User
) -> None:
    survey = make_survey(Phase.TO_COME)
    assert client.get(url(survey, "answer") + "?test=1").status_code == 404
    client.force_login(officer)
    first = client.get(url(survey, "answer") + "?test=1")
    assert first.url.endswith("?test=1")
    answer_all(client, survey, "?test=1")
    send(client, survey, "?test=1")
    assert SurveyResponse.objects.get().is_test
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("phase", [Phase.TO_COME, Phase.AWAITING_RESULT, Phase.CANCELLED])
def test_a_survey_that_is_not_open_shows_its_page(
    client: Client, make_survey: MakeSurvey, phase: Phase
) -> None:
    survey = make_survey(phase)
    for path in (url(survey, "answer"), url(survey, "section", "s-riding"), url(survey, "check")):
        assert client.get(path).url == survey.page.url
    page = client.get(survey.page.url)
    assert page.status_code == 200
    assert url(survey, "answer") not in page.content.decode()


def test_a_survey_closed_meanwhile_takes_nothing(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    answer_all(client, survey)
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert send(client, survey).url == survey.page.url
    assert not SurveyResponse.objects.exists()


def test_a_device_says_nothing_to_caches(client: Client, make_survey: MakeSurvey) -> None:
    survey = make_survey()
    response = client.get(url(survey, "section", "s-riding"))
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("language", "title"), [("", "您平时坐公交车吗"), ("/en", "rides in English")])
def test_every_page_in_both_languages(
    client: Client, make_survey: MakeSurvey, language: str, title: str
) -> None:
    survey = make_survey()
    page_url, check_url = survey.page.url, url(survey, "check")
    section_url = url(survey, "section", "s-riding")
    answer_all(client, survey)
    assert client.get(language + page_url).status_code == 200
    for path in (section_url, check_url):
        response = client.get(language + path)
        assert response.status_code == 200
        assert title in response.content.decode()


def test_too_many_steps_are_refused_in_words(
    client: Client, make_survey: MakeSurvey, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = make_survey()
    limit = (Limit("survey-step-test", tries=1, seconds=600),)
    monkeypatch.setattr("interaction.surveys.citizen_views.STEP_ADDRESS", limit)
    assert answer(client, survey, "riding", RIDING).status_code == 302
    assert answer(client, survey, "opinion", OPINION).status_code == 429
