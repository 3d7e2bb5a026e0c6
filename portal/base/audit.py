"""Writing the audit log."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Site

from portal.base.models import AuditEntry


def record(
    action: str, subject: Model | None = None, *, actor: Any = None, site: Site | None = None, **detail: Any
) -> None:
    """Write down that `actor` (nobody: the system) did `action` ("noun.past") to `subject`."""
    AuditEntry.objects.create(
        action=action,
        actor=actor if actor is not None and actor.is_authenticated else None,
        site=site,
        content_type=ContentType.objects.get_for_model(subject) if subject is not None else None,
        object_id=str(subject.pk) if subject is not None else "",
        detail=detail,
    )
