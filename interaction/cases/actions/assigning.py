"""Judging what a case is, and giving it to the department in charge (研判、分办、转办)."""

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import (
    checked_text,
    lock_case,
    log_event,
    move_case,
    of_site,
    refuse_second_hand,
    refuse_unworkable,
)
from interaction.cases.models import Case, CaseEvent
from interaction.cases.permissions import can_supervise
from interaction.cases.rules import BODY_MAX, clean_text
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import Department
from portal.content.models import Topic


@transaction.atomic
def triage_case(case: Case, by: User, *, kind: str, topic: Topic | None, reason: str) -> Case:
    """Judge what a case is; who judged and why is kept, and the clock runs on as it is (R041).

    Raises:
        Conflict: a colleague has the case in hand, or it is answered, ended, merged or in review.
        Invalid: there is no such kind, or no reason is given.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    refuse_second_hand(locked, by)
    if kind not in Case.Kind.values:
        raise Invalid(_("Choose one of the kinds."), field="kind")
    reason = checked_text(reason, BODY_MAX, "reason")
    before = locked.kind
    move_case(locked, locked.state, kind=kind, topic=topic)
    log_event(locked, CaseEvent.Kind.TRIAGED, by=by, note=reason, before=before, after=kind)
    audit.record("case.triaged", locked, actor=by, site=locked.site, kind=kind)
    return locked


@transaction.atomic
def assign_case(case: Case, department: Department, by: User, note: str = "") -> Case:
    """Give a case to a department; its clock runs on.

    Raises:
        Conflict: a colleague has the case in hand, or it is answered, ended, merged or in review.
        Invalid: the department has it already or belongs to another site.
        NotAllowed: the department objected before, and only a supervisor gives it to it again.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    refuse_second_hand(locked, by)
    if of_site(department, locked.site) == locked.department:
        raise Invalid(_("The case is already with this department."), field="department")
    if has_objected(locked, department) and not can_supervise(by):
        raise NotAllowed(
            _("%(department)s has objected to this case; a supervisor decides.")
            % {"department": department.local_name}
        )
    move_case(locked, Case.State.ASSIGNED, department=department, handler=None)
    log_event(locked, CaseEvent.Kind.ASSIGNED, by=by, department=department, note=clean_text(note))
    audit.record("case.assigned", locked, actor=by, site=locked.site, department=department.pk)
    return locked


@transaction.atomic
def object_to_assignment(case: Case, by: User, reason: str) -> Case:
    """Give a case back that another department should answer; the clock runs on.

    Raises:
        Conflict: the department objected once before, a colleague has the case in hand, or it is
            answered, ended, merged or in review.
        Invalid: no reason is given.
        NotAllowed: the case is not with the department of the person.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    department = locked.department
    if department is None or department.pk != by.department_id:
        raise NotAllowed(_("Only the department that has the case can object."))
    if locked.handler not in (None, by):
        raise Conflict(_("%(officer)s has already taken this case.") % {"officer": locked.handler})
    if has_objected(locked, department):
        raise Conflict(_("Your department has objected before; a supervisor decided."))
    reason = checked_text(reason, BODY_MAX, "reason")
    move_case(locked, Case.State.RECEIVED, department=None, handler=None)
    log_event(locked, CaseEvent.Kind.OBJECTED, by=by, department=department, note=reason)
    audit.record("case.objected", locked, actor=by, site=locked.site, department=department.pk)
    return locked


def has_objected(case: Case, department: Department) -> bool:
    """Tell whether a department has objected to the case before."""
    return bool(case.events.filter(kind=CaseEvent.Kind.OBJECTED, department=department).exists())
