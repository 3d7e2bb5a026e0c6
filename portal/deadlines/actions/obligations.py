"""The verbs of an obligation. None of them resets a clock."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.deadlines.actions.log import local_iso, log, log_breach
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import DeadlineEvent, DeadlineRule, Obligation
from portal.deadlines.rules import Term, count_deadline
from portal.deadlines.signals import announce, obligation_extended

WITHDRAWN = "withdrawn"


@transaction.atomic
def open_obligation(
    subject: Model,
    kind: str,
    received_at: datetime,
    site: Site,
    *,
    rule_kind: str | None = None,
    by: Any = None,
) -> Obligation:
    """Start the clock for `subject`; a clock that already runs is returned as it is, never reset.

    `kind` tells what is owed ("case.reply"), `rule_kind` which rule counts it where that depends on
    the subject ("case.reply.complaint"). What was owed once and is closed may be owed again: a
    reopened case has a new obligation that counts from the reopening.

    Raises:
        DeadlineRule.DoesNotExist: no rule is installed for the kind or its base.
    """
    rule = DeadlineRule.objects.for_kind(site, rule_kind or kind)
    calendar = load_calendar()
    deadline = count_deadline(received_at, rule.term, calendar)
    obligation, created = Obligation.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        kind=kind,
        state=Obligation.State.OPEN,
        defaults={
            "site": site,
            "rule": rule,
            "amount": rule.amount,
            "unit": rule.unit,
            "day_ends": rule.profile.day_ends,
            "extension_limit": rule.extension_limit,
            "received_at": received_at,
            "due_at": deadline.due_at,
            "calendar_version": calendar.version,
            "is_provisional": deadline.is_provisional,
        },
    )
    if created:
        due_on = obligation.due_on.isoformat()
        log(obligation, DeadlineEvent.Kind.STARTED, received_at, by, due_on=due_on)
        audit.record("obligation.opened", obligation, actor=by, site=site, due_on=due_on)
    return obligation


def satisfy_obligation(obligation: Obligation, by: Any, at: datetime | None = None) -> Obligation:
    """Record that a person kept what was owed; what was closed before stays as it was first closed.

    Raises:
        NotAllowed: no person stands behind it (a bot, an acknowledgement, a task).
    """
    return _keep(obligation, by, at, Obligation.State.SATISFIED, DeadlineEvent.Kind.MET)


def close_with_explanation(obligation: Obligation, by: Any, at: datetime | None = None) -> Obligation:
    """Record that a person explained why it cannot be handled, which counts as kept (R044).

    Raises:
        NotAllowed: no person stands behind it.
    """
    return _keep(obligation, by, at, Obligation.State.EXPLAINED, DeadlineEvent.Kind.EXPLAINED)


@transaction.atomic
def extend_obligation(
    obligation: Obligation, *, reason: str, requested_by: Any, approved_by: Any = None
) -> Obligation:
    """Give once, while time is left, as much time as the rule allows in all from receipt (R043).

    That the approver may supervise is asked by the caller, who knows the subject.

    Raises:
        Conflict: it is closed, its time is over, or it was extended before.
        Invalid: there is no reason, or the rule allows no extension.
        NotAllowed: nobody asks for it, or the rule demands the approval of another person.
    """
    if not reason.strip():
        raise Invalid(_("Say why more time is needed."), field="reason")
    locked, now = _locked(obligation), timezone.now()
    limit = _extension_limit(locked, now)
    _refuse_unapproved(locked.rule, requested_by, approved_by)
    old_amount, old_due_at = locked.amount, locked.due_at
    calendar = load_calendar()
    deadline = count_deadline(locked.received_at, Term(limit, locked.unit, locked.day_ends), calendar)
    locked.amount, locked.due_at, locked.extended_at = limit, deadline.due_at, now
    locked.calendar_version, locked.is_provisional = calendar.version, deadline.is_provisional
    locked.save(update_fields=["amount", "due_at", "extended_at", "calendar_version", "is_provisional"])
    facts = {"old_due_at": local_iso(old_due_at), "old_amount": old_amount, "amount": limit}
    people = {"requested_by": requested_by.pk, "approved_by": approved_by.pk if approved_by else None}
    log(
        locked,
        DeadlineEvent.Kind.EXTENDED,
        now,
        approved_by or requested_by,
        new_due_at=local_iso(locked.due_at),
        reason=reason.strip(),
        **facts,
        **people,
    )
    audit.record("obligation.extended", locked, actor=requested_by, site=locked.site, **facts, **people)
    announce(obligation_extended, obligation_id=locked.pk, old_due_at=old_due_at, due_at=locked.due_at)
    return locked


@transaction.atomic
def drop_obligation(
    obligation: Obligation, *, reason: str, decided_by: Any, confirmed_by: Any = None
) -> Obligation:
    """Record that nothing is owed any more: invalid, merged, or withdrawn by the citizen.

    `decided_by` is empty only for what the citizen withdrew (reason "withdrawn"); `confirmed_by` is the
    second person where the caller demands one (R053).

    Raises:
        Conflict: it is closed already.
        Invalid: there is no reason.
        NotAllowed: nobody decided, or the same person decided and confirmed.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why nothing is owed any more."), field="reason")
    if decided_by is None and reason != WITHDRAWN:
        raise NotAllowed(_("Only a person can decide that nothing is owed any more."))
    if confirmed_by is not None and confirmed_by == decided_by:
        raise NotAllowed(_("Somebody else has to confirm this."))
    locked, now = _locked(obligation), timezone.now()
    _refuse_closed(locked)
    log_breach(locked, now)
    locked.state = Obligation.State.DROPPED
    locked.save(update_fields=["state"])
    confirmer = confirmed_by.pk if confirmed_by else None
    log(locked, DeadlineEvent.Kind.DROPPED, now, decided_by, reason=reason, confirmed_by=confirmer)
    audit.record("obligation.dropped", locked, actor=decided_by, site=locked.site, confirmed_by=confirmer)
    return locked


