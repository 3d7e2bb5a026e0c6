"""What is talked about on the screen, and what stays in view."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.interviews.actions.speaking import spoken_entry
from interaction.interviews.actions.stage import (
    change_screen,
    lock_interview,
    lock_questions,
    refuse_off_air,
    sent_before,
    write_public,
)
from interaction.interviews.entries import PINNED, SPOKEN
from interaction.interviews.models import Interview, Question
from interaction.interviews.permissions import Duty, require_duty
from portal.accounts.models import User
from portal.base.errors import Conflict


@transaction.atomic
def put_on_screen(
    interview: Interview, by: User, question: Question | None, *, client_id: uuid.UUID | None = None
) -> Interview:
    """Say which question is being talked about; nothing takes the screen back to the stream.

    Raises:
        Conflict: the interview is not live, or the question is not shown.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    wanted = question.pk if question is not None else None
    if sent_before(locked, by, client_id) or locked.on_screen_id == wanted:
        return locked
    refuse_off_air(locked, duties)
    shown = lock_questions(locked, wanted)[wanted] if wanted is not None else None
    if shown is not None and shown.state not in Question.PUBLIC_STATES:
        raise Conflict(_("This question is not shown to the public."))
    change_screen(locked, shown, by, client_id)
    return locked


@transaction.atomic
def pin(interview: Interview, by: User, seq: int | None, *, client_id: uuid.UUID | None = None) -> Interview:
    """Keep something that was said in view, or let it go.

    Raises:
        Conflict: the interview is not live, or nothing was said at this place.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    if sent_before(locked, by, client_id) or locked.pinned_seq == seq:
        return locked
    refuse_off_air(locked, duties)
    if seq is not None:
        spoken_entry(locked, seq, SPOKEN)
    change_pin(locked, by, seq, client_id)
    return locked


def change_pin(interview: Interview, by: User, seq: int | None, client_id: uuid.UUID | None = None) -> None:
    """Write down what stays in view of a locked interview."""
    interview.pinned_seq = seq
    interview.save(update_fields=["pinned_seq"])
    write_public(interview, PINNED, {"seq": seq}, by, client_id)
