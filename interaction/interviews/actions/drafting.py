"""Saving what somebody on the stage is writing. Everybody has own drafts, which the others can read."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.rules import clean_text
from interaction.interviews.actions.speaking import SPOKEN_MAX
from interaction.interviews.models import AnswerDraft, Interview, Question
from interaction.interviews.permissions import ON_STAGE, require_duty
from interaction.rooms.counting import tell_staff_counts
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, Refused


class Outdated(Conflict):
    """Another tab of the same person saved a newer text; `draft` holds it."""

    def __init__(self, draft: AnswerDraft) -> None:
        super().__init__(_("You have written something newer in another window."))
        self.draft = draft


def save_draft(
    interview: Interview, by: User, question: Question | None, text: str, version: int
) -> AnswerDraft:
    """Save what a person is writing about a question, or as a remark; `version` is the one they know.

    Raises:
        NotAllowed: they do not speak in this interview.
        Outdated: a newer text is kept; nothing was overwritten.
        Invalid: the text is too long, or the question is of another interview.
    """
    require_duty(by, interview, *ON_STAGE)
    if question is not None and question.interview_id != interview.pk:
        raise Invalid(_("There is no such question in this interview."), field="question")
    text = clean_text(text)
    if len(text) > SPOKEN_MAX:
        raise Invalid(_("Please write at most %(limit)d characters.") % {"limit": SPOKEN_MAX}, field="text")
    try:
        return _save(interview, by, question, text, version)
    except IntegrityError:
        # Two tabs saved the first letters at once: the second now finds what the first has saved.
        return _save(interview, by, question, text, version)


def keep_words(interview: Interview, by: User, question: Question | None, text: str) -> None:
    """Keep as a draft what a form without script could not say; words of the same draft are written over."""
    if not clean_text(text):
        return
    drafts = AnswerDraft.objects.filter(interview=interview, question=question, author=by)
    version = drafts.values_list("version", flat=True).first() or 0
    try:
        save_draft(interview, by, question, text[:SPOKEN_MAX], version)
    except Refused:
        # Somebody who does not speak here, or another tab that was quicker: nothing of theirs is touched.
        return


@transaction.atomic
def _save(interview: Interview, by: User, question: Question | None, text: str, version: int) -> AnswerDraft:
    rows = AnswerDraft.objects.select_for_update().filter(interview=interview, question=question, author=by)
    draft = rows.first() or AnswerDraft(interview=interview, question=question, author=by)
    if draft.pk is not None and draft.text == text:
        # Sent again because the answer was lost.
        return draft
    if draft.pk is not None and version != draft.version:
        raise Outdated(draft)
    draft.text, draft.version, draft.saved_at = text, max(version, draft.version) + 1, timezone.now()
    draft.save()
    # Only that there is something new: colleagues fetch the words by their own right.
    if interview.room_id is not None:
        news = {f"draft:{question.pk if question else 0}:{by.pk}": draft.version}
        transaction.on_commit(partial(tell_staff_counts, interview.room_id, news))
    return draft
