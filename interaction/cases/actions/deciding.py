"""What one person proposes and another one decides: not accepting, extending, sending a reply."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.merging import free_merged
from interaction.cases.actions.replying import return_reply, send_reply
from interaction.cases.actions.steps import (
    checked_text,
    lapse_proposals,
    lock_case,
    lock_family,
    log_event,
    move_case,
    refuse_second_hand,
    refuse_strangers,
    refuse_unworkable,
)
from interaction.cases.models import REPLY, Case, CaseEvent, Proposal
from interaction.cases.notices import Notice, notify_citizen
from interaction.cases.permissions import can_supervise
from interaction.cases.rules import BODY_MAX, clean_text
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.deadlines.actions import drop_obligation, extend_obligation
from portal.deadlines.models import Obligation


@transaction.atomic
def propose_invalid(case: Case, by: User, *, code: str, reason: str) -> Proposal:
    """Propose not to accept a case; `reason` is what the citizen will read (R041, R053).

    Raises:
        Conflict: it is proposed already, a colleague has the case in hand, or it is answered, ended,
            merged or in review.
        Invalid: there is no such code, or no reason is given.
    """
    locked = lock_case(case, by)
    refuse_unworkable(locked)
    refuse_second_hand(locked, by)
    if code not in Proposal.INVALID_CODES:
        raise Invalid(_("Choose one of the reasons."), field="code")
    return _propose(locked, by, Proposal.Kind.INVALID, code, reason)


@transaction.atomic
def propose_extension(case: Case, by: User, *, code: str, reason: str) -> Proposal:
    """Propose to extend the time once; `reason` is what the citizen will read (R043).

    Raises:
        Conflict: it is proposed already, a colleague has the case in hand, nothing is owed any more, it
            was extended before, or the time is over.
        Invalid: there is no such code, no reason is given, or the rule knows no extension (R045).
    """
    locked = lock_case(case, by)
    refuse_second_hand(locked, by)
    obligation = _owed(locked)
    if code not in Proposal.EXTENSION_CODES:
        raise Invalid(_("Choose one of the reasons."), field="code")
    if obligation.extension_limit is None:
        raise Invalid(_("The time for letters of this kind cannot be extended."), field="code")
    if obligation.extended_at is not None:
        raise Conflict(_("The time was extended before; it is extended once."))
    if obligation.due_at <= timezone.now():
        raise Conflict(_("The time is over; it can no longer be extended."))
    return _propose(locked, by, Proposal.Kind.EXTENSION, code, reason)


@transaction.atomic
def decide_proposal(proposal: Proposal, by: User, *, approve: bool, note: str = "") -> Proposal:
    """Approve or refuse, as a second person, what a colleague proposed.

    Raises:
        Conflict: it was decided meanwhile, or can no longer be done.
        Invalid: a refusal gives no reason.
        NotAllowed: `by` proposed it, or is no supervisor.
    """
    case, merged = lock_family(proposal.case)
    refuse_strangers(case, by)
    locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.verdict != Proposal.Verdict.OPEN:
        raise Conflict(_("This was decided meanwhile."))
    if locked.asked_by_id == by.pk or not can_supervise(by):
        raise NotAllowed(_("A second person decides: a supervisor who did not propose it."))
    locked.verdict = Proposal.Verdict.APPROVED if approve else Proposal.Verdict.REFUSED
    locked.verdict_note = clean_text(note) if approve else checked_text(note, BODY_MAX, "note")
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.save(update_fields=["verdict", "verdict_note", "decided_by", "decided_at"])
    audit.record(f"case.{locked.kind}_{locked.verdict}", case, actor=by, site=case.site, proposal=locked.pk)
    if approve:
        _APPROVALS[Proposal.Kind(locked.kind)](locked, case, merged)
    else:
        _refuse(locked, case)
    return locked


def _propose(case: Case, by: User, kind: Proposal.Kind, code: str, reason: str) -> Proposal:
    reason = checked_text(reason, BODY_MAX, "reason")
    if case.proposals.filter(kind=kind, verdict=Proposal.Verdict.OPEN).exists():
        raise Conflict(_("This has been proposed already and waits for a decision."))
    proposal = Proposal.objects.create(case=case, kind=kind, reason_code=code, reason=reason, asked_by=by)
    event = CaseEvent.Kind.INVALID_ASKED if kind == Proposal.Kind.INVALID else CaseEvent.Kind.EXTENSION_ASKED
    log_event(case, event, by=by, note=reason, proposal=proposal.pk, code=code)
    audit.record(f"case.{kind}_asked", case, actor=by, site=case.site, proposal=proposal.pk)
    return proposal


def _owed(case: Case) -> Obligation:
    obligation: Obligation | None = case.obligations.open().filter(kind=REPLY).first()
    if obligation is None:
        raise Conflict(_("No answer is owed here any more."))
    return obligation


def _approve_invalid(proposal: Proposal, case: Case, merged: list[Case]) -> None:
    refuse_unworkable(case)
    drop_obligation(
        _owed(case),
        reason=f"invalid: {proposal.reason_code}",
        decided_by=proposal.asked_by,
        confirmed_by=proposal.decided_by,
    )
    lapse_proposals(case)
    move_case(case, Case.State.INVALID, ended_at=proposal.decided_at)
    free_merged(merged, case)
    log_event(
        case,
        CaseEvent.Kind.INVALIDATED,
        by=proposal.decided_by,
        department=case.department,
        proposal=proposal.pk,
        code=proposal.reason_code,
    )
    notify_citizen(case, Notice.INVALIDATED)


def _approve_extension(proposal: Proposal, case: Case, merged: list[Case]) -> None:
    before = _owed(case)
    after = extend_obligation(
        before,
        # The words stay with the proposal: they can be erased there, and not in the log.
        reason=proposal.reason_code,
        requested_by=proposal.asked_by,
        approved_by=proposal.decided_by,
    )
    log_event(
        case,
        CaseEvent.Kind.EXTENDED,
        by=proposal.decided_by,
        department=case.department,
        proposal=proposal.pk,
        code=proposal.reason_code,
        old_due_on=before.due_on.isoformat(),
        due_on=after.due_on.isoformat(),
    )
    notify_citizen(case, Notice.EXTENDED)


def _approve_reply(proposal: Proposal, case: Case, merged: list[Case]) -> None:
    if proposal.reply is not None and proposal.decided_at is not None:
        send_reply(proposal.reply, case, merged, proposal.decided_at)


def _refuse(proposal: Proposal, case: Case) -> None:
    if proposal.reply is not None:
        return_reply(proposal.reply, case)
    log_event(
        case,
        CaseEvent.Kind.REFUSED,
        by=proposal.decided_by,
        note=proposal.verdict_note,
        proposal=proposal.pk,
        what=proposal.kind,
    )


_APPROVALS = {
    Proposal.Kind.INVALID: _approve_invalid,
    Proposal.Kind.EXTENSION: _approve_extension,
    Proposal.Kind.REPLY: _approve_reply,
}
