"""Edits of content become events of its review."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page

from portal.review.actions import restart_review


@receiver(post_save)
def restart_edited(
    sender: Any, instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    """A new or overwritten revision under review is a text that nobody has approved."""
    if isinstance(instance, Page) and "latest_revision" in (update_fields or ()):
        restart_review(instance)
