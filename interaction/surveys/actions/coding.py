"""One-time codes: drawn in one go, told once, kept as keyed hashes only."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.surveys.access import Strategy, code_hash
from interaction.surveys.models import AccessCode, Survey
from interaction.surveys.permissions import require_handling
from portal.base import audit
from portal.base.errors import Invalid

# Without what is mistaken for something else: 0 O 1 I L.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
AT_ONCE = 20_000


@transaction.atomic
def make_codes(survey: Survey, by: Any, count: int) -> list[str]:
    """Draw new codes and give them back; nobody can read them again later.

    Raises:
        NotAllowed: the survey is in other hands.
        Invalid: the survey asks for no codes, or the number is none or too large.
    """
    require_handling(by, survey)
    if survey.page.strategy != Strategy.CODE:
        raise Invalid(_("This survey does not ask for one-time codes."))
    if not 1 <= count <= AT_ONCE:
        raise Invalid(_("Between 1 and %(most)d codes at once.") % {"most": AT_ONCE}, field="count")
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn.add("".join(secrets.choice(LETTERS) for _place in range(LENGTH)))
    codes = sorted(drawn)
    AccessCode.objects.bulk_create(
        (AccessCode(survey=survey, code_hash=code_hash(survey, code)) for code in codes), batch_size=1000
    )
    audit.record("survey.codes_made", survey, actor=by, site=survey.site, count=count)
    return [f"{code[:4]}-{code[4:]}" for code in codes]
