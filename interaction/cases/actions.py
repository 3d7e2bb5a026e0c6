"""The only code that changes a case. Every action locks the row, asks who may, and leaves a trace."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.cases.codes import hash_code, new_query_code
from interaction.cases.models import REPLY, Case, CaseEvent, Reply
from interaction.cases.numbers import next_number
from interaction.cases.permissions import can_handle, can_supervise
from interaction.cases.rules import BODY_MAX, REPLY_MAX, TITLE_MAX, clean_text, is_substantive
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.models import Department
from portal.content.models import Topic
from portal.deadlines.actions import open_obligation, satisfy_obligation
from portal.deadlines.models import Obligation


@dataclass(frozen=True)
class Receipt:
    """What a citizen takes home; the query code exists only here."""

    case: Case
    number: str
    query_code: str = field(repr=False)
    obligation: Obligation


@transaction.atomic
def open_case(
    *,
    site: Site,
    channel: str,
    kind: str,
    title: str,
    body: str,
    topic: Topic | None = None,
    department: Department | None = None,
    contact_name: str = "",
    contact: str = "",
    consent_to_contact: bool = False,
    source: Model | None = None,
    received_at: datetime | None = None,
) -> Receipt:
    """Accept a case and start its clock; the receipt holds the only copy of the query code.

    Raises:
        Invalid: a text is missing or too long, or a contact was given without consent to use it.
    """
    received_at = received_at or timezone.now()
    case = Case(site=site, channel=channel, kind=kind, topic=topic, received_at=received_at)
    case.title, case.body = _checked(title, TITLE_MAX, "title"), _checked(body, BODY_MAX, "body")
    case.contact_name, case.contact = clean_text(contact_name), clean_text(contact)
    case.consent_to_contact = consent_to_contact
    if case.contact and not consent_to_contact:
        message = _("Tick that we may contact you, or leave your contact out.")
        raise Invalid(message, field="consent_to_contact")
    if source is not None:
        case.source = source
    case.department = _of_site(department, site)
    case.state = Case.State.ASSIGNED if department else Case.State.RECEIVED
    return _accept(case)


def _accept(case: Case) -> Receipt:
    """Give the case its number and code, write down its beginning and start its clock."""
    query_code = new_query_code()
    case.number, case.query_code_hash = next_number(case.site, case.received_at), hash_code(query_code)
    case.save()
    _log(case, CaseEvent.Kind.RECEIVED, at=case.received_at)
    if case.department is not None:
        _log(case, CaseEvent.Kind.ASSIGNED, department=case.department, at=case.received_at)
    audit.record("case.opened", case, site=case.site, channel=case.channel)
    obligation = open_obligation(case, REPLY, case.received_at, case.site)
    return Receipt(case, case.number, query_code, obligation)


@transaction.atomic
def claim_case(case: Case, by: User) -> Case:
    """Take a case in hand; it then belongs to the claimer's department.

    Raises:
        Conflict: somebody else has it, or it is already answered.
        Invalid: neither the case nor the claimer has a department.
    """
    locked = _locked(case, by)
    if locked.handler_id == by.pk:
        return locked
    _refuse_answered(locked)
    if locked.handler is not None:
        raise Conflict(_("%(officer)s has already taken this case.") % {"officer": locked.handler})
    department = locked.department or by.department
    if department is None:
        raise Invalid(_("Assign the case to a department first."), field="department")
    _hand_over(locked, Case.State.HANDLING, department, by)
    _log(locked, CaseEvent.Kind.CLAIMED, by=by, department=department)
    audit.record("case.claimed", locked, actor=by, site=locked.site)
    return locked


@transaction.atomic
def assign_case(case: Case, department: Department, by: User, note: str = "") -> Case:
    """Give a case to a department; its clock runs on.

    Raises:
        Conflict: the case is already answered.
        Invalid: the department has it already or belongs to another site.
    """
    locked = _locked(case, by)
    _refuse_answered(locked)
    if _of_site(department, locked.site) == locked.department:
        raise Invalid(_("The case is already with this department."), field="department")
    _hand_over(locked, Case.State.ASSIGNED, department, None)
    _log(locked, CaseEvent.Kind.ASSIGNED, by=by, department=department, note=clean_text(note))
    audit.record("case.assigned", locked, actor=by, site=locked.site, department=department.pk)
    return locked


@transaction.atomic
def note_case(case: Case, by: User, note: str) -> CaseEvent:
    """Write a note that only staff can read; it answers nothing and stops no clock.

    Raises:
        Invalid: the note is empty or too long.
    """
    locked = _locked(case, by)
    event = _log(locked, CaseEvent.Kind.NOTED, by=by, note=_checked(note, BODY_MAX, "note"))
    audit.record("case.noted", locked, actor=by, site=locked.site)
    return event


@transaction.atomic
def reply_to_case(
    case: Case, by: User, body: str, *, seen_reply: int = 0, replied_at: datetime | None = None
) -> Reply:
    """Answer the citizen and so keep what was owed.

    `seen_reply` is the id of the last reply that the author had before them (0: none);
    `replied_at` is when an answer given on another way (at the counter, by telephone) was given.

    Raises:
        Conflict: somebody else answered meanwhile, or has the case in hand.
        Invalid: the reply is empty, too long, or only confirms receipt.
        NotAllowed: the author may not handle this case.
    """
    locked = _locked(case, by)
    _refuse_second_voice(locked, by, seen_reply)
    body = _checked(body, REPLY_MAX, "body")
    if not is_substantive(body):
        raise Invalid(_("This only confirms receipt. Please answer the question itself."), field="body")
    department = locked.department or by.department
    if department is None:
        raise Invalid(_("Assign the case to a department first."), field="department")
    _hand_over(locked, Case.State.REPLIED, department, locked.handler or by)
    moment = replied_at or timezone.now()
    reply = Reply.objects.create(case=locked, author=by, department=department, body=body, created_at=moment)
    for obligation in locked.obligations.open().filter(kind=REPLY):
        satisfy_obligation(obligation, by, reply.created_at)
    _log(locked, CaseEvent.Kind.REPLIED, by=by, department=department, at=reply.created_at)
    audit.record("case.replied", locked, actor=by, site=locked.site, reply=reply.pk)
    return reply


def _locked(case: Case, by: User) -> Case:
    """Read the case again under a row lock and ask whether `by` may work on it."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not can_handle(by, locked):
        raise NotAllowed(_("This case belongs to another department."))
    return locked


