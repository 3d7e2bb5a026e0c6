"""The date by which an answer is promised, explained to the citizen."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from wagtail.models import Site

from interaction.cases.models import REPLY, Case
from portal.deadlines.calendar import load_calendar
from portal.deadlines.explanations import Explanation, explain_deadline, explain_obligation, remaining_words
from portal.deadlines.models import DeadlineRule
from portal.deadlines.rules import count_working_days, local_date


@dataclass(frozen=True)
class Promise:
    """A due date in words; `kept_at` once a person has answered."""

    amount: int
    due_on: date
    is_provisional: bool
    explanation: Explanation
    remaining: str = ""
    is_overdue: bool = False
    kept_at: datetime | None = None
    was_on_time: bool = False


def promise_for(site: Site, received_at: datetime) -> Promise:
    """What a letter received at an instant would be promised."""
    rule = DeadlineRule.objects.for_kind(site, REPLY)
    deadline = count_working_days(local_date(received_at), rule.amount, load_calendar())
    return Promise(rule.amount, deadline.due_on, deadline.is_provisional, explain_deadline(deadline))


def promise_of(case: Case) -> Promise:
    """What this case was promised: the first obligation to answer it."""
    obligation = case.obligations.filter(kind=REPLY).earliest("id")
    calendar, now = load_calendar(), timezone.now()
    is_kept = obligation.satisfied_at is not None
    return Promise(
        amount=obligation.amount,
        due_on=obligation.due_on,
        is_provisional=obligation.is_provisional,
        explanation=explain_obligation(obligation, calendar),
        remaining="" if is_kept else remaining_words(local_date(now), obligation.due_on, calendar),
        is_overdue=not is_kept and obligation.due_at <= now,
        kept_at=obligation.satisfied_at,
        was_on_time=obligation.was_on_time,
    )
