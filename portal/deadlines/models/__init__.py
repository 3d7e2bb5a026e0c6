"""The calendar, the rules, what is owed, and what happened to it."""

from portal.deadlines.models.calendar import CalendarDay, CalendarNotice
from portal.deadlines.models.event import DeadlineEvent
from portal.deadlines.models.obligation import Obligation, ObligationQuerySet
from portal.deadlines.models.rule import DeadlineProfile, DeadlineRule, DeadlineSetting

__all__ = [
    "CalendarDay",
    "CalendarNotice",
    "DeadlineEvent",
    "DeadlineProfile",
    "DeadlineRule",
    "DeadlineSetting",
    "Obligation",
    "ObligationQuerySet",
]
