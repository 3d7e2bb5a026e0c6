"""What happens when the last stage of review approves.

Wagtail imports this module while its own models load, so nothing here may import models at the top.
"""

from typing import Any


def publish_reviewed_content(workflow_state: Any, user: Any = None) -> None:
    """Publish what all three stages approved: exactly the revision that was reviewed."""
    from portal.base import audit

    content = workflow_state.content_object
    approved = workflow_state.current_task_state
    revision = approved.revision if approved is not None else content.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
    audit.record("content.published", content, actor=user, site=content.get_site(), revision=revision.pk)
