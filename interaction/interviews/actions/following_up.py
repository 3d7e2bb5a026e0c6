"""What an interview left unanswered becomes a case with a due date: all of it, and nothing else (R049)."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from interaction.cases.actions import open_case
from interaction.cases.actions.erasing import ERASED
from interaction.cases.models import Case
from interaction.cases.rules import title_from
from interaction.interviews.entries import ANSWER
from interaction.interviews.models import Interview, Question
from interaction.rooms.models import Redaction
from portal.base.models import Department

logger = logging.getLogger(__name__)


def open_follow_ups(interview: Interview) -> int:
    """Open a case for each question that an ended interview still owes; tells how many were opened now.

    Each question has a transaction of its own: what failed is opened by the next run, and nothing twice.
    """
    if not Interview.objects.over().filter(pk=interview.pk).exists():
        return 0
    owed = interview.questions.owed().filter(case=None).order_by("number").values_list("pk", flat=True)
    return sum(_try_follow_up(pk) for pk in list(owed))


def open_all_follow_ups() -> int:
    """Open what is owed by any interview that is over; tells how many cases were opened."""
    owing = Interview.objects.over().filter(
        pk__in=Question.objects.owed().filter(case=None).values("interview")
    )
    return sum(open_follow_ups(interview) for interview in owing)


def _try_follow_up(pk: int) -> bool:
    try:
        return _follow_up(pk)
    except Exception as error:  # noqa: BLE001 - one that fails must not keep the others from an answer
        # The message may repeat the question: only its kind is logged. The next run tries again.
        logger.error("No case was opened for question %s: %s", pk, type(error).__name__)  # noqa: TRY400
        return False


@transaction.atomic
def _follow_up(pk: int) -> bool:
    rows = Question.objects.owed().filter(pk=pk, case=None, interview__state__in=Interview.AFTER_STATES)
    question = rows.select_for_update(of=("self",)).select_related("interview__page__department").first()
    if question is None:
        return False
    interview = question.interview
    email = _usable_email(question.notice_email)
    with override(question.language):
        receipt = open_case(
            site=interview.site,
            channel=Case.Channel.INTERVIEW,
            kind=Case.Kind.CONSULTATION,
            title=title_from(question.public_text),
            body=_body(question),
            department=_department(interview),
            contact_name=question.author_name,
            notice_email=email,
            consent_to_contact=bool(email),
            # Questions are asked in public, and so they are answered.
            consent_to_publish=True,
            language=question.language,
            source=question,
            received_at=_owed_since(question),
        )
    question.case, question.query_code = receipt.case, receipt.query_code
    question.save(update_fields=["case", "query_code"])
    return True


def _owed_since(question: Question) -> datetime | None:
    """The end of the interview, or when the last answer was taken back after it."""
    interview = question.interview
    taken_back = Redaction.objects.filter(
        entry__room=interview.room_id, entry__kind=ANSWER, entry__body__question__id=question.pk
    )
    times = [interview.ended_at, *taken_back.values_list("at", flat=True)]
    return max(time for time in times if time is not None)


def _body(question: Question) -> str:
    """The question as others read it; staff see the words as written beside the case (`sources`)."""
    page = question.interview.page
    asked = _("Question %(number)d to the live interview “%(title)s” of %(date)s") % {
        "number": question.number,
        "title": page.local_title,
        "date": date_format(localtime(question.interview.starts_at).date()),
    }
    return f"{question.public_text}\n\n{asked}"


def _department(interview: Interview) -> Department | None:
    """The department of the page; one that the site does not have leaves the case to be assigned."""
    department: Department | None = interview.page.department
    return department if department is not None and department.site_id == interview.site_id else None


def _usable_email(address: str) -> str:
    """The address for notices; one that cannot be used keeps nobody from an answer."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def forget_erased(case_id: int) -> None:
    """Erase what only staff and the author could read of a question whose case was erased."""
    Question.objects.filter(case=case_id).update(
        text=ERASED, author_name="", notice_email="", query_code="", detail_wanted="", rejection_note=""
    )
