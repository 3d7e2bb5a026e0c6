"""What the citizen does with a case; the view has checked number and query code before."""

from collections.abc import Iterable

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.filing import attach_files
from interaction.cases.actions.merging import free_merged
from interaction.cases.actions.steps import (
    checked_text,
    lapse_proposals,
    lock_family,
    lock_for_citizen,
    log_event,
    move_case,
)
from interaction.cases.models import REPLY, Case, CaseEvent, Rating, Reply, Supplement
from interaction.cases.rules import BODY_MAX, REASON_MAX, SUPPLEMENTS_MAX, clean_text
from portal.base import audit
from portal.base.errors import Conflict, Invalid
from portal.deadlines.actions import drop_obligation


@transaction.atomic
def supplement_case(case: Case, body: str, files: Iterable[File] = ()) -> Supplement:
    """Add to a letter that is not answered yet; a reply in review goes back, for its author to read it.

    Raises:
        Conflict: the letter is answered or has ended, or was added to too often.
        Invalid: the text is empty or too long, or a file cannot be taken.
    """
    locked = lock_for_citizen(case)
    if not locked.is_open:
        raise Conflict(_("Nothing can be added any more: this letter was answered or has ended."))
    if locked.supplements.count() >= SUPPLEMENTS_MAX:
        raise Conflict(_("You have added to this letter %(most)d times.") % {"most": SUPPLEMENTS_MAX})
    supplement = Supplement.objects.create(case=locked, body=checked_text(body, BODY_MAX, "body"))
    attach_files(locked, files, supplement=supplement)
    if locked.state == Case.State.IN_REVIEW:
        lapse_proposals(locked)
    if locked.state in Case.HELD_STATES:
        move_case(locked, Case.State.HANDLING)
    log_event(locked, CaseEvent.Kind.SUPPLEMENTED, supplement=supplement.pk)
    audit.record("case.supplemented", locked, site=locked.site, supplement=supplement.pk)
    return supplement


@transaction.atomic
def withdraw_case(case: Case, reason: str = "") -> Case:
    """Take a letter back; nobody owes an answer to it any more.

    Raises:
        Conflict: the letter is answered or has ended.
        Invalid: the reason is too long.
    """
    locked, merged = lock_family(case)
    if not locked.is_open:
        raise Conflict(_("This letter was answered or has ended; it cannot be withdrawn."))
    reason = checked_text(reason, REASON_MAX, "reason") if clean_text(reason) else ""
    for obligation in locked.obligations.open().filter(kind=REPLY):
        drop_obligation(obligation, reason="withdrawn", decided_by=None)
    lapse_proposals(locked)
    move_case(locked, Case.State.WITHDRAWN, ended_at=timezone.now())
    free_merged(merged, locked)
    log_event(locked, CaseEvent.Kind.WITHDRAWN, note=reason)
    audit.record("case.withdrawn", locked, site=locked.site)
    return locked


@transaction.atomic
def rate_reply(case: Case, level: int, reason: str = "") -> Rating:
    """Rate the last answer on five levels; a bad rating says why (rules §6).

    Raises:
        Conflict: there is no answer yet, or the last one was rated before.
        Invalid: there is no such level, or a bad rating has no reason.
    """
    locked = lock_for_citizen(case)
    reply = Reply.objects.answers().filter(case=locked).order_by("pk").last()
    if reply is None or locked.erased_at:
        raise Conflict(_("There is no answer to rate."))
    if Rating.objects.filter(reply=reply).exists():
        raise Conflict(_("You have rated this answer."))
    if level not in Rating.Level.values:
        raise Invalid(_("Choose one of the five levels."), field="level")
    if level in Rating.BAD_LEVELS or clean_text(reason):
        reason = checked_text(reason, REASON_MAX, "reason")
    rating = Rating.objects.create(reply=reply, level=level, reason=clean_text(reason))
    log_event(locked, CaseEvent.Kind.RATED, reply=reply.pk, level=level)
    audit.record("case.rated", locked, site=locked.site, level=level)
    return rating
