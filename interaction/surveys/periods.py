"""The period of a survey as its page states it, checked against what was announced."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.rules import PeriodChange, refused_change

if TYPE_CHECKING:
    from interaction.surveys.models import Survey, SurveyPage


def period_words(change: PeriodChange) -> str:
    """Why a period may not be changed so, for the editor."""
    return {
        PeriodChange.CLOSED: _("The survey has closed: its period stays."),
        PeriodChange.OPENED: _("The survey has opened: the time of the opening stays."),
        PeriodChange.ENDS_BEFORE_NOW: _("This is in the past: people could no longer answer."),
        PeriodChange.SHORTENED: _("It is open: to close it earlier, give the reason, which is shown."),
    }[change]


def page_problems(page: "SurveyPage") -> dict[str, str]:
    """What stands against a page's period and access, by field."""
    # A form may not have filled them in.
    opens_at, closes_at = getattr(page, "opens_at", None), getattr(page, "closes_at", None)
    if opens_at is None or closes_at is None:
        return {}
    if closes_at <= opens_at:
        return {"closes_at": _("It must close after it opens.")}
    survey = getattr(page, "survey", None) if page.pk else None
    if survey is None:
        return {}
    known, wanted = (survey.opens_at, survey.closes_at), (opens_at, closes_at)
    refused = refused_change(known, wanted, page.period_change_reason, timezone.now())
    found = {}
    if refused is not None:
        field = "opens_at" if refused == PeriodChange.OPENED else "closes_at"
        found[field] = period_words(refused)
    return found | _promise_problems(page, survey)


def _promise_problems(page: "SurveyPage", survey: "Survey") -> dict[str, str]:
    """Who has answered was promised something: neither is changed behind their back."""
    from interaction.surveys.models import SurveyPage, SurveyResponse

    stored = SurveyPage.objects.filter(pk=page.pk).values("is_anonymous", "strategy").first()
    if stored is None or not SurveyResponse.objects.counted().filter(version__survey=survey).exists():
        return {}
    words = _("People have answered under the promise made before: this stays.")
    return {name: words for name, value in stored.items() if getattr(page, name) != value}
