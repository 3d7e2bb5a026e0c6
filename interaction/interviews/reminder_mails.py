"""The mails to those who asked to be reminded, in their language, each with the link that stops them."""

import logging
from enum import StrEnum
from functools import partial
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from interaction.interviews.addresses import home_of, page_address
from interaction.interviews.models import Interview, Reminder
from interaction.interviews.reminder_links import token_of
from portal.base.models import SiteIdentity

logger = logging.getLogger(__name__)

# Replies of mail servers from here on (RFC 5321) say that the same will not be taken later either.
REFUSED_FOR_GOOD = 500


class Mail(StrEnum):
    """What is written about."""

    CONFIRM = "confirm"
    KNOWN = "known"
    DAY_BEFORE = "day_before"
    SOON = "soon"
    MOVED = "moved"
    CANCELLED = "cancelled"
    TRANSCRIPT = "transcript"


def send_mail_later(reminder: Reminder, mail: Mail) -> None:
    """Send a mail once the transaction is committed."""
    transaction.on_commit(partial(send_one.enqueue, reminder.pk, str(mail)), robust=True)


@task
def send_one(reminder_id: int, mail: str) -> bool:
    """Send one mail; a reminder that was stopped meanwhile gets none."""
    reminder = _reminders().filter(pk=reminder_id).first()
    return reminder is not None and send_mail(reminder, Mail(mail))


@task
def tell_of_change(interview_id: int, mail: str) -> int:
    """Tell everybody who confirmed of a change; tells how many."""
    return sum(send_mail(each, Mail(mail)) for each in confirmed_of(interview_id))


def confirmed_of(interview_id: int, **narrowed: Any) -> list[Reminder]:
    """The reminders of an interview that may be written to."""
    return list(_reminders().confirmed().filter(interview=interview_id, **narrowed))


def send_mail(reminder: Reminder, mail: Mail) -> bool:
    """Send a mail; tells whether nothing is left to do: it was taken, or will never be."""
    try:
        compose(reminder, mail).send()
    except (SMTPException, OSError) as error:
        # The error may repeat the address: only its kind is logged.
        logger.warning("A mail for reminder %s was not sent: %s", reminder.pk, type(error).__name__)
        return _is_final(error)
    return True


def _is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the address, or this very mail, was refused."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= REFUSED_FOR_GOOD for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= REFUSED_FOR_GOOD


def compose(reminder: Reminder, mail: Mail) -> EmailMessage:
    """Write a mail in the reader's language."""
    interview = reminder.interview
    with override(reminder.language):
        sender = SiteIdentity.for_site(interview.site).local_name
        title = interview.page.local_title
        stop = _link(reminder, "interviews:stop_reminder")
        lines = [_words(interview, mail), *_facts(interview, mail)]
        if mail == Mail.CONFIRM:
            link = {"address": _link(reminder, "interviews:confirm_reminder")}
            lines.append(_("Yes, remind me: %(address)s") % link)
            lines.append(_("If you did not ask for this, do nothing: you will hear nothing more."))
        else:
            lines.append(_("Stop these mails: %(address)s") % {"address": stop})
        lines.append(
            _("This message was sent automatically by %(sender)s. Please do not reply to it.")
            % {"sender": sender}
        )
        subject = f"{_subject(mail)} · {title} · {sender}"
        headers = {"List-Unsubscribe": f"<{stop}>"}
        return EmailMessage(subject, "\n\n".join(lines), to=[reminder.email], headers=headers)


def _reminders() -> Any:
    return Reminder.objects.select_related("interview__page", "interview__site")


def _facts(interview: Interview, mail: Mail) -> list[str]:
    facts = []
    if mail not in (Mail.CANCELLED, Mail.TRANSCRIPT):
        when = date_format(localtime(interview.starts_at), "DATETIME_FORMAT")
        facts.append(_("Time: %(when)s") % {"when": when})
    if mail == Mail.MOVED and interview.moved_reason:
        facts.append(_("Reason: %(reason)s") % {"reason": interview.moved_reason})
    if mail == Mail.CANCELLED:
        facts.append(_("Reason: %(reason)s") % {"reason": interview.cancel_reason})
    return [*facts, _("The page of the interview: %(address)s") % {"address": page_address(interview)}]


def _link(reminder: Reminder, name: str) -> str:
    token = token_of(reminder.interview_id, reminder.email_key, reminder.token_hash)
    return f"{home_of(reminder.interview.site)}{reverse(name, args=[token])}"


def _subject(mail: Mail) -> str:
    return {
        Mail.CONFIRM: _("Please confirm your reminder"),
        Mail.KNOWN: _("Your reminder"),
        Mail.DAY_BEFORE: _("Within a day"),
        Mail.SOON: _("Starting soon"),
        Mail.MOVED: _("New time"),
        Mail.CANCELLED: _("Cancelled"),
        Mail.TRANSCRIPT: _("The transcript is out"),
    }[mail]


def _words(interview: Interview, mail: Mail) -> str:
    return {
        Mail.CONFIRM: _("Somebody asked us to remind this address of the interview “%(title)s”."),
        Mail.KNOWN: _("This address will be reminded of the interview “%(title)s”; nothing more is needed."),
        Mail.DAY_BEFORE: _("The interview “%(title)s” is soon. You can ask your question already now."),
        Mail.SOON: _("The interview “%(title)s” starts soon."),
        Mail.MOVED: _("The interview “%(title)s” has a new time."),
        Mail.CANCELLED: _("The interview “%(title)s” does not take place."),
        Mail.TRANSCRIPT: _("The transcript of the interview “%(title)s” was published."),
    }[mail] % {"title": interview.page.local_title}
