"""What the end of an interview, the publishing of its transcript and its cases bring about."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from interaction.cases.signals import case_answered, case_erased, consent_withdrawn
from interaction.interviews.actions.following_up import forget_erased
from interaction.interviews.actions.transcribing import transcribe_interview
from interaction.interviews.models import Interview, InterviewPage, Question
from interaction.interviews.signals import interview_changed, interview_ended
from interaction.interviews.writing_up import write_up
from portal.base.signals import provisions_changed


@receiver(interview_ended)
def write_up_ended(sender: Any, interview: Interview, **kwargs: Any) -> None:
    """Open the cases of what stayed unanswered and draft the transcript, by a task."""
    write_up.enqueue(interview.pk)


@receiver(interview_changed)
def follow_up_called_off(sender: Any, interview: Interview, change: str, **kwargs: Any) -> None:
    """What was asked before an interview was called off is answered in writing."""
    if change == Interview.State.CANCELLED:
        write_up.enqueue(interview.pk)


@receiver(page_published, sender=InterviewPage)
def transcribe_published(
    sender: Any, instance: InterviewPage, revision: Revision | None = None, **kwargs: Any
) -> None:
    """Published after the end with a transcript, the interview is written down."""
    transcribe_interview(instance, by=revision.user if revision is not None else None)


@receiver(case_answered)
@receiver(consent_withdrawn)
def tell_search(sender: Any, case_id: int, **kwargs: Any) -> None:
    """What the transcript shows of later answers has changed: it is indexed again."""
    question = Question.objects.filter(case=case_id).select_related("interview__page").first()
    if question is not None:
        page = question.interview.page
        provisions_changed.send(type(page), page=page)


@receiver(case_erased)
def erase_question(sender: Any, case_id: int, **kwargs: Any) -> None:
    """Erase with the case what was kept of its question."""
    forget_erased(case_id)
    tell_search(sender, case_id)
