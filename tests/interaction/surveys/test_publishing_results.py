"""R051: no result before the closing, none without how it was used, and the debt for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from interaction.surveys.actions.freezing import close_surveys
from interaction.surveys.actions.publishing import publish_result
from interaction.surveys.actions.sealing import unseal_results
from interaction.surveys.models import FrozenResult, Survey
from interaction.surveys.models.run import RESULT
from interaction.surveys.results import NotPublished, Sealed, results_of
from interaction.surveys.rules import Phase
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import AuditEntry
from tests.interaction.surveys.results_fixtures import answer_by_chance

type MakeSurvey = Callable[..., Survey]


def publish(survey: Survey, by: User | None, statement: str = "已增开早高峰班次三十班。") -> Survey:
    page = survey.page
    page.usage_statement = statement
    page.save_revision(user=by, clean=False).publish()
    survey.refresh_from_db()
    return survey


def test_the_debt_begins_at_the_closing_once(make_survey: MakeSurvey) -> None:
    survey, still_open = make_survey(Phase.AWAITING_RESULT), make_survey(Phase.OPEN)
    assert close_surveys(timezone.now()) == 1
    assert close_surveys(timezone.now()) == 0
    owed = survey.obligations.get(kind=RESULT)
    assert owed.received_at == survey.closes_at
    assert owed.is_open
    assert not still_open.obligations.exists()


def test_publishing_the_result_keeps_the_debt(
    make_survey: MakeSurvey, officer: User, version_of: Any
) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    answer_by_chance(version_of(survey)[0], 9)
    close_surveys(timezone.now())
    publish(survey, officer)
    assert survey.result_published_at is not None
    owed = survey.obligations.get(kind=RESULT)
    assert not owed.is_open
    assert FrozenResult.objects.get(version__survey=survey).responses == 9


def test_a_result_published_before_the_clock_ran_is_no_debt_left(
    make_survey: MakeSurvey, officer: User
) -> None:
    survey = publish(make_survey(Phase.AWAITING_RESULT), officer)
    close_surveys(timezone.now())
    assert [owed.is_open for owed in survey.obligations.all()] == [False]


def test_before_the_closing_no_result_is_published(make_survey: MakeSurvey, officer: User) -> None:
    survey = make_survey(Phase.OPEN)
    survey.page.usage_statement = "还没有结束。"
    with pytest.raises(ValidationError) as refused:
        survey.page.full_clean()
    assert "usage_statement" in refused.value.message_dict
    assert survey.page.publishing_problem()
    with pytest.raises(Invalid):
        publish_result(survey.page, officer)
    with pytest.raises(ValidationError):
        publish(survey, officer)
    survey.refresh_from_db()
    assert survey.result_published_at is None


def test_a_draft_cannot_bring_its_result_along(make_page: Callable[..., Any]) -> None:
    page = make_page(usage_statement="预先写好的结论")
    assert page.publishing_problem()


def test_a_result_without_its_use_stays_owed(make_survey: MakeSurvey, officer: User) -> None:
    survey = publish(make_survey(Phase.AWAITING_RESULT), officer, statement=" \n")
    assert survey.result_published_at is None


def test_a_published_result_keeps_its_use(make_survey: MakeSurvey, officer: User) -> None:
    survey = publish(make_survey(Phase.AWAITING_RESULT), officer)
    survey.page.usage_statement = ""
    assert survey.page.publishing_problem()


def test_a_cancelled_survey_has_no_result(make_survey: MakeSurvey, officer: User) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    Survey.objects.filter(pk=survey.pk).update(cancelled_at=timezone.now(), cancel_reason="问卷有误")
    assert close_surveys(timezone.now()) == 0
    survey.page.usage_statement = "照样公布"
    with pytest.raises(Invalid):
        publish_result(survey.page, officer)


def test_nobody_publishes_a_result_without_a_name(make_survey: MakeSurvey) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    with pytest.raises(NotAllowed):
        publish(survey, None)


def test_counts_are_frozen_when_all_is_stored(make_survey: MakeSurvey, version_of: Any) -> None:
    survey = make_survey(Phase.OPEN)
    answer_by_chance(version_of(survey)[0], 7)
    with time_machine.travel(survey.closes_at + timedelta(seconds=30), tick=False):
        close_surveys(timezone.now())
        assert not FrozenResult.objects.exists()
    with time_machine.travel(survey.closes_at + timedelta(minutes=3), tick=False):
        close_surveys(timezone.now())
    assert FrozenResult.objects.get().responses == 7


def test_what_is_frozen_is_shown_instead_of_counting(
    make_survey: MakeSurvey, officer: User, version_of: Any
) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    answer_by_chance(version_of(survey)[0], 30)
    counted = results_of(survey, officer)
    close_surveys(timezone.now())
    frozen = results_of(survey, officer)
    assert (counted.is_frozen, frozen.is_frozen) == (False, True)
    assert frozen.questions == counted.questions
    assert frozen.total == 30
    answer_by_chance(version_of(survey)[0], 1, seed=2)
    assert results_of(survey, officer).total == 30


def test_sealed_for_everybody_until_the_closing(
    make_survey: MakeSurvey, officer: User, version_of: Any
) -> None:
    survey = make_survey(Phase.OPEN)
    answer_by_chance(version_of(survey)[0], 7)
    root = User.objects.create_superuser("root-survey", password="x")
    for reader in (officer, root):
        with pytest.raises(Sealed):
            results_of(survey, reader)
    with time_machine.travel(survey.closes_at + timedelta(seconds=1), tick=False):
        assert results_of(survey, officer).total == 7


def test_closed_results_are_for_handlers_until_published(
    make_survey: MakeSurvey, officer: User, django_user_model: Any
) -> None:
    survey = make_survey(Phase.AWAITING_RESULT)
    citizen = django_user_model.objects.create_user("citizen-survey", password="x")
    with pytest.raises(NotPublished):
        results_of(survey, citizen)
    publish(survey, officer)
    assert results_of(survey, citizen).total == 0


def test_opening_early_is_reasoned_recorded_and_for_handlers_only(
    make_survey: MakeSurvey, officer: User, django_user_model: Any
) -> None:
    survey = make_survey(Phase.OPEN)
    citizen = django_user_model.objects.create_user("citizen-survey", password="x")
    with pytest.raises(Invalid):
        unseal_results(survey, officer, "  ")
    with pytest.raises(NotAllowed):
        unseal_results(survey, citizen, "好奇")
    survey = unseal_results(survey, officer, "防汛需要，提前了解积水点")
    assert results_of(survey, officer).total == 0
    with pytest.raises(NotPublished):
        results_of(survey, citizen)
    with pytest.raises(Conflict):
        unseal_results(survey, officer, "再来一次")
    entry = AuditEntry.objects.get(action="survey.unsealed")
    assert (entry.actor, entry.detail["reason"]) == (officer, "防汛需要，提前了解积水点")


@pytest.mark.parametrize("phase", [Phase.TO_COME, Phase.AWAITING_RESULT, Phase.RESULT, Phase.CANCELLED])
def test_only_an_open_survey_is_opened_early(make_survey: MakeSurvey, officer: User, phase: Phase) -> None:
    with pytest.raises(Conflict):
        unseal_results(make_survey(phase), officer, "理由")
