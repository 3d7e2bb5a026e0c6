"""Everything about one case: for its page at the desk and for the printed file."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from interaction.cases.models import REPLY, Attachment, Case, CaseEvent, Proposal, Reply, Supplement
from interaction.cases.promises import Promise, promise_of
from interaction.cases.sources import render_source
from portal.deadlines.calendar import load_calendar
from portal.deadlines.models import Obligation
from portal.deadlines.rules import count_deadline


@dataclass(frozen=True)
class Entry:
    """One thing that was said to or by the citizen after the letter."""

    at: datetime
    said: Reply | Supplement
    is_reply: bool


@dataclass(frozen=True)
class Extension:
    """What an extension would change: the due date before and after, and until when it can be given."""

    old: date
    new: date
    is_provisional: bool


@dataclass(frozen=True)
class Dossier:
    """A case with everything that belongs to it, read in a constant number of queries."""

    case: Case
    promise: Promise
    entries: list[Entry]
    files: list[Attachment]
    internal_files: list[Attachment]
    proposals: list[Proposal]
    events: list[CaseEvent]
    merged: list[Case]
    source: str

    @property
    def replies(self) -> list[Any]:
        """What staff wrote, in its order."""
        return [entry.said for entry in self.entries if entry.is_reply]

    @property
    def supplements(self) -> list[Any]:
        """What the citizen added, in its order."""
        return [entry.said for entry in self.entries if not entry.is_reply]

    @property
    def waiting(self) -> list[Proposal]:
        """The proposals that wait for a second person."""
        return [each for each in self.proposals if each.verdict == Proposal.Verdict.OPEN]


def open_dossier(case: Case) -> Dossier:
    """Read everything about a case."""
    replies = case.replies.select_related("author", "department", "rating").prefetch_related("attachments")
    supplements = Supplement.objects.about(case).select_related("case").prefetch_related("attachments")
    entries = [Entry(reply.sent_at or reply.created_at, reply, is_reply=True) for reply in replies]
    entries += [Entry(each.created_at, each, is_reply=False) for each in supplements]
    files = case.attachments.filter(reply=None, supplement=None).select_related("added_by")
    return Dossier(
        case,
        promise_of(case),
        sorted(entries, key=lambda entry: entry.at),
        [file for file in files if not file.is_internal],
        [file for file in files if file.is_internal],
        list(case.proposals.select_related("asked_by", "decided_by", "reply")),
        list(case.events.select_related("actor", "department")),
        list(case.merged.defer("body")),
        render_source(case),
    )


def possible_extension(case: Case) -> Extension | None:
    """The dates of an extension, where the rules and the clock still allow one (R043)."""
    owed = case.obligations.filter(kind=REPLY, state__in=Obligation.OPEN_STATES, extended_at=None)
    obligation = owed.filter(due_at__gt=timezone.now(), extension_limit__isnull=False).first()
    if obligation is None:
        return None
    term = replace(obligation.term, amount=obligation.extension_limit)
    later = count_deadline(obligation.received_at, term, load_calendar())
    return Extension(obligation.due_on, later.due_on, later.is_provisional)