@transaction.atomic
def _keep(obligation: Obligation, by: Any, at: datetime | None, state: str, event: str) -> Obligation:
    if by is None or not by.is_authenticated:
        raise NotAllowed(_("Only a person can give the answer that is owed."))
    locked = _locked(obligation)
    if not locked.is_open:
        return locked
    locked.state, locked.satisfied_at = state, at or timezone.now()
    log_breach(locked, locked.satisfied_at)
    locked.save(update_fields=["state", "satisfied_at"])
    log(locked, event, locked.satisfied_at, by, on_time=locked.was_on_time)
    audit.record(f"obligation.{state}", locked, actor=by, site=locked.site, on_time=locked.was_on_time)
    return locked


def _locked(obligation: Obligation) -> Obligation:
    rows = Obligation.objects.select_for_update(of=("self",)).select_related("rule", "site")
    locked: Obligation = rows.get(pk=obligation.pk)
    return locked


def _refuse_closed(obligation: Obligation) -> None:
    if not obligation.is_open:
        raise Conflict(_("This is no longer owed."))


def _extension_limit(obligation: Obligation, now: datetime) -> int:
    """The amount that an extension would bring it to."""
    _refuse_closed(obligation)
    if obligation.extended_at is not None:
        raise Conflict(_("The time was extended once; it cannot be extended again."))
    if obligation.extension_limit is None:
        raise Invalid(_("The rules allow no extension here."), code="no_extension")
    if obligation.due_at <= now:
        raise Conflict(_("The time is over; it can no longer be extended."))
    return obligation.extension_limit


def _refuse_unapproved(rule: DeadlineRule, requested_by: Any, approved_by: Any) -> None:
    if requested_by is None or not requested_by.is_authenticated:
        raise NotAllowed(_("Only a person can ask for more time."))
    if rule.approver == DeadlineRule.Approver.NOBODY:
        return
    if approved_by is None or not approved_by.is_authenticated or approved_by == requested_by:
        raise NotAllowed(_("Somebody else has to approve the extension."))
