"""The result is published with its page: after the closing, and never without how it was used (R051)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.actions.freezing import freeze_results, owe_result
from interaction.surveys.models import Survey, SurveyPage
from interaction.surveys.models.run import RESULT
from portal.base import audit
from portal.base.errors import Invalid
from portal.deadlines.actions import satisfy_obligation
from portal.deadlines.models import Obligation


def result_problems(page: SurveyPage) -> dict[str, str]:
    """What stands against publishing the page's result, by field; nothing for a page without one."""
    survey = Survey.objects.filter(page_id=page.pk).first() if page.pk else None
    if not page.usage_statement.strip():
        if survey is not None and survey.result_published_at is not None:
            return {"usage_statement": _("The result is published: how it was used stays with it.")}
        if page.usage_statement_en.strip():
            return {"usage_statement": _("Say in Chinese how the result was used.")}
        return {}
    if survey is None or timezone.now() < survey.closes_at:
        return {"usage_statement": _("How the result was used is published after the survey has closed.")}
    if survey.cancelled_at is not None:
        return {"usage_statement": _("The survey was cancelled: it has no result.")}
    return {}


@transaction.atomic
def publish_result(page: SurveyPage, by: Any) -> Survey | None:
    """Publish what a page with a usage statement says; nothing for one without, or done before.

    Who may publish was asked by the review.

    Raises:
        Invalid: the survey has not closed or was cancelled.
        NotAllowed: no person stands behind it.
    """
    problems = result_problems(page)
    if problems:
        ((field, words), *_more) = problems.items()
        raise Invalid(words, field=field)
    if not page.usage_statement.strip():
        return None
    survey: Survey = Survey.objects.select_for_update(of=("self",)).get(page_id=page.pk)
    if survey.result_published_at is not None:
        return survey
    # Counted once more: whatever was on its way at the closing is in it now.
    freeze_results(survey)
    owe_result(survey)
    for owed in survey.obligations.filter(kind=RESULT, state__in=Obligation.OPEN_STATES):
        satisfy_obligation(owed, by)
    survey.result_published_at = timezone.now()
    survey.save(update_fields=["result_published_at"])
    audit.record("survey.result_published", survey, actor=by, site=survey.site)
    return survey
