"""E-mail notices to citizens who asked for them: that something happened, and where to read it.

A notice holds neither the letter nor the answer nor the query code: mail is read on the way.
"""

import logging
from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from interaction.cases.models import REPLY, Case
from portal.base.errors import TooMany
from portal.base.models import SiteIdentity
from portal.base.throttling import Limit, count_try

logger = logging.getLogger(__name__)

BATCH = 500
# Nobody has confirmed the address: a stranger cannot be flooded by letters in their name.
RECEIVED_PER_RECIPIENT = Limit("notice-email", tries=5, seconds=24 * 60 * 60)


class Notice(StrEnum):
    """What citizens are told of."""

    RECEIVED = "received"
    ASKED = "asked"
    EXTENDED = "extended"
    REPLIED = "replied"
    RECALCULATED = "recalculated"
    INVALIDATED = "invalidated"
    MERGED = "merged"


def notify_citizen(case: Case, notice: Notice) -> None:
    """Tell the citizen once the transaction is committed, where they asked for it.

    That letters were received is told to one address a few times a day only.
    """
    if not (case.notice_email and case.consent_to_contact):
        return
    if notice == Notice.RECEIVED and not _may_be_sent_to(case.notice_email):
        return
    notify_citizens([case.pk], notice)


def notify_citizens(case_ids: Iterable[int], notice: Notice) -> None:
    """Tell the citizens of many cases once the transaction is committed; some of them may not want it."""
    ids = list(case_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        # What was committed stands, whether or not the queue takes the notice.
        transaction.on_commit(partial(send_notices.enqueue, batch, str(notice)), robust=True)


@task
def send_notices(case_ids: list[int], notice: str) -> int:
    """Send a notice to those of the cases' citizens who want one; tells how many were sent."""
    wanted = Case.objects.filter(pk__in=case_ids, consent_to_contact=True).exclude(notice_email="")
    return sum(_send(case, Notice(notice)) for case in wanted.select_related("site"))


def compose_notice(case: Case, notice: Notice) -> EmailMessage:
    """Write a notice in the citizen's language."""
    with override(case.language):
        sender = SiteIdentity.for_site(case.site).local_name
        body = "\n\n".join(
            [
                _words(case, notice),
                _("Number: %(number)s") % {"number": case.number},
                _("Read more with your number and query code: %(address)s")
                % {"address": _tracking_address(case)},
                _("This message was sent automatically by %(sender)s. Please do not reply to it.")
                % {"sender": sender},
            ]
        )
        subject = _subject(case) % {"number": case.number}
        return EmailMessage(f"{subject} · {sender}", body, to=[case.notice_email])


def _may_be_sent_to(address: str) -> bool:
    try:
        count_try(RECEIVED_PER_RECIPIENT, address.lower())
    except TooMany:
        return False
    return True


def _send(case: Case, notice: Notice) -> bool:
    try:
        compose_notice(case, notice).send()
    except (SMTPException, OSError) as error:
        # The error may repeat the address: only its kind is logged.
        logger.warning("A notice about case %s was not sent: %s", case.pk, type(error).__name__)
        return False
    return True


def _tracking_address(case: Case) -> str:
    # The default site answers at the portal's own address, also behind a proxy that Wagtail does not know.
    home = settings.WAGTAILADMIN_BASE_URL if case.site.is_default_site else case.site.root_url
    return f"{home}{reverse('cases:track')}?{urlencode({'number': case.number})}"


def _subject(case: Case) -> str:
    if case.channel == Case.Channel.INTERVIEW:
        return _("Your question %(number)s")
    return _("Your letter %(number)s")


def _words(case: Case, notice: Notice) -> str:
    if case.channel == Case.Channel.INTERVIEW and notice == Notice.RECEIVED:
        return _(
            "Your question was not answered in the interview. It will be answered by %(due)s.\n\n"
            "The query code stands on the page of the interview, on the device from which you asked."
        ) % {"due": _due(case)}
    return {
        Notice.RECEIVED: _("We have received your letter. You will have an answer by %(due)s."),
        Notice.ASKED: _("The department asks you for more. The answer stays due by %(due)s."),
        Notice.EXTENDED: _("Your letter needs more time. You will have an answer by %(due)s."),
        Notice.REPLIED: _("Your letter was answered."),
        Notice.RECALCULATED: _(
            "Holidays have been announced, so the due date was counted again. "
            "You will have an answer by %(due)s."
        ),
        Notice.INVALIDATED: _("Your letter cannot be accepted. You can read why, and where to turn to."),
        Notice.MERGED: _(
            "Several people wrote about the same matter. All letters are answered together; "
            "yours stays due by %(due)s."
        ),
    }[notice] % {"due": _due(case)}


def _due(case: Case) -> str:
    owed = case.obligations.filter(kind=REPLY).order_by("pk").last()
    return date_format(owed.due_on) if owed else ""
