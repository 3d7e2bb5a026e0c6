"""What the tracking page shows, read in a constant number of queries, and what the citizen may do now."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Site

from interaction.cases.due_dates import due_token
from interaction.cases.models import Attachment, Case, CaseEvent, Publication, Rating, Reply, Supplement
from interaction.cases.promises import Promise, promise_of
from interaction.cases.published.preview import Preview, preview_of
from interaction.cases.rules import REOPEN_MOST, SUPPLEMENTS_MAX, may_still_reopen
from interaction.cases.timeline import TimelineEntry, public_timeline
from interaction.cases.tracked_forms import RatingForm, ReasonForm, SupplementForm

# Whoever walks away from a public computer leaves the letter open for no longer.
IDLE_SECONDS = 1800
_KEY = "cases.tracked"


def remember_case(request: HttpRequest, case: Case) -> None:
    """Open a case in this session; the address never holds the code."""
    request.session.cycle_key()
    request.session[_KEY] = {"case": case.pk, "at": timezone.now().timestamp()}


def remembered_case(request: HttpRequest, site: Site) -> Case | None:
    """The case that was opened in this session and used within the last half hour."""
    kept: dict[str, Any] = request.session.get(_KEY) or {}
    now = timezone.now().timestamp()
    if now - kept.get("at", 0) > IDLE_SECONDS:
        forget_case(request)
        return None
    case: Case | None = (
        Case.objects.for_site(site)
        .select_related("department", "topic", "mailbox", "merged_into")
        .filter(pk=kept["case"])
        .first()
    )
    request.session[_KEY] = kept | {"at": now}
    return case


def forget_case(request: HttpRequest) -> None:
    """Close the case in this session."""
    request.session.pop(_KEY, None)


@dataclass
class TrackedCase:
    """One case with everything that its citizen may read."""

    case: Case
    promise: Promise
    timeline: list[TimelineEntry]
    replies: list[Reply]
    supplements: list[Supplement]
    files: list[Attachment]
    publication: Publication | None
    due_token: str
    times_reopened: int
    forms: dict[str, Form] = field(default_factory=dict)

    @property
    def answer(self) -> Reply | None:
        """The last answer or explanation."""
        answers = [reply for reply in self.replies if reply.kind in Reply.ANSWERING_KINDS]
        return answers[-1] if answers else None

    @property
    def question(self) -> Reply | None:
        """What the staff asked last, while the citizen has not answered it."""
        asked = [reply for reply in self.replies if reply.kind == Reply.Kind.QUESTION]
        return asked[-1] if asked and self.case.state == Case.State.WAITING else None

    @property
    def can_supplement(self) -> bool:
        """Whether something can be added."""
        return self.case.is_open and len(self.supplements) < SUPPLEMENTS_MAX

    @property
    def can_withdraw(self) -> bool:
        """Whether the letter can be taken back."""
        return self.case.is_open

    @property
    def can_rate(self) -> bool:
        """Whether an answer waits for its rating."""
        return self.answer is not None and self.rating is None and self.case.erased_at is None

    @property
    def rating(self) -> Rating | None:
        """How the last answer was rated."""
        return getattr(self.answer, "rating", None)

    @property
    def can_reopen(self) -> bool:
        """Whether the citizen may say that it is not solved."""
        case = self.case
        return (
            case.state in Case.ANSWERED_STATES
            and case.replied_at is not None
            and case.erased_at is None
            and may_still_reopen(case.replied_at, timezone.now())
            and self.times_reopened < REOPEN_MOST
        )

    @cached_property
    def preview(self) -> Preview:
        """What would be published, as the desk's form to publish it begins."""
        return preview_of(self.case)


def read_case(case: Case, **bound: Form) -> TrackedCase:
    """Read a case for its citizen; `bound` are forms that were sent and refused."""
    files = list(Attachment.objects.shown().filter(case=case))
    replies = (
        case.replies.filter(state=Reply.State.SENT, is_public=True)
        .select_related("department", "rating")
        .prefetch_related(Prefetch("attachments", Attachment.objects.shown(), to_attr="files"))
    )
    supplements = case.supplements.prefetch_related(
        Prefetch("attachments", Attachment.objects.shown(), to_attr="files")
    )
    tracked = TrackedCase(
        case=case,
        promise=promise_of(case),
        timeline=public_timeline(case),
        replies=list(replies),
        supplements=list(supplements),
        files=[file for file in files if file.supplement_id is None and file.reply_id is None],
        publication=Publication.objects.live().filter(case=case).first(),
        due_token=due_token(case),
        times_reopened=case.events.filter(kind=CaseEvent.Kind.REOPENED).count(),
    )
    tracked.forms = _offered_forms(tracked) | bound
    return tracked


def _offered_forms(tracked: TrackedCase) -> dict[str, Form]:
    offered: dict[str, Form] = {}
    if tracked.can_supplement:
        offered["supplement"] = SupplementForm(prefix="supplement")
    if tracked.can_rate:
        offered["rating"] = RatingForm(prefix="rating")
    if tracked.can_reopen:
        offered["reopen"] = ReasonForm(prefix="reopen")
    return offered
