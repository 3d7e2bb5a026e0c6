"""Who has a case in hand: claim, release, hand over."""

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import department_for, lock_case, log_event, move_case, refuse_unworkable
from interaction.cases.models import Case, CaseEvent
from interaction.cases.permissions import can_handle, can_supervise
from interaction.cases.rules import clean_text
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed


@transaction.atomic
def claim_case(case: Case, by: User) -> Case:
    """Take a case in hand; it then belongs to the claimer's department.

    Raises:
        Conflict: somebody else has it, or it is answered, ended, merged or in review.
        Invalid: neither the case nor the claimer has a department.
    """
    locked = lock_case(case, by)
    if locked.handler_id == by.pk and locked.state in Case.HELD_STATES:
        return locked
    refuse_unworkable(locked)
    if locked.handler is not None:
        raise Conflict(_("%(officer)s has already taken this case.") % {"officer": locked.handler})
    department = department_for(locked, by)
    move_case(locked, Case.State.HANDLING, department=department, handler=by)
    log_event(locked, CaseEvent.Kind.CLAIMED, by=by, department=department)
    audit.record("case.claimed", locked, actor=by, site=locked.site)
    return locked


@transaction.atomic
def release_case(case: Case, by: User) -> Case:
    """Put a case back on the department's desk; its clock runs on.

    Raises:
        Conflict: nobody has it in hand, or it is answered, ended, merged or in review.
        NotAllowed: somebody else has it.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    if locked.handler is None:
        raise Conflict(_("Nobody has taken this case."))
    _refuse_others_than_holder(locked, by)
    move_case(locked, Case.State.ASSIGNED, handler=None)
    log_event(locked, CaseEvent.Kind.RELEASED, by=by, department=locked.department)
    audit.record("case.released", locked, actor=by, site=locked.site)
    return locked


@transaction.atomic
def hand_over_case(case: Case, to: User, by: User, note: str = "") -> Case:
    """Give a case into the hands of another person who may handle it.

    Raises:
        Conflict: the case is answered, ended or merged.
        Invalid: the other person has it already, or may not handle it.
        NotAllowed: somebody else has it in hand.
    """
    locked = lock_case(case, by)
    if locked.state != Case.State.IN_REVIEW:
        refuse_unworkable(locked)
    _refuse_others_than_holder(locked, by)
    if locked.handler_id == to.pk:
        raise Invalid(_("%(officer)s has this case already.") % {"officer": to}, field="to")
    if not to.is_active or not can_handle(to, locked):
        raise Invalid(_("%(officer)s may not handle this case.") % {"officer": to}, field="to")
    department = department_for(locked, to)
    state = locked.state if locked.state in Case.HELD_STATES else Case.State.HANDLING
    move_case(locked, state, department=department, handler=to)
    log_event(
        locked, CaseEvent.Kind.HANDED_OVER, by=by, department=department, note=clean_text(note), to=to.pk
    )
    audit.record("case.handed_over", locked, actor=by, site=locked.site, to=to.pk)
    return locked


@transaction.atomic
def hand_over_cases(frm: User, to: User, by: User) -> int:
    """Give everything that a person has in hand to another one; all or nothing. Tells how many.

    Raises:
        Invalid: the other person may not handle one of them.
        NotAllowed: `by` is neither that person nor a supervisor.
    """
    held = Case.objects.visible_to(by).filter(handler=frm, state__in=Case.HELD_STATES).order_by("pk")
    if by != frm and not can_supervise(by):
        raise NotAllowed(_("Only the person or a supervisor can hand the cases over."))
    for case in held:
        hand_over_case(case, to, by)
    return len(held)


def _refuse_others_than_holder(case: Case, by: User) -> None:
    if case.handler not in (None, by) and not can_supervise(by):
        raise NotAllowed(_("%(officer)s has already taken this case.") % {"officer": case.handler})
