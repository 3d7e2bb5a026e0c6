"""Asking to be reminded by e-mail, confirming it, stopping it: nothing is sent without a yes."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.interviews.models import Interview, Reminder
from interaction.interviews.reminder_links import email_keys, hashes_of, new_token_hash
from interaction.interviews.reminder_mails import Mail, send_mail_later
from interaction.interviews.rules import State
from interaction.interviews.states import current_state
from portal.base.errors import Conflict, Invalid, TooMany
from portal.base.throttling import Limit, count_try

# Nobody has confirmed the address: a stranger cannot be flooded in somebody else's name.
PER_RECIPIENT = Limit("reminder-recipient", tries=4, seconds=24 * 3600)
UNCONFIRMED_KEPT = timedelta(days=3)
KEPT_AFTER_END = timedelta(days=60)
KEPT_WHEN_TOLD = timedelta(days=1)
EMAIL_MAX = 254


@transaction.atomic
def ask_reminder(interview: Interview, email: str, language: str) -> None:
    """Send an address the mail that asks whether it wants to be reminded.

    Nothing tells whether the address was known, nor whether it has had enough mail for today.

    Raises:
        Invalid: it is no address.
        Conflict: there is nothing left to be reminded of.
    """
    address = _checked(email)
    if current_state(interview) in (State.TRANSCRIBED, State.CANCELLED):
        raise Conflict(_("There is nothing left to be reminded of: the interview is over."))
    keys = email_keys(address)
    try:
        count_try(PER_RECIPIENT, keys[0])
    except TooMany:
        return
    reminder = Reminder.objects.filter(interview=interview, email_key__in=keys).first()
    if reminder is None:
        reminder, _is_new = Reminder.objects.get_or_create(
            interview=interview,
            email_key=keys[0],
            defaults={
                "email": address,
                "token_hash": new_token_hash(interview.pk, keys[0]),
                "language": language,
            },
        )
    send_mail_later(reminder, Mail.KNOWN if reminder.confirmed_at else Mail.CONFIRM)


def find_reminder(token: str) -> Reminder | None:
    """The reminder that a link of a mail belongs to."""
    found: Reminder | None = (
        Reminder.objects.select_related("interview__page", "interview__site")
        .filter(token_hash__in=hashes_of(token))
        .first()
    )
    return found


@transaction.atomic
def confirm_reminder(token: str) -> Reminder:
    """Let the owner of an address say yes; saying it twice changes nothing.

    Raises:
        Invalid: the link belongs to no reminder (any more).
    """
    reminder = find_reminder(token)
    if reminder is None:
        raise Invalid(_("This link is no longer valid."), code="no_such_link")
    Reminder.objects.filter(pk=reminder.pk, confirmed_at=None).update(confirmed_at=timezone.now())
    return reminder


@transaction.atomic
def stop_reminder(token: str) -> None:
    """Forget an address; a link that was used before says the same."""
    Reminder.objects.filter(token_hash__in=hashes_of(token)).delete()


def forget_reminders(now: datetime) -> int:
    """Delete addresses that are not needed any more; tells how many."""
    over = Q(
        interview__state__in=(State.ENDED, State.TRANSCRIBED), interview__ended_at__lt=now - KEPT_AFTER_END
    )
    told = Q(told_of_transcript_at__lt=now - KEPT_WHEN_TOLD)
    cancelled = Q(interview__state=State.CANCELLED, interview__starts_at__lt=now)
    unconfirmed = Q(confirmed_at=None, asked_at__lt=now - UNCONFIRMED_KEPT)
    deleted, _rows = Reminder.objects.filter(over | told | cancelled | unconfirmed).delete()
    return deleted


def _checked(email: str) -> str:
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(_("Please check the e-mail address."), field="email") from None
    if len(address) > EMAIL_MAX:
        raise Invalid(_("Please check the e-mail address."), field="email")
    return address
