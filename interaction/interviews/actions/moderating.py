"""What moderators decide about questions. Two who decide at once: the second is shown what the first did."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from interaction.interviews.actions.deciding import (
    Matter,
    decide,
    leave_stage,
    merged_into_it,
    refuse_answered,
    refuse_decided,
    refuse_over,
    take_up,
    write_down,
)
from interaction.interviews.actions.stage import change_screen, write_public
from interaction.interviews.entries import (
    QUESTION,
    question_body,
)
from interaction.interviews.models import Question
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.moderation.models import RejectionCode
from portal.accounts.models import User
from portal.base.errors import Invalid
from portal.base.personal_data import mask_personal_data

NOTE_MAX = 200

_State = Question.State
_APPROVED_FROM = (_State.PENDING, _State.NEEDS_DETAIL, _State.REJECTED)
_REFUSED_FROM = (_State.PENDING, _State.NEEDS_DETAIL, _State.APPROVED)
_ASKED_BACK_FROM = (_State.PENDING, _State.NEEDS_DETAIL)
_SHORTLISTED_FROM = (_State.PENDING, _State.APPROVED)


@transaction.atomic
def approve_question(
    question: Question,
    by: User,
    *,
    public_text: str | None = None,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Show a question to everybody, or change the words in which it is shown (also after the end).

    What was edited is masked once more; the author's own words are kept as they were written.

    Raises:
        Decided: it is in another state than the moderator saw, or cannot be shown.
    """
    matter = take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    decided = matter.question
    text = decided.public_text if public_text is None else _masked(public_text)
    is_edit = decided.state == _State.APPROVED and text != decided.public_text
    if not is_edit:
        refuse_over(matter.interview)
    refuse_decided(matter, seen_state, (*_APPROVED_FROM, _State.APPROVED) if is_edit else _APPROVED_FROM)
    decided.public_text, decided.rejection, decided.rejection_note = text, None, ""
    decide(matter, _State.APPROVED, "public_text", "rejection", "rejection_note")
    write_public(matter.interview, QUESTION, question_body(decided), by)
    if matter.interview.on_screen_id == decided.pk:
        change_screen(matter.interview, decided, by)
    write_down(matter, "question.edited" if is_edit else "question.approved")
    return decided


@transaction.atomic
def reject_question(
    question: Question,
    by: User,
    code: RejectionCode,
    *,
    note: str = "",
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Show a question to nobody, together with those that were merged into it; the authors see the code.

    Raises:
        Decided: it is in another state than the moderator saw.
        Conflict: it was answered.
        Invalid: the code is none of the site's, or the note is too long.
    """
    matter = take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    refuse_over(matter.interview)
    refuse_decided(matter, seen_state, _REFUSED_FROM)
    refuse_answered(matter.question)
    if code.site_id != matter.interview.site_id or not code.is_active:
        raise Invalid(_("Choose one of the site's codes."), field="code")
    note = checked_text(note, NOTE_MAX, "note") if note.strip() else ""
    was_public = matter.question.state in Question.PUBLIC_STATES
    leave_stage(matter, None, was_public=was_public)
    for refused in (matter.question, *merged_into_it(matter)):
        one = Matter(
            matter.interview, refused, {}, by, client_id if refused is matter.question else None, False
        )
        refused.rejection, refused.rejection_note, refused.shortlisted_at = code, note, None
        refused.merged_into = None
        decide(one, _State.REJECTED, "rejection", "rejection_note", "shortlisted_at", "merged_into")
        write_down(one, "question.rejected", code=code.code)
    return matter.question


@transaction.atomic
def ask_for_detail(
    question: Question,
    by: User,
    wanted: str,
    *,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Ask the author to add something before the question can be shown.

    Raises:
        Decided: it is in another state than the moderator saw.
        Invalid: nothing is asked for.
    """
    matter = take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    refuse_over(matter.interview)
    refuse_decided(matter, seen_state, _ASKED_BACK_FROM)
    matter.question.detail_wanted = checked_text(wanted, NOTE_MAX, "wanted")
    decide(matter, _State.NEEDS_DETAIL, "detail_wanted")
    write_down(matter, "question.detail_wanted")
    return matter.question


@transaction.atomic
def shortlist_question(
    question: Question, by: User, *, on: bool, client_id: uuid.UUID | None = None
) -> Question:
    """Note that a question should be among the next ones, or no more.

    Raises:
        Decided: it is in a state in which it cannot come next.
    """
    matter = take_up(question, by, client_id)
    if matter.is_decided_so or (matter.question.shortlisted_at is not None) == on:
        return matter.question
    refuse_over(matter.interview)
    refuse_decided(matter, "", _SHORTLISTED_FROM)
    matter.question.shortlisted_at = timezone.now() if on else None
    matter.question.save(update_fields=["shortlisted_at"])
    write_down(matter, "question.shortlisted" if on else "question.unlisted")
    return matter.question


def _masked(text: str) -> str:
    return mask_personal_data(checked_text(text, QUESTION_MAX, "text"))
