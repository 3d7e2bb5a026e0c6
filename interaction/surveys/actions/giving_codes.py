"""One-time codes: drawn, handed out once, kept as keyed hashes only."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.codes import new_query_code
from interaction.surveys.access import code_hash
from interaction.surveys.models import AccessCode, Survey, SurveyPage
from interaction.surveys.permissions import require_handling
from portal.base import audit
from portal.base.errors import Conflict, Invalid

MOST = 20_000


@transaction.atomic
def give_codes(survey: Survey, by: Any, count: int) -> list[str]:
    """Draw new codes; whoever loses the list has more drawn, for nobody can read a code back.

    Raises:
        NotAllowed: the survey is in other hands.
        Conflict: it takes no codes, or has closed.
        Invalid: none or too many are wanted.
    """
    require_handling(by, survey)
    if survey.page.strategy != SurveyPage.Strategy.CODE:
        raise Conflict(_("This survey is not answered with one-time codes."))
    if survey.closes_at <= timezone.now() or survey.cancelled_at is not None:
        raise Conflict(_("The survey takes no more answers."))
    if not 1 <= count <= MOST:
        raise Invalid(_("Between 1 and %(most)d codes are made at a time.") % {"most": MOST}, field="count")
    codes = [new_query_code() for _each in range(count)]
    AccessCode.objects.bulk_create(
        (AccessCode(survey=survey, code_hash=code_hash(survey, code)) for code in codes), batch_size=2000
    )
    audit.record("survey.codes_given", survey, actor=by, site=survey.site, count=count)
    return codes
