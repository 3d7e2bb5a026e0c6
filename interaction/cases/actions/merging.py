"""Duplicates: many letters on one matter are answered once, and each citizen is told."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import (
    checked_text,
    lapse_proposals,
    log_event,
    move_case,
    refuse_second_hand,
    refuse_strangers,
    refuse_unworkable,
)
from interaction.cases.models import Case, CaseEvent
from interaction.cases.notices import Notice, notify_citizen
from interaction.cases.rules import BODY_MAX
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Invalid


@transaction.atomic
def merge_cases(cases: Iterable[Case], into: Case, by: User, reason: str) -> Case:
    """Have cases answered together with another one; each keeps its own clock until it is answered.

    What was merged into one of the cases before comes along.

    Raises:
        Conflict: a colleague has one of the cases in hand, or it is answered, ended, merged already or in
            review.
        Invalid: nothing is left to merge, the cases are of different sites, or no reason is given.
        NotAllowed: one of the cases is in the hands of another department.
    """
    wanted = {case.pk for case in cases} - {into.pk}
    if not wanted:
        raise Invalid(_("Choose the cases that ask the same."), field="cases")
    reason = checked_text(reason, BODY_MAX, "reason")
    locked = _lock_all({*wanted, into.pk})
    main = next(case for case in locked if case.pk == into.pk)
    for case in locked:
        refuse_strangers(case, by)
        refuse_unworkable(case)
        refuse_second_hand(case, by)
        if case.site_id != main.site_id:
            raise Invalid(_("These cases are of different sites."), field="cases")
    for case in locked:
        if case != main:
            _merge(case, main, by, reason)
    numbers = [case.number for case in locked if case != main]
    log_event(main, CaseEvent.Kind.NOTED, by=by, note=reason, merged=numbers)
    audit.record("case.merged", main, actor=by, site=main.site, merged=numbers)
    return main


def free_merged(merged: Iterable[Case], main: Case) -> None:
    """Let (locked) cases go their own way again, because the one they were merged into is not answered."""
    for case in merged:
        is_assigned = case.department_id is not None
        state = Case.State.ASSIGNED if is_assigned else Case.State.RECEIVED
        move_case(case, state, handler=None, merged_into=None)
        event = CaseEvent.Kind.ASSIGNED if is_assigned else CaseEvent.Kind.RELEASED
        log_event(case, event, department=case.department, unmerged_from=main.number)


def _lock_all(keys: set[int]) -> list[Case]:
    """Lock the cases and what was merged into them, lower numbers first as everywhere else."""
    cases = Case.objects.select_for_update()
    merged = Q(merged_into__in=keys, state=Case.State.MERGED)
    rows = list(cases.filter(Q(pk__in=keys) | merged).order_by("pk"))
    return [case for case in rows if case.pk in keys]


def _merge(case: Case, main: Case, by: User, reason: str) -> None:
    lapse_proposals(case)
    Case.objects.filter(merged_into=case, state=Case.State.MERGED).update(merged_into=main)
    move_case(case, Case.State.MERGED, merged_into=main)
    log_event(case, CaseEvent.Kind.MERGED, by=by, department=main.department, note=reason, into=main.number)
    notify_citizen(case, Notice.MERGED)
