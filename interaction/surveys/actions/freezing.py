"""At the closing: the clock of the result starts, and the counts are written down."""

from datetime import datetime, timedelta

from django.db import transaction

from interaction.surveys.models import FrozenResult, Survey
from interaction.surveys.models.run import RESULT
from interaction.surveys.results import QuestionResult, true_results
from portal.base import audit
from portal.deadlines.actions import open_obligation

# A response that was on its way at the closing is stored by then.
GRACE = timedelta(minutes=2)


def close_surveys(now: datetime) -> int:
    """Do for every closed survey what is still to be done; returns for how many something was."""
    closed = Survey.objects.filter(closes_at__lte=now, cancelled_at=None).order_by("pk")
    owing = closed.filter(result_published_at=None).exclude(obligations__kind=RESULT)
    unfrozen = closed.filter(closes_at__lte=now - GRACE, versions__frozen=None).exclude(versions=None)
    done = set()
    for survey in owing:
        owe_result(survey)
        done.add(survey.pk)
    for survey in unfrozen.distinct():
        freeze_results(survey)
        done.add(survey.pk)
    return len(done)


def owe_result(survey: Survey) -> None:
    """Start the clock of the result at the closing (R051); one that ran stays as it was."""
    if not survey.obligations.filter(kind=RESULT).exists():
        open_obligation(survey, RESULT, survey.closes_at, survey.site)


@transaction.atomic
def freeze_results(survey: Survey) -> None:
    """Write down the counts of a closed survey; done again it counts again.

    Nobody answers any more, so who has answered is forgotten: no ticket outlives its use.

    Raises:
        Sealed: the survey has not closed.
    """
    locked: Survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    results = true_results(locked)
    for version in locked.versions.all():
        # A question is kept with the newest of the versions that ask it alike.
        own = [_as_json(each) for each in results.questions if each.versions[-1] == version.number]
        FrozenResult.objects.update_or_create(
            version=version, defaults={"counts": own, "responses": results.responses[version.number]}
        )
    locked.tickets.all().delete()
    audit.record("survey.result_frozen", locked, site=locked.site, responses=results.total)


def _as_json(result: QuestionResult) -> dict[str, object]:
    return {"versions": list(result.versions), "count": result.count.as_json()}
