"""A due date explained day by day, in the language that is active."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.models import in_english
from portal.deadlines.models import Obligation
from portal.deadlines.rules import (
    ZONE,
    Calendar,
    DayKind,
    Deadline,
    Step,
    Unit,
    count_deadline,
    local_date,
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
    """Why a due date is the day it is; `days` is empty where hours are counted."""

    summary: str
    days: tuple[ExplainedDay, ...]
    caution: str


def explain_deadline(deadline: Deadline) -> Explanation:
    """Put a deadline and all days on the way to it in words."""
    counts_all = deadline.term.unit == Unit.CALENDAR_DAYS
    days = tuple(
        ExplainedDay(step.day.date, step.number, _describe(step, counts_all=counts_all))
        for step in deadline.steps
    )
    summarise = {
        Unit.WORKING_DAYS: _working_days_summary,
        Unit.CALENDAR_DAYS: _calendar_days_summary,
        Unit.CLOCK_HOURS: _hours_summary,
    }[Unit(deadline.term.unit)]
    return Explanation(summarise(deadline), days, _caution(deadline))


def explain_obligation(obligation: Obligation, calendar: Calendar) -> Explanation:
    """Explain what is owed, counted by `calendar`; an extension is told first."""
    explanation = explain_deadline(count_deadline(obligation.received_at, obligation.term, calendar))
    if obligation.extended_at is None:
        return explanation
    facts = {
        "extension": _extension_words(obligation, obligation.extended_at),
        "summary": explanation.summary,
    }
    return replace(explanation, summary=_("%(extension)s %(summary)s") % facts)


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


def _working_days_summary(deadline: Deadline) -> str:
    return _(
        "Received on %(received)s; that day is not counted. Working day %(amount)d is %(due)s, "
        "so it is due by %(ends)s of that day."
    ) % _facts(deadline)


def _calendar_days_summary(deadline: Deadline) -> str:
    last = deadline.steps[deadline.amount - 1].day.date
    if last == deadline.due_on:
        return _(
            "Received on %(received)s; that day is not counted. Day %(amount)d is %(due)s, "
            "so it is due by %(ends)s of that day."
        ) % _facts(deadline)
    return _(
        "Received on %(received)s; that day is not counted. Day %(amount)d is %(last)s, when offices are "
        "closed, so it is due on the next working day, %(due)s, by %(ends)s."
    ) % {**_facts(deadline), "last": date_format(last)}


def _hours_summary(deadline: Deadline) -> str:
    received_at = deadline.due_at - timedelta(hours=deadline.amount)
    return ngettext(
        "Received at %(received)s; %(amount)d hour later is %(due)s.",
        "Received at %(received)s; %(amount)d hours later is %(due)s.",
        deadline.amount,
    ) % {
        "received": _minute(received_at),
        "amount": deadline.amount,
        "due": _minute(deadline.due_at),
    }


def _facts(deadline: Deadline) -> dict[str, object]:
    return {
        "received": date_format(deadline.received_on),
        "amount": deadline.amount,
        "due": date_format(deadline.due_on),
        "ends": deadline.ends,
    }


def _minute(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    return f"{date_format(local)} {local:%H:%M}"


def _extension_words(obligation: Obligation, extended_at: datetime) -> str:
    amount = obligation.amount
    sentence = {
        Unit.WORKING_DAYS: ngettext(
            "Extended on %(date)s to %(amount)d working day in all from receipt.",
            "Extended on %(date)s to %(amount)d working days in all from receipt.",
            amount,
        ),
        Unit.CALENDAR_DAYS: ngettext(
            "Extended on %(date)s to %(amount)d day in all from receipt.",
            "Extended on %(date)s to %(amount)d days in all from receipt.",
            amount,
        ),
        Unit.CLOCK_HOURS: ngettext(
            "Extended on %(date)s to %(amount)d hour in all from receipt.",
            "Extended on %(date)s to %(amount)d hours in all from receipt.",
            amount,
        ),
    }[Unit(obligation.unit)]
    return sentence % {"date": date_format(local_date(extended_at)), "amount": amount}


def _describe(step: Step, *, counts_all: bool) -> str:
    """What a day is, and that it is not counted where that needs saying."""
    day = step.day
    name = day.name_en if in_english() and day.name_en else day.name
    is_counted_anyway = counts_all and step.number is not None
    words = {
        DayKind.WORKDAY: _("working day"),
        DayKind.MAKE_UP_WORKDAY: _("weekend day worked to make up for a holiday"),
        DayKind.WEEKEND: _("weekend") if is_counted_anyway else _("weekend, not counted"),
        DayKind.HOLIDAY: _("holiday") if is_counted_anyway else _("holiday, not counted"),
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
