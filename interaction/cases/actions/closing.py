"""Closing what is answered, and opening it again when it is not solved (办结、重办)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import (
    act_on_each,
    checked_text,
    lapse_proposals,
    lock_for_citizen,
    log_event,
    move_case,
    refuse_strangers,
)
from interaction.cases.models import REPLY, Case, CaseEvent, Reply, reply_rule
from interaction.cases.rules import REASON_MAX, REOPEN_DAYS, REOPEN_MOST, may_still_reopen
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict
from portal.deadlines.actions import open_obligation


@transaction.atomic
def close_case(case: Case, by: User | None = None) -> Case:
    """Close an answered case; `by` is nobody where the time to reopen it is over.

    Raises:
        Conflict: it is not answered, or an answer is still owed.
        NotAllowed: the person may not handle this case.
    """
    locked = lock_for_citizen(case)
    if by is not None:
        refuse_strangers(locked, by)
    if locked.state != Case.State.REPLIED or locked.obligations.open().exists():
        raise Conflict(_("Only a case that was answered can be closed."))
    if locked.replies.filter(state=Reply.State.IN_REVIEW).exists():
        raise Conflict(_("A reply to this case is in review."))
    move_case(locked, Case.State.CLOSED, ended_at=timezone.now())
    log_event(locked, CaseEvent.Kind.CLOSED, by=by, department=locked.department)
    audit.record("case.closed", locked, actor=by, site=locked.site)
    return locked


def close_settled_cases(now: datetime) -> int:
    """Close the answered cases that nobody can reopen any more; tells how many."""
    settled = Case.objects.answered_before(now - timedelta(days=REOPEN_DAYS))
    return act_on_each(close_case, settled.iterator())


@transaction.atomic
def reopen_case(case: Case, reason: str) -> Case:
    """Have a case taken up again by the citizen who finds it not solved; a new clock starts now.

    Raises:
        Conflict: it is not answered, the answer is too long ago, or it was reopened too often.
        Invalid: no reason is given.
    """
    locked = lock_for_citizen(case)
    if locked.state not in Case.ANSWERED_STATES or locked.replied_at is None or locked.erased_at:
        raise Conflict(_("Only a letter that was answered can be taken up again."))
    now = timezone.now()
    if not may_still_reopen(locked.replied_at, now):
        raise Conflict(
            _("The answer is more than %(days)d days old. Please write a new letter.") % {"days": REOPEN_DAYS}
        )
    if locked.events.filter(kind=CaseEvent.Kind.REOPENED).count() >= REOPEN_MOST:
        raise Conflict(_("This letter was taken up again before. Please write a new letter."))
    reason = checked_text(reason, REASON_MAX, "reason")
    # A further answer in review was written before the citizen said what is missing.
    lapse_proposals(locked)
    move_case(locked, Case.State.ASSIGNED, handler=None, replied_at=None, ended_at=None, merged_into=None)
    open_obligation(locked, REPLY, now, locked.site, rule_kind=reply_rule(locked.kind, locked.channel))
    log_event(locked, CaseEvent.Kind.REOPENED, department=locked.department, note=reason, at=now)
    audit.record("case.reopened", locked, site=locked.site)
    return locked
