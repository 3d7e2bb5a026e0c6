"""Accepting what citizens bring (受理)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.cases.actions.filing import attach_files
from interaction.cases.actions.steps import checked_text, log_event, of_site
from interaction.cases.codes import hash_code, new_query_code
from interaction.cases.models import REPLY, Case, CaseEvent, MailboxPage, reply_rule
from interaction.cases.notices import Notice, notify_citizen
from interaction.cases.numbers import next_number
from interaction.cases.rules import BODY_MAX, TITLE_MAX, clean_text
from portal.base import audit
from portal.base.errors import Invalid
from portal.base.models import Department
from portal.content.models import Topic
from portal.deadlines.actions import open_obligation
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
    mailbox: MailboxPage | None = None,
    topic: Topic | None = None,
    department: Department | None = None,
    contact_name: str = "",
    contact: str = "",
    consent_to_contact: bool = False,
    notice_email: str = "",
    consent_to_publish: bool = False,
    language: str = "",
    page_url: str = "",
    source: Model | None = None,
    received_at: datetime | None = None,
    files: Iterable[File] = (),
) -> Receipt:
    """Accept a case and start its clock; the receipt holds the only copy of the query code.

    The rule of the kind counts (a fault of the website: 3 working days), for what an interview left open
    the rule of interviews. A letter in a department's mailbox is with that department at once; one to the
    mayor waits for a person to judge it (R041).

    Raises:
        Invalid: a text is missing or too long, a contact was given without consent to use it, a file
            cannot be taken, or the mailbox takes no letters.
    """
    received_at = received_at or timezone.now()
    case = Case(site=site, channel=channel, kind=kind, topic=topic, received_at=received_at)
    case.title, case.body = checked_text(title, TITLE_MAX, "title"), checked_text(body, BODY_MAX, "body")
    case.contact_name, case.contact = clean_text(contact_name), clean_text(contact)
    case.notice_email = _checked_email(notice_email)
    case.consent_to_contact, case.consent_to_publish = consent_to_contact, consent_to_publish
    _refuse_contact_without_consent(case)
    case.language, case.page_url = language or get_language() or case.language, clean_text(page_url)[:500]
    if source is not None:
        case.source = source
    case.mailbox = _open_mailbox(mailbox, site)
    case.department = of_site(department or _department_behind(mailbox), site)
    case.state = Case.State.ASSIGNED if case.department else Case.State.RECEIVED
    receipt = _accept(case)
    attach_files(case, files)
    notify_citizen(case, Notice.RECEIVED)
    return receipt


def _accept(case: Case) -> Receipt:
    """Give the case its number and code, write down its beginning and start its clock."""
    query_code = new_query_code()
    case.number, case.query_code_hash = next_number(case.site, case.received_at), hash_code(query_code)
    case.save()
    log_event(case, CaseEvent.Kind.RECEIVED, at=case.received_at)
    if case.department is not None:
        log_event(case, CaseEvent.Kind.ASSIGNED, department=case.department, at=case.received_at)
    audit.record("case.opened", case, site=case.site, channel=case.channel)
    rule_kind = reply_rule(case.kind, case.channel)
    obligation = open_obligation(case, REPLY, case.received_at, case.site, rule_kind=rule_kind)
    return Receipt(case, case.number, query_code, obligation)


def _refuse_contact_without_consent(case: Case) -> None:
    if (case.contact or case.notice_email) and not case.consent_to_contact:
        message = _("Tick that we may contact you, or leave your contact out.")
        raise Invalid(message, field="consent_to_contact")


def _checked_email(address: str) -> str:
    address = clean_text(address)
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(_("Please check the e-mail address."), field="notice_email") from None
    return address


def _open_mailbox(mailbox: MailboxPage | None, site: Site) -> MailboxPage | None:
    if mailbox is None:
        return None
    home = mailbox.get_site()
    if not (mailbox.live and mailbox.is_open) or home is None or home.pk != site.pk:
        raise Invalid(_("This mailbox takes no letters now."), field="mailbox")
    return mailbox


def _department_behind(mailbox: MailboxPage | None) -> Department | None:
    if mailbox is None or mailbox.purpose == MailboxPage.Purpose.MAYOR:
        return None
    return mailbox.department
