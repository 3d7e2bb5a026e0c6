"""What every action does first and last: lock the case, ask who may, check the text, write it down."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.cases.models import Case, CaseEvent, Proposal, Reply
from interaction.cases.permissions import can_handle, can_supervise
from interaction.cases.rules import clean_text
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed, Refused
from portal.base.models import Department

logger = logging.getLogger(__name__)


def lock_case(case: Case, by: User) -> Case:
    """Read the case again under a row lock and ask whether `by` may work on it.

    Raises:
        NotAllowed: it is not in their hands.
    """
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    refuse_strangers(locked, by)
    return locked


def lock_for_citizen(case: Case) -> Case:
    """Read the case again under a row lock, for the citizen who showed its number and query code."""
    locked: Case = Case.objects.select_for_update().get(pk=case.pk)
    return locked


def lock_family(case: Case) -> tuple[Case, list[Case]]:
    """Lock a case and those merged into it, lower numbers first so that no two actions wait in a ring."""
    merged = Case.objects.filter(merged_into=case, state=Case.State.MERGED)
    known = [case.pk, *merged.values_list("pk", flat=True)]
    list(Case.objects.select_for_update().filter(pk__in=known).order_by("pk"))
    # With the case locked nothing is merged into it any more: what came meanwhile is locked too.
    return lock_for_citizen(case), list(merged.select_for_update().order_by("pk"))


def lock_with_main(case: Case) -> tuple[Case, Case]:
    """Lock a case and the one it is answered with (itself, where it is not merged), lower numbers first."""
    main = Case.objects.filter(pk=case.pk).values_list("merged_into", flat=True).get()
    list(Case.objects.select_for_update().filter(pk__in={case.pk, main} - {None}).order_by("pk"))
    locked = lock_for_citizen(case)
    if locked.state != Case.State.MERGED or locked.merged_into is None:
        return locked, locked
    return locked, lock_for_citizen(locked.merged_into)


def refuse_strangers(case: Case, by: User) -> None:
    """Refuse those who may not work on the case.

    Raises:
        NotAllowed: it is not in their hands.
    """
    if not can_handle(by, case):
        raise NotAllowed(_("This case belongs to another department."))


def refuse_unworkable(case: Case) -> None:
    """Refuse work on what is answered, ended, in review or merged.

    Raises:
        Conflict: the case is in one of these states; the message says in which.
    """
    if case.state in Case.WORKABLE_STATES:
        return
    if case.state == Case.State.MERGED:
        raise Conflict(_("This case is answered together with %(number)s.") % {"number": case.merged_into})
    if case.state == Case.State.IN_REVIEW:
        raise Conflict(_("A reply to this case is in review."))
    if case.state in Case.DROPPED_STATES:
        raise Conflict(_("This case has ended."))
    raise Conflict(_("This case has already been answered."))


def refuse_second_hand(case: Case, by: User, *, has_draft: bool = False) -> None:
    """Refuse to work on what a colleague has in hand; a supervisor may. A draft is said to be kept.

    Raises:
        Conflict: somebody else has it.
    """
    if case.handler in (None, by) or can_supervise(by):
        return
    words = {"officer": case.handler}
    if has_draft:
        raise Conflict(_("%(officer)s has already taken this case. Your draft is kept below.") % words)
    raise Conflict(_("%(officer)s has already taken this case.") % words)


def department_for(case: Case, by: User) -> Department:
    """The department that has the case, else that of the person who takes it up.

    Raises:
        Invalid: neither has one.
    """
    department = case.department or by.department
    if department is None or department.site_id != case.site_id:
        raise Invalid(_("Assign the case to a department first."), field="department")
    return department


def of_site(department: Department | None, site: Site) -> Department | None:
    """Give the department back when it belongs to the site.

    Raises:
        Invalid: it belongs to another one.
    """
    if department is not None and department.site_id != site.pk:
        raise Invalid(_("Choose a department of this site."), field="department")
    return department


def checked_text(text: str, limit: int, name: str) -> str:
    """Clean a text; `name` is the field that a refusal points to.

    Raises:
        Invalid: it is empty or longer than `limit` characters.
    """
    text = clean_text(text)
    if not text:
        raise Invalid(_("Please write something."), field=name)
    if len(text) > limit:
        raise Invalid(_("Please write at most %(limit)d characters.") % {"limit": limit}, field=name)
    return text


def move_case(case: Case, state: str, **values: Any) -> None:
    """Bring the case into a state together with the values that belong to it."""
    case.state = state
    for name, value in values.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *values])


def lapse_proposals(*cases: Case, kinds: Iterable[str] = Proposal.Kind.values) -> None:
    """Let what waits for a decision lapse; a reply in review goes back to its author."""
    waiting = Proposal.objects.filter(case__in=cases, kind__in=kinds, verdict=Proposal.Verdict.OPEN)
    Reply.objects.filter(proposal__in=waiting).update(state=Reply.State.RETURNED)
    waiting.update(verdict=Proposal.Verdict.LAPSED, decided_at=timezone.now())


def act_on_each(act: Callable[[Case], Any], cases: Iterable[Case]) -> int:
    """Act on each case by itself; what is refused (somebody was quicker) stays as it is. Tells how many."""
    done = 0
    for case in cases:
        try:
            act(case)
        except Refused as refusal:
            logger.warning("%s passed over case %s: %s", act.__name__, case.pk, type(refusal).__name__)
        else:
            done += 1
    return done


def log_event(
    case: Case,
    kind: str,
    *,
    by: User | None = None,
    department: Department | None = None,
    note: str = "",
    at: datetime | None = None,
    **detail: Any,
) -> CaseEvent:
    """Write down what happened; `detail` holds no personal data."""
    event: CaseEvent = CaseEvent.objects.create(
        case=case,
        kind=kind,
        actor=by,
        department=department,
        note=note,
        at=at or timezone.now(),
        detail=detail,
    )
    return event
