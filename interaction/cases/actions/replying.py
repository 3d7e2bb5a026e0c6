"""Answering: the only thing that keeps what is owed (R042, R044)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.filing import attach_files, share_files
from interaction.cases.actions.steps import (
    checked_text,
    department_for,
    lapse_proposals,
    lock_family,
    log_event,
    move_case,
    refuse_second_hand,
    refuse_strangers,
    refuse_unworkable,
)
from interaction.cases.models import REPLY, Case, CaseEvent, Proposal, Reply, Supplement
from interaction.cases.notices import Notice, notify_citizen
from interaction.cases.published.preview import own_words
from interaction.cases.rules import REPLY_MAX, is_substantive
from interaction.cases.signals import announce, case_answered
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid
from portal.deadlines.actions import close_with_explanation, satisfy_obligation


@transaction.atomic
def reply_to_case(
    case: Case,
    by: User,
    body: str,
    *,
    kind: str = Reply.Kind.ANSWER,
    seen_reply: int = 0,
    seen_supplement: int = 0,
    replied_at: datetime | None = None,
    files: Iterable[File] = (),
) -> Reply:
    """Answer the citizen, or explain why it cannot be handled, and so keep what was owed.

    Everything merged into the case is answered with it. Where the mailbox demands a second person, the
    reply waits for one and keeps nothing until it is approved.

    `seen_reply` and `seen_supplement` are the ids of the last reply and the last supplement that the
    author had before them (0: none); `replied_at` is when an answer given on another way (at the
    counter, by telephone) was given.

    Raises:
        Conflict: somebody wrote meanwhile, has the case in hand, or it ended, is merged or in review.
        Invalid: the reply is empty, too long, or only confirms receipt, it goes to several citizens and
            holds what one of them told of themselves, or a file cannot be taken.
        NotAllowed: the author may not handle this case.
    """
    locked, merged = lock_family(case)
    refuse_strangers(locked, by)
    _refuse_second_voice(locked, by, seen_reply, seen_supplement)
    reply = Reply(case=locked, author=by, department=department_for(locked, by), kind=_answering(kind))
    reply.body = checked_text(body, REPLY_MAX, "body")
    if not is_substantive(reply.body):
        raise Invalid(_("This only confirms receipt. Please answer the question itself."), field="body")
    _refuse_telling_others(reply.body, locked, merged)
    reply.created_at = _checked_moment(locked, replied_at)
    is_reviewed = locked.mailbox is not None and locked.mailbox.reply_needs_review
    if is_reviewed:
        reply.state = Reply.State.IN_REVIEW
    else:
        reply.sent_at = reply.created_at
    reply.save()
    attach_files(locked, files, by=by, reply=reply)
    if is_reviewed:
        _ask_for_review(locked, reply)
    else:
        send_reply(reply, locked, merged, reply.created_at)
    return reply


def send_reply(reply: Reply, case: Case, merged: list[Case], at: datetime) -> None:
    """Give an answer to the citizen of the (locked) case and to those whose cases were merged into it."""
    lapse_proposals(case, *merged)
    reply.state, reply.sent_at = Reply.State.SENT, at
    reply.save(update_fields=["state", "sent_at"])
    _keep_promise(case, reply)
    files = list(reply.attachments.all())
    for other in merged:
        copy = Reply.objects.create(
            case=other,
            author=reply.author,
            department=reply.department,
            kind=reply.kind,
            body=reply.body,
            created_at=reply.created_at,
            # What was said at the counter before a letter came did not answer it then.
            sent_at=max(at, other.received_at),
        )
        share_files(files, copy)
        _keep_promise(other, copy)


def return_reply(reply: Reply, case: Case) -> None:
    """Give a reply that was not approved back to its author."""
    reply.state = Reply.State.RETURNED
    reply.save(update_fields=["state"])
    if case.state == Case.State.IN_REVIEW:
        move_case(case, Case.State.HANDLING)


def _keep_promise(case: Case, reply: Reply) -> None:
    is_explanation = reply.kind == Reply.Kind.EXPLANATION
    keep = close_with_explanation if is_explanation else satisfy_obligation
    move_case(
        case,
        Case.State.REPLIED,
        department=case.department or reply.department,
        handler=case.handler or reply.author,
        replied_at=reply.sent_at,
    )
    for obligation in case.obligations.open().filter(kind=REPLY):
        keep(obligation, reply.author, reply.sent_at)
    event = CaseEvent.Kind.EXPLAINED if is_explanation else CaseEvent.Kind.REPLIED
    log_event(case, event, by=reply.author, department=reply.department, at=reply.sent_at, reply=reply.pk)
    audit.record("case.replied", case, actor=reply.author, site=case.site, reply=reply.pk)
    notify_citizen(case, Notice.REPLIED)
    announce(case_answered, case)


def _ask_for_review(case: Case, reply: Reply) -> None:
    Proposal.objects.create(case=case, kind=Proposal.Kind.REPLY, reply=reply, asked_by=reply.author)
    if case.is_open:
        move_case(
            case,
            Case.State.IN_REVIEW,
            department=reply.department,
            handler=case.handler or reply.author,
        )
    log_event(case, CaseEvent.Kind.REVIEW_ASKED, by=reply.author, department=reply.department, reply=reply.pk)
    audit.record("case.review_asked", case, actor=reply.author, site=case.site, reply=reply.pk)


def _refuse_second_voice(case: Case, by: User, seen_reply: int, seen_supplement: int) -> None:
    latest = case.replies.select_related("author").last()
    if latest is not None and latest.state == Reply.State.IN_REVIEW:
        raise Conflict(_("A reply to this case is in review."))
    if latest is not None and latest.pk != seen_reply:
        raise Conflict(
            _("%(officer)s answered while you were writing. Your draft is kept below.")
            % {"officer": latest.author}
        )
    if case.state != Case.State.REPLIED:
        refuse_unworkable(case)
        refuse_second_hand(case, by, has_draft=True)
    added = Supplement.objects.about(case).order_by("pk").last()
    if added is not None and added.pk != seen_supplement:
        raise Conflict(_("The citizen added something while you were writing. Your draft is kept below."))


def _refuse_telling_others(body: str, case: Case, merged: list[Case]) -> None:
    """Refuse to tell citizens the name or contact of another one whose case is merged with theirs."""
    told = [word for each in (case, *merged) for word in own_words(each)]
    if merged and any(word in body for word in told):
        raise Invalid(_("This goes to several citizens. Leave out their names and contacts."), field="body")


def _answering(kind: str) -> str:
    if kind not in Reply.ANSWERING_KINDS:
        raise Invalid(_("Answer the citizen, or explain why it cannot be handled."), field="kind")
    return kind


def _checked_moment(case: Case, replied_at: datetime | None) -> datetime:
    now = timezone.now()
    if replied_at is not None and not case.received_at <= replied_at <= now:
        raise Invalid(_("The answer was given after the letter came and before now."), field="replied_at")
    return replied_at or now
