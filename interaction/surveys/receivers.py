"""What publishing a page means for its survey."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from interaction.surveys.actions.announcing import announce_survey
from interaction.surveys.actions.publishing import publish_result
from interaction.surveys.models import SurveyPage


@receiver(page_published, sender=SurveyPage)
def announce_published(
    sender: Any, instance: SurveyPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    """The first publishing announces the survey; later ones may change it, or publish its result."""
    by = revision.user if revision is not None else None
    if announce_survey(instance, by=by) is not None:
        publish_result(instance, by=by)
