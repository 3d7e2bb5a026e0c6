"""What publishing a survey's page does: the first opens its run, later ones change period and questions."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.builder_errors import describe
from interaction.surveys.checking import problems
from interaction.surveys.models import Survey, SurveyPage, SurveyVersion
from interaction.surveys.periods import period_words
from interaction.surveys.questionnaire import Questionnaire
from interaction.surveys.reading import from_stream
from interaction.surveys.rules import refused_change
from portal.base import audit
from portal.base.errors import Invalid


@transaction.atomic
def announce_survey(page: SurveyPage, by: Any = None) -> Survey | None:
    """Make the survey of a published page, or take over what its editors changed.

    A page outside of all sites has none. Who may publish was asked by the review. A survey that has
    closed stays as it was: only its result is published then.

    Raises:
        Invalid: the questionnaire or the new period cannot be published.
    """
    site = page.get_site()
    if site is None:
        return None
    now = timezone.now()
    times = {"opens_at": page.opens_at, "closes_at": page.closes_at}
    survey, is_new = Survey.objects.get_or_create(page=page, defaults={"site": site, **times})
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if is_new:
        audit.record("survey.announced", survey, actor=by, site=site)
    else:
        _take_over_period(survey, page, by)
    if is_new or survey.closes_at > now:
        add_version(survey, from_stream(page.questionnaire), by)
    return survey


def add_version(survey: Survey, questionnaire: Questionnaire, by: Any = None) -> SurveyVersion:
    """The version of a locked survey that asks this: the newest where nothing changed, else a new one.

    Raises:
        Invalid: the questionnaire has problems.
    """
    newest: SurveyVersion | None = survey.versions.last()
    if newest is not None and newest.digest == questionnaire.digest:
        return newest
    found = problems(questionnaire)
    if found:
        raise Invalid(describe(found[0]), field="questionnaire")
    version = SurveyVersion(
        survey=survey,
        number=newest.number + 1 if newest is not None else 1,
        definition=questionnaire.as_json(),
        digest=questionnaire.digest,
    )
    version.save()
    audit.record("survey.version_published", survey, actor=by, site=survey.site, number=version.number)
    return version


def _take_over_period(survey: Survey, page: SurveyPage, by: Any) -> None:
    known, wanted = (survey.opens_at, survey.closes_at), (page.opens_at, page.closes_at)
    if known == wanted:
        return
    if survey.cancelled_at is not None:
        raise Invalid(_("The survey was cancelled: its period stays."), field="closes_at")
    refused = refused_change(known, wanted, page.period_change_reason, timezone.now())
    if refused is not None:
        raise Invalid(period_words(refused), field="closes_at")
    survey.opens_at, survey.closes_at = wanted
    survey.save(update_fields=["opens_at", "closes_at"])
    before = {"opens_before": known[0].isoformat(), "closes_before": known[1].isoformat()}
    audit.record(
        "survey.period_changed",
        survey,
        actor=by,
        site=survey.site,
        reason=page.period_change_reason,
        **before,
    )
