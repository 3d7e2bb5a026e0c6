"""What people wrote in words is read before others read it, by published rules."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.moderation.codes import codes_of
from interaction.surveys.models import Survey, TextAnswer
from interaction.surveys.results import texts_to_handle
from portal.base import audit
from portal.base.errors import Invalid

State = TextAnswer.State


def show_texts(survey: Survey, by: Any, chosen: Collection[UUID]) -> int:
    """Let others read some texts, as they were masked; returns how many were not shown before.

    Raises:
        NotAllowed: the survey is sealed, or in other hands.
        Invalid: nothing was chosen.
    """
    return _decide(survey, by, chosen, State.SHOWN, None)


def hide_texts(survey: Survey, by: Any, chosen: Collection[UUID], code: str) -> int:
    """Keep some texts from others, by a published code; returns how many were changed.

    Raises:
        NotAllowed: the survey is sealed, or in other hands.
        Invalid: nothing was chosen, or the code is none of the site's.
    """
    rejection = next((each for each in codes_of(survey.site) if each.code == code), None)
    if rejection is None:
        raise Invalid(_("Choose the reason for not showing them."), field="code")
    return _decide(survey, by, chosen, State.HIDDEN, rejection)


@transaction.atomic
def _decide(survey: Survey, by: Any, chosen: Collection[UUID], state: str, rejection: Any) -> int:
    texts = texts_to_handle(survey, by)
    if not chosen:
        raise Invalid(_("Tick at least one text."), field="texts")
    # Only texts of this survey, whatever was sent; in one order, so that two people do not block each other.
    rows = TextAnswer.objects.select_for_update().filter(pk__in=texts.filter(pk__in=chosen).values("pk"))
    key = rejection.pk if rejection is not None else None
    changed = [row.pk for row in rows.order_by("pk") if (row.state, row.rejection_id) != (state, key)]
    TextAnswer.objects.filter(pk__in=changed).update(state=state, rejection=rejection, moderated_by=by)
    if changed:
        detail = {
            "texts": [str(key) for key in changed],
            "code": rejection.code if rejection is not None else "",
        }
        audit.record(f"survey.texts_{state}", survey, actor=by, site=survey.site, **detail)
    return len(changed)
