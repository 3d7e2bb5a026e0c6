"""What a citizen sees of the way a case went: public steps, no names of officers, no notes."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interaction.cases.models import Case, CaseEvent, Proposal


@dataclass(frozen=True)
class TimelineEntry:
    """One step, in words for the citizen; `reason` where they are owed one."""

    at: datetime
    kind: str
    text: str
    reason: str = ""


def public_timeline(case: Case) -> list[TimelineEntry]:
    """The steps of a case in their order (two queries)."""
    events = case.events.filter(kind__in=CaseEvent.PUBLIC_KINDS).select_related("department")
    # What a second person approved was written for the citizen.
    approved = case.proposals.filter(verdict=Proposal.Verdict.APPROVED)
    reasons = dict(approved.values_list("pk", "reason"))
    return [
        TimelineEntry(event.at, event.kind, _words(event), reasons.get(event.detail.get("proposal"), ""))
        for event in events
    ]


def _words(event: CaseEvent) -> str:
    words = {
        CaseEvent.Kind.RECEIVED: _("Your letter was received."),
        CaseEvent.Kind.ASSIGNED: _("It was given to %(department)s."),
        CaseEvent.Kind.CLAIMED: _("An officer of %(department)s is working on it."),
        CaseEvent.Kind.ACKNOWLEDGED: _("%(department)s wrote to you; the answer stays owed."),
        CaseEvent.Kind.ASKED: _("%(department)s asks you for more; the time runs on."),
        CaseEvent.Kind.SUPPLEMENTED: _("You added something."),
        CaseEvent.Kind.EXTENDED: _("The time was extended from %(old_due)s to %(due)s."),
        CaseEvent.Kind.INVALIDATED: _("Your letter cannot be accepted here."),
        CaseEvent.Kind.REPLIED: _("%(department)s replied."),
        CaseEvent.Kind.EXPLAINED: _("%(department)s explained why it cannot be handled."),
        CaseEvent.Kind.CLOSED: _("Your letter was closed."),
        CaseEvent.Kind.REOPENED: _("You had it taken up again; a new time began."),
        CaseEvent.Kind.RATED: _("You rated the answer."),
        CaseEvent.Kind.WITHDRAWN: _("You withdrew your letter."),
        CaseEvent.Kind.MERGED: _("It is answered together with other letters on the same matter."),
        CaseEvent.Kind.RECALCULATED: _(
            "Holidays were announced: the due date was counted again, from %(old_due)s to %(due)s."
        ),
        CaseEvent.Kind.PUBLISHED: _("Letter and answer were published without personal data."),
        CaseEvent.Kind.UNPUBLISHED: _("They were taken back from publication."),
    }
    return words[CaseEvent.Kind(event.kind)] % {
        "department": event.department.local_name if event.department else _("The government"),
        "old_due": _day(event.detail.get("old_due_on")),
        "due": _day(event.detail.get("due_on")),
    }


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso)) if iso else ""
