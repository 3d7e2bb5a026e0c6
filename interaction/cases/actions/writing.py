"""What is written about a case or to the citizen without answering: none of it stops the clock."""

from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.filing import attach_files
from interaction.cases.actions.steps import (
    checked_text,
    department_for,
    lock_case,
    log_event,
    move_case,
    refuse_second_hand,
    refuse_unworkable,
)
from interaction.cases.models import Case, CaseEvent, Reply
from interaction.cases.notices import Notice, notify_citizen
from interaction.cases.rules import BODY_MAX, REPLY_MAX
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict


@transaction.atomic
def note_case(case: Case, by: User, note: str, files: Iterable[File] = ()) -> CaseEvent:
    """Write a note that only staff can read, with what was found offline (R055); it answers nothing.

    Raises:
        Conflict: the personal data of the case was erased: nothing is added to it any more.
        Invalid: the note is empty or too long, or a file cannot be taken.
    """
    locked = lock_case(case, by)
    if locked.erased_at is not None:
        raise Conflict(_("This case has ended."))
    event = log_event(locked, CaseEvent.Kind.NOTED, by=by, note=checked_text(note, BODY_MAX, "note"))
    attach_files(locked, files, by=by, is_internal=True)
    audit.record("case.noted", locked, actor=by, site=locked.site)
    return event


@transaction.atomic
def acknowledge_case(case: Case, by: User, body: str) -> Reply:
    """Tell the citizen that the letter is in good hands; the answer stays owed.

    Raises:
        Conflict: a colleague has the case in hand, or it is answered, ended, merged or in review.
        Invalid: the text is empty or too long, or nobody's department is known.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    refuse_second_hand(locked, by, has_draft=True)
    reply = _write(locked, by, body, Reply.Kind.ACKNOWLEDGEMENT)
    log_event(locked, CaseEvent.Kind.ACKNOWLEDGED, by=by, department=reply.department)
    audit.record("case.acknowledged", locked, actor=by, site=locked.site, reply=reply.pk)
    return reply


@transaction.atomic
def ask_citizen(case: Case, by: User, body: str) -> Reply:
    """Ask the citizen for what is missing; the clock runs on while they think.

    Raises:
        Conflict: a colleague has the case in hand, or it is answered, ended, merged or in review.
        Invalid: the text is empty or too long, or nobody's department is known.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    refuse_second_hand(locked, by, has_draft=True)
    reply = _write(locked, by, body, Reply.Kind.QUESTION)
    move_case(locked, Case.State.WAITING, department=reply.department, handler=locked.handler or by)
    log_event(locked, CaseEvent.Kind.ASKED, by=by, department=reply.department)
    audit.record("case.asked", locked, actor=by, site=locked.site, reply=reply.pk)
    notify_citizen(locked, Notice.ASKED)
    return reply


def _write(case: Case, by: User, body: str, kind: str) -> Reply:
    now = timezone.now()
    return Reply.objects.create(
        case=case,
        kind=kind,
        author=by,
        department=department_for(case, by),
        body=checked_text(body, REPLY_MAX, "body"),
        created_at=now,
        sent_at=now,
    )
