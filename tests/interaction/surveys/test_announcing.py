"""What publishing a survey's page does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from interaction.surveys.actions.announcing import announce_survey
from interaction.surveys.models import Survey, SurveyPage, SurveyResponse, SurveyVersion
from interaction.surveys.questionnaire import Kind
from interaction.surveys.reading import questionnaire_of
from portal.base.errors import Invalid
from portal.base.models import AuditEntry
from tests.interaction.surveys.conftest import every_kind, items, question, section, show_if

DAY = timedelta(days=1)


def publish(page: SurveyPage, **changes: Any) -> Survey:
    """Publish a page with some values changed, as the review does."""
    page = SurveyPage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return Survey.objects.get(page=page)


def test_first_publishing_announces_the_survey_with_its_first_version(
    make_page: Callable[..., SurveyPage],
) -> None:
    page = make_page()
    survey = publish(page)
    assert (survey.opens_at, survey.closes_at) == (page.opens_at, page.closes_at)
    version = survey.versions.get()
    assert version.number == 1
    asked = questionnaire_of(version)
    assert {each.kind for each in asked.questions} == set(Kind)
    assert asked.digest == version.digest
    assert AuditEntry.objects.filter(action="survey.announced").count() == 1


def test_unchanged_questionnaire_makes_no_new_version(make_survey: Callable[..., Survey]) -> None:
    survey = make_survey()
    publish(survey.page, summary="换一句说明")
    publish(survey.page, background="补充背景")
    assert survey.versions.count() == 1


def test_changed_questionnaire_makes_a_new_version_and_leaves_the_old(
    make_survey: Callable[..., Survey],
) -> None:
    survey = make_survey()
    before = survey.versions.get().definition
    changed = every_kind()
    changed[2]["value"]["questions"].append(question("short_text", "more", "还有什么想说的？"))
    publish(survey.page, questionnaire=changed)
    first, second = survey.versions.all()
    assert (first.number, second.number) == (1, 2)
    assert first.definition == before
    kept = {each.key for each in questionnaire_of(first).questions}
    assert {each.key for each in questionnaire_of(second).questions} == kept | {"q-more"}


def test_versions_are_never_changed(make_survey: Callable[..., Survey]) -> None:
    version = make_survey().versions.get()
    version.definition = {"sections": []}
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    with pytest.raises(TypeError):
        SurveyVersion.objects.update(number=7)


def test_closed_survey_gets_no_version(make_survey: Callable[..., Survey]) -> None:
    survey = make_survey("awaiting_result")
    publish(survey.page, questionnaire=every_kind()[:2] + every_kind()[2:], title="改了标题")
    changed = every_kind()
    changed[2]["value"]["questions"].pop()
    publish(survey.page, questionnaire=changed)
    assert survey.versions.count() == 1


def test_faulty_questionnaire_is_not_published(make_page: Callable[..., SurveyPage]) -> None:
    loop = [
        section("one", question("single", "a", "甲？", options=items("是", "否"))),
        section("two", question("single", "b", "乙？", options=items("是", "否", 否="one"))),
    ]
    page = make_page(questionnaire=loop)
    revision = page.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    error = refused.value.error_dict["questionnaire"][0].as_json_data()
    at_option = error["blockErrors"][1]["blockErrors"]["questions"]["blockErrors"][0]["blockErrors"]
    (words,) = at_option["options"]["blockErrors"][1]["blockErrors"]["jump_to"]["messages"]
    assert "one" in words
    assert not Survey.objects.exists()
    assert not SurveyPage.objects.get(pk=page.pk).live


def test_action_itself_refuses_a_faulty_questionnaire(make_page: Callable[..., SurveyPage]) -> None:
    page = make_page(
        questionnaire=[section("one", question("date", "a", "甲？", show_if=show_if(("gone", "is", "是"))))]
    )
    with pytest.raises(Invalid, match="gone"):
        announce_survey(page)
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("phase", "changes", "field"),
    [
        ("open", {"opens_at": -2 * DAY}, "opens_at"),
        ("open", {"closes_at": 2 * DAY}, "closes_at"),
        ("open", {"closes_at": -DAY / 2, "period_change_reason": "误设"}, "closes_at"),
        ("open", {"closes_at": 2 * DAY, "period_change_reason": "重要会议提前"}, ""),
        ("open", {"closes_at": 20 * DAY}, ""),
        ("to_come", {"opens_at": 5 * DAY, "closes_at": 6 * DAY}, ""),
        ("to_come", {"opens_at": 5 * DAY, "closes_at": 4 * DAY}, "closes_at"),
        ("awaiting_result", {"closes_at": 5 * DAY}, "closes_at"),
    ],
)
def test_period_changes_only_as_the_rules_allow(
    make_survey: Callable[..., Survey], phase: str, changes: dict[str, Any], field: str
) -> None:
    survey = make_survey(phase)
    now = timezone.now()
    values = {name: now + it if isinstance(it, timedelta) else it for name, it in changes.items()}
    if not field:
        survey = publish(survey.page, **values)
        assert survey.closes_at == values["closes_at"]
        assert AuditEntry.objects.filter(action="survey.period_changed").count() == 1
        return
    with pytest.raises(ValidationError) as refused:
        publish(survey.page, **values)
    assert list(refused.value.error_dict) == [field]
    assert Survey.objects.get(pk=survey.pk).closes_at == survey.closes_at


def test_promises_stay_once_somebody_has_answered(make_survey: Callable[..., Survey]) -> None:
    survey = make_survey()
    survey = publish(survey.page, is_anonymous=False)
    SurveyResponse.objects.create(version=survey.versions.get(), packed=b"", day=timezone.localdate())
    for change in ({"is_anonymous": True}, {"strategy": "open"}):
        with pytest.raises(ValidationError) as refused:
            publish(survey.page, **change)
        assert list(refused.value.error_dict) == list(change)


def test_period_that_ran_out_between_review_and_publishing_is_refused(
    make_survey: Callable[..., Survey],
) -> None:
    survey = make_survey()
    page = SurveyPage.objects.get(pk=survey.page_id)
    page.closes_at = survey.closes_at + DAY
    revision = page.save_revision()
    with (
        time_machine.travel(survey.closes_at + timedelta(minutes=1), tick=False),
        pytest.raises(ValidationError),
    ):
        revision.publish()


def test_reviewers_are_told_what_time_has_made_impossible(make_survey: Callable[..., Survey]) -> None:
    survey = make_survey("to_come")
    page = SurveyPage.objects.get(pk=survey.page_id)
    page.opens_at += 5 * DAY
    page.closes_at += 5 * DAY
    assert page.publishing_problem() == ""
    with time_machine.travel(survey.opens_at + timedelta(hours=1), tick=False):
        assert page.publishing_problem() != ""


def test_reviewers_are_told_of_a_faulty_questionnaire(make_page: Callable[..., SurveyPage]) -> None:
    page = make_page(
        questionnaire=[section("one", question("date", "a", "甲？"), question("date", "a", "乙？"))]
    )
    assert "“a”" in page.publishing_problem()