def _refuse_answered(case: Case) -> None:
    if not case.is_open:
        raise Conflict(_("This case has already been answered."))


def _refuse_second_voice(case: Case, by: User, seen_reply: int) -> None:
    latest = case.replies.select_related("author").last()
    if latest is not None and latest.pk != seen_reply:
        raise Conflict(
            _("%(officer)s answered while you were writing. Your draft is kept below.")
            % {"officer": latest.author}
        )
    is_taken = case.is_open and case.handler not in (None, by)
    if is_taken and not can_supervise(by):
        raise Conflict(
            _("%(officer)s has already taken this case. Your draft is kept below.")
            % {"officer": case.handler}
        )


def _hand_over(case: Case, state: str, department: Department, handler: User | None) -> None:
    case.state, case.department, case.handler = state, department, handler
    case.save(update_fields=["state", "department", "handler"])


def _of_site(department: Department | None, site: Site) -> Department | None:
    if department is not None and department.site_id != site.pk:
        raise Invalid(_("Choose a department of this site."), field="department")
    return department


def _checked(text: str, limit: int, name: str) -> str:
    text = clean_text(text)
    if not text:
        raise Invalid(_("Please write something."), field=name)
    if len(text) > limit:
        raise Invalid(_("Please write at most %(limit)d characters.") % {"limit": limit}, field=name)
    return text


def _log(
    case: Case,
    kind: str,
    *,
    by: User | None = None,
    department: Department | None = None,
    note: str = "",
    at: datetime | None = None,
) -> CaseEvent:
    return CaseEvent.objects.create(
        case=case, kind=kind, actor=by, department=department, note=note, at=at or timezone.now()
    )
