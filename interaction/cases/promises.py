"""The date by which an answer is promised, explained to the citizen."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from wagtail.models import Site

from interaction.cases.models import REPLY, Case, reply_rule
from portal.deadlines.calendar import load_calendar
from portal.deadlines.explanations import Explanation, explain_deadline, explain_obligation, remaining_words
from portal.deadlines.models import DeadlineRule, Obligation
from portal.deadlines.rules import count_deadline, local_date


@dataclass(frozen=True)
class Promise:
    """A due date in words; `kept_at` once a person has answered.

    `obligation` is the row behind it (nothing before a letter is sent); one that was dropped (withdrawn,
    not accepted) is neither kept nor overdue.
    """

    amount: int
    due_on: date
    is_provisional: bool
    explanation: Explanation
    remaining: str = ""
    is_overdue: bool = False
    kept_at: datetime | None = None
    was_on_time: bool = False
    extended_at: datetime | None = None
    is_dropped: bool = False
    obligation: Obligation | None = None


def promise_for(site: Site, received_at: datetime, kind: str = "") -> Promise:
    """What a letter of a kind (unknown yet: the general rule) received at an instant would be promised."""
    rule = DeadlineRule.objects.for_kind(site, reply_rule(kind) if kind else REPLY)
    deadline = count_deadline(received_at, rule.term, load_calendar())
    return Promise(rule.amount, deadline.due_on, deadline.is_provisional, explain_deadline(deadline))


def promise_of(case: Case) -> Promise:
    """What this case is promised now: the latest obligation to answer it (reopening starts a new one)."""
    obligation: Obligation = case.obligations.filter(kind=REPLY).latest("id")
    calendar, now = load_calendar(), timezone.now()
    is_open = obligation.is_open
    return Promise(
        amount=obligation.amount,
        due_on=obligation.due_on,
        is_provisional=obligation.is_provisional,
        explanation=explain_obligation(obligation, calendar),
        remaining=remaining_words(local_date(now), obligation.due_on, calendar) if is_open else "",
        is_overdue=is_open and obligation.due_at <= now,
        kept_at=obligation.satisfied_at,
        was_on_time=obligation.was_on_time,
        extended_at=obligation.extended_at,
        is_dropped=obligation.state == Obligation.State.DROPPED,
        obligation=obligation,
    )
