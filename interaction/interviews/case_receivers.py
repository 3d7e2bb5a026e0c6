"""What the end of an interview and its cases bring about. All come after the commit."""

from typing import Any

from django.dispatch import receiver

from interaction.cases.signals import case_answered, case_erased, consent_withdrawn
from interaction.interviews.actions.following_up import forget_erased
from interaction.interviews.models import Interview, Question
from interaction.interviews.signals import interview_ended
from interaction.interviews.writing_up import write_up
from portal.base.signals import provisions_changed


@receiver(interview_ended)
def write_up_ended(sender: Any, interview: Interview, **kwargs: Any) -> None:
    """Open the cases of what stayed unanswered and draft the transcript, by a task."""
    write_up.enqueue(interview.pk)


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
