"""The review task: one of three stages, each done by a different person (R089)."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

from portal.base.models import BasePage
from portal.review.rules import may_approve


class ReviewTask(AbstractGroupApprovalTask):
    """A stage of review. Nobody approves their own edit or a second stage; not even an administrator."""

    admin_form_fields: ClassVar[list[str]] = AbstractGroupApprovalTask.admin_form_fields

    class Meta:
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begin this stage, or the first one that is still owed: a text sent back begins again."""
        owed = workflow_state.get_next_task()
        if owed is not None and owed.pk != self.pk:
            return owed.specific.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """What a reviewer may do: all, or only ask for changes to a text they had a hand in."""
        actions: list[Any] = super().get_actions(obj, user)
        state = obj.current_workflow_state
        if state is None:
            return actions
        if may_approve(user.pk, editors_of(state), approvers_of(state)) and not problem_of(obj):
            return actions
        return [action for action in actions if action[0] != "approve"]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Take a decision; an approval that the page did not offer is refused here as well.

        Raises:
            django.core.exceptions.PermissionDenied: the approver edited the text or approved another stage,
                or the text may not be published now.
        """
        from portal.review.actions import check_may_approve, check_may_be_published

        if action_name == "approve":
            check_may_approve(task_state.workflow_state, user)
            check_may_be_published(task_state.workflow_state)
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        """Shown when an administrator makes a task."""
        return _("Members of the chosen groups review, each person at one stage only")


def problem_of(content: Any) -> str:
    """What keeps the text under review from being published now; empty when nothing does."""
    latest = content.get_latest_revision_as_object()
    return latest.publishing_problem() if isinstance(latest, BasePage) else ""


def editors_of(state: WorkflowState) -> set[int]:
    """Who wrote the text since it was last published."""
    revisions = state.content_object.revisions.all()
    live = state.content_object.live_revision
    if live is not None:
        revisions = revisions.filter(created_at__gt=live.created_at)
    return set(revisions.exclude(user=None).values_list("user_id", flat=True))


def approvers_of(state: WorkflowState) -> set[int]:
    """Who approved a stage of the review under way."""
    approved = state.task_states.filter(status=TaskState.STATUS_APPROVED)
    return set(approved.exclude(finished_by=None).values_list("finished_by_id", flat=True))
