"""A due date explained day by day, in the language that is active."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.models import in_english
from portal.deadlines.models import Obligation
from portal.deadlines.rules import (
    Calendar,
    Day,
    DayKind,
    Deadline,
    count_deadline,
    working_days_left,
)


@dataclass(frozen=True)
class ExplainedDay:
    """One day of the count; `number` is empty for a day that is not counted."""

    date: date
    number: int | None
    text: str


@dataclass(frozen=True)
class Explanation:
    """Why a due date is the day it is."""

    summary: str
    days: tuple[ExplainedDay, ...]
    caution: str


def explain_deadline(deadline: Deadline) -> Explanation:
    """Put a deadline and all days on the way to it in words."""
    days = tuple(ExplainedDay(step.day.date, step.number, _describe(step.day)) for step in deadline.steps)
    summary = _(
        "Received on %(received)s; that day is not counted. Working day %(amount)d is %(due)s, "
        "so the answer is due by 24:00 of that day."
    ) % {
        "received": date_format(deadline.received_on),
        "amount": deadline.amount,
        "due": date_format(deadline.due_on),
    }
    return Explanation(summary, days, _caution(deadline))


def explain_obligation(obligation: Obligation, calendar: Calendar) -> Explanation:
    """Explain what is owed, counted by `calendar`."""
    return explain_deadline(count_deadline(obligation.received_at, obligation.term, calendar))


def remaining_words(today: date, due_on: date, calendar: Calendar) -> str:
    """Say how much time is left ("2 working days left", "1 working day overdue")."""
    left = working_days_left(today, due_on, calendar)
    if today > due_on:
        return _overdue_words(-left)
    if today == due_on:
        return _("Due today")
    return ngettext("%(days)d working day left", "%(days)d working days left", left) % {"days": left}


def _overdue_words(days: int) -> str:
    if days == 0:
        return _("Overdue by less than 1 working day")
    return ngettext("%(days)d working day overdue", "%(days)d working days overdue", days) % {"days": days}


def _describe(day: Day) -> str:
    name = day.name_en if in_english() and day.name_en else day.name
    words = {
        DayKind.WORKDAY: _("working day"),
        DayKind.MAKE_UP_WORKDAY: _("weekend day worked to make up for a holiday"),
        DayKind.WEEKEND: _("weekend, not counted"),
        DayKind.HOLIDAY: _("holiday, not counted"),
    }[day.kind]
    text = f"{date_format(day.date, 'l')} · {words}"
    return f"{text} ({name})" if name else text


def _caution(deadline: Deadline) -> str:
    if not deadline.is_provisional:
        return ""
    return _(
        "The holidays of %(years)s have not been announced yet. "
        "The date is provisional and is counted again when they are."
    ) % {"years": ", ".join(map(str, deadline.unannounced_years))}
