"""What review does to content."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from portal.base import audit
from portal.review.models import approvers_of, editors_of, problem_of
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


def check_may_be_published(state: WorkflowState) -> None:
    """Stop an approval of what may not be published now.

    Raises:
        PermissionDenied: with the reason for the reader.
    """
    problem = problem_of(state.content_object)
    if problem:
        raise PermissionDenied(problem)


@transaction.atomic
def restart_review(page: Page) -> None:
    """Begin a page's review again at the first stage: its text is no longer the one approved (DESIGN 4.7)."""
    state = WorkflowState.objects.active().for_instance(page).select_for_update().first()
    if state is None:
        return
    voided = state.task_states.filter(status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_IN_PROGRESS))
    voided.update(status=TaskState.STATUS_CANCELLED)
    editor = page.latest_revision.user
    changed = {"revision": page.latest_revision_id}
    audit.record("review.restarted", page, actor=editor, site=page.get_site(), **changed)
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state = None
        state.save()
        state.update(user=editor)
