"""What a citizen sees of the way a case went: public steps, no names of officers, no notes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from interaction.cases.models import Case, CaseEvent


@dataclass(frozen=True)
class TimelineEntry:
    """One step, in words for the citizen."""

    at: datetime
    kind: str
    text: str


def public_timeline(case: Case) -> list[TimelineEntry]:
    """The steps of a case in their order (one query)."""
    events = case.events.filter(kind__in=CaseEvent.PUBLIC_KINDS).select_related("department")
    return [TimelineEntry(event.at, event.kind, _words(event)) for event in events]


def _words(event: CaseEvent) -> str:
    department = event.department.local_name if event.department else ""
    return {
        CaseEvent.Kind.RECEIVED: _("Your letter was received."),
        CaseEvent.Kind.ASSIGNED: _("It was given to %(department)s."),
        CaseEvent.Kind.CLAIMED: _("An officer of %(department)s is working on it."),
        CaseEvent.Kind.REPLIED: _("%(department)s replied."),
    }[CaseEvent.Kind(event.kind)] % {"department": department}
