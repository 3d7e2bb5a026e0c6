"""The one mail to whoever left an address with a question: it is answered. Then the address is deleted.

It is sent after the end, when no answer is corrected any more, and holds no word of the question.
"""

import logging
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

from crontask import cron
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.tasks import task
from django.utils.translation import gettext as _
from django.utils.translation import override

from interaction.cases.models import Case
from interaction.interviews.addresses import page_address
from interaction.interviews.models import Interview, Question
from interaction.interviews.signals import interview_ended
from portal.base.models import SiteIdentity

logger = logging.getLogger(__name__)

# Itself, with its main question, or afterwards with the case of its main question; whoever has a case of
# their own is told by the cases.
_ANSWERED = (
    Q(answered_at__isnull=False)
    | Q(merged_into__answered_at__isnull=False)
    | Q(merged_into__case__state__in=Case.ANSWERED_STATES)
)


@receiver(interview_ended)
def tell_at_the_end(sender: Any, interview: Interview, **kwargs: Any) -> None:
    """Right after the end."""
    tell_answered_authors.enqueue()


@cron("*/10 * * * *")
@task
def tell_answered_authors() -> int:
    """Tell everybody who is to be told; tells how many. What a mail server did not take is tried again."""
    _forget_unneeded()
    return sum(_tell(pk) for pk in _untold().values_list("pk", flat=True))


def _untold() -> QuerySet[Question]:
    over = Question.objects.filter(_ANSWERED, interview__state__in=Interview.FINAL_STATES, case=None)
    rows: QuerySet[Question] = over.exclude(notice_email="").order_by("pk")
    return rows


def _forget_unneeded() -> None:
    """Delete the addresses of those whom nobody will write to: what was refused is not answered."""
    refused = Q(interview__state__in=Interview.FINAL_STATES, state=Question.State.REJECTED)
    Question.objects.filter(refused).exclude(notice_email="").update(notice_email="")


@transaction.atomic
def _tell(pk: int) -> bool:
    """Send one mail and delete its address; another worker that has it in hand is not waited for."""
    rows = _untold().select_for_update(of=("self",), skip_locked=True)
    question = rows.select_related("interview__page", "interview__site").filter(pk=pk).first()
    if question is None:
        return False
    try:
        _compose(question).send()
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        logger.warning("The author of question %s cannot be told: %s", pk, type(error).__name__)
    except (SMTPException, OSError) as error:
        # The error may repeat the address: only its kind is logged.
        logger.warning("The author of question %s was not told: %s", pk, type(error).__name__)
        return False
    question.notice_email = ""
    question.save(update_fields=["notice_email"])
    return True


def _compose(question: Question) -> EmailMessage:
    interview = question.interview
    with override(question.language):
        sender = SiteIdentity.for_site(interview.site).local_name
        title = interview.page.local_title
        lines = [
            _("Your question to the interview “%(title)s” was answered.") % {"title": title},
            _("The page of the interview: %(address)s") % {"address": page_address(interview)},
            _("Your address was used for this one message and is deleted now."),
            _("This message was sent automatically by %(sender)s. Please do not reply to it.")
            % {"sender": sender},
        ]
        subject = f"{_('Your question was answered')} · {title} · {sender}"
        return EmailMessage(subject, "\n\n".join(lines), to=[question.notice_email])
