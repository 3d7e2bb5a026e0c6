"""Opening results before the closing: possible, never quietly (R051)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.surveys.models import Survey
from interaction.surveys.permissions import require_handling
from interaction.surveys.rules import Phase, phase_at
from portal.base import audit
from portal.base.errors import Conflict, Invalid

LONGEST_REASON = 200


@transaction.atomic
def unseal_results(survey: Survey, by: Any, reason: str) -> Survey:
    """Let those who handle an open survey read its results now; who did it and why is shown for good.

    Raises:
        NotAllowed: it is not in their hands.
        Conflict: it is not open, or was opened early before.
        Invalid: there is no reason, or too long a one.
    """
    require_handling(by, survey)
    reason = reason.strip()
    if not reason:
        raise Invalid(
            _("Say why the results must be read before the closing; everybody will see it."), field="reason"
        )
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("The reason is too long."), field="reason")
    locked: Survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    now = timezone.now()
    phase = phase_at(locked.opens_at, locked.closes_at, locked.result_published_at, locked.cancelled_at, now)
    if phase != Phase.OPEN:
        raise Conflict(_("Only an open survey is sealed."))
    if locked.unsealed_at is not None:
        raise Conflict(_("The results were opened before."))
    locked.unsealed_at, locked.unsealed_by, locked.unseal_reason = now, by, reason
    locked.save(update_fields=["unsealed_at", "unsealed_by", "unseal_reason"])
    audit.record("survey.unsealed", locked, actor=by, site=locked.site, reason=reason)
    return locked
