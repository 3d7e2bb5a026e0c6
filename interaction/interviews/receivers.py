"""What publishing means for an interview, and what its changes mean for those who wait for it."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from interaction.interviews.actions.life_cycle import announce_interview
from interaction.interviews.models import Interview, InterviewPage
from interaction.interviews.reminder_mails import Mail, tell_of_change
from interaction.interviews.reminders import forget_that_reminded
from interaction.interviews.signals import interview_changed, transcript_published
from interaction.interviews.tasks import remind


@receiver(page_published, sender=InterviewPage)
def announce_published(
    sender: Any, instance: InterviewPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    """The first publishing is the notice; a later one may change the times."""
    announce_interview(instance, by=revision.user if revision is not None else None)


@receiver(interview_changed)
def tell_readers(sender: Any, interview: Interview, change: str, **kwargs: Any) -> None:
    """Whoever asked to be reminded learns of a new time, and that there is none."""
    if change == "moved":
        forget_that_reminded(interview)
    if change in (Mail.MOVED, Mail.CANCELLED):
        tell_of_change.enqueue(interview.pk, change)


@receiver(transcript_published)
def tell_of_transcript(sender: Any, interview: Interview, **kwargs: Any) -> None:
    """Whoever asked to be reminded learns that the transcript is out."""
    remind.enqueue()
