"""What publishing a page means for its interview."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from interaction.interviews.actions.life_cycle import announce_interview
from interaction.interviews.models import InterviewPage


@receiver(page_published, sender=InterviewPage)
def announce_published(
    sender: Any, instance: InterviewPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    """The first publishing is the notice; a later one may change the times."""
    announce_interview(instance, by=revision.user if revision is not None else None)
