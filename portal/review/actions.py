"""What review does to content."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from portal.review.models import approvers_of, editors_of
from portal.review.rules import may_approve


def check_may_approve(state: WorkflowState, user: Any) -> None:
    """Stop a person from approving their own edit or two stages (R089).

    Raises:
        PermissionDenied: with the reason for the reader.
    """
    if not may_approve(user.pk, editors_of(state), approvers_of(state)):
        raise PermissionDenied(
            _("Each stage of review needs a different person, and not an author of the text.")
        )
