"""What stands on the desk, in which order and in which words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interaction.cases.desk.absences import away_on
from interaction.cases.desk.presence import viewers_of
from interaction.cases.models import REPLY, Absence, Case, CaseQuerySet, Proposal, Rating, Reply
from portal.accounts.models import User
from portal.deadlines.calendar import WorkingCalendar, load_calendar
from portal.deadlines.explanations import remaining_words
from portal.deadlines.models import Obligation
from portal.deadlines.rules import count_working_days, last_day_in_time, local_date

ALL, MINE, UNCLAIMED, OVERDUE = "all", "mine", "unclaimed", "overdue"
DUE_IN_1, DUE_IN_3, DECISIONS, BAD_RATINGS = "due1", "due3", "decisions", "bad"
VIEWS = {
    ALL: _("All open"),
    MINE: _("Mine"),
    UNCLAIMED: _("Unclaimed"),
    DUE_IN_1: _("Due within 1 working day"),
    DUE_IN_3: _("Due within 3 working days"),
    OVERDUE: _("Overdue"),
    DECISIONS: _("Waiting for a decision"),
    BAD_RATINGS: _("Bad ratings"),
}


# Views that ask for something that only an open case has.
OF_OPEN_CASES = (UNCLAIMED, DUE_IN_1, DUE_IN_3, OVERDUE, DECISIONS)


def known_view(name: str) -> str:
    """The view of a name; all for a name that no view has."""
    return name if name in VIEWS else ALL


@dataclass(frozen=True)
class Moment:
    """Now, and the calendar that tells how much time is left."""

    calendar: WorkingCalendar = field(default_factory=load_calendar)
    at: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        """The date at the desk."""
        return local_date(self.at)

    def end_of_working_day(self, number: int) -> datetime:
        """When the working day `number` after today is over."""
        return count_working_days(self.today, number, self.calendar).due_at


@dataclass(frozen=True)
class Row:
    """One case and the time that is left for it."""

    case: Case
    due_on: date | None
    remaining: str
    is_overdue: bool
    is_provisional: bool
    absence: Absence | None
    viewers: list[str]

    @property
    def tells_state(self) -> bool:
        """Tell whether the state says more than the officer's name does."""
        return self.due_on is not None and self.case.state in (Case.State.WAITING, Case.State.IN_REVIEW)


def open_cases(user: Any) -> CaseQuerySet:
    """Every open case that the person may see, soonest due first.

    What was merged is answered with the case that it was merged into, and stands here only while its own
    time ends before the other's.
    """
    main = Obligation.objects.open().filter(
        content_type=ContentType.objects.get_for_model(Case),
        object_id=OuterRef("merged_into_id"),
        kind=REPLY,
    )
    stands_alone = ~Q(state=Case.State.MERGED) | Q(due_at__lt=Subquery(main.values("due_at")[:1]))
    queue: CaseQuerySet = Case.objects.visible_to(user).open().soonest_due_first().filter(stands_alone)
    return queue


def badly_rated(cases: CaseQuerySet) -> CaseQuerySet:
    """Answered cases whose last answer was rated badly: somebody has to call back (rules §6)."""
    later = Reply.objects.answers().filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    bad = Reply.objects.answers().filter(rating__level__in=Rating.BAD_LEVELS).exclude(Exists(later))
    # The state is asked inside: outside, the database would look through all answered cases for it.
    answered = bad.filter(case__state__in=Case.ANSWERED_STATES)
    return cases.filter(pk__in=answered.values("case"))


def narrow(queue: CaseQuerySet, view: str, user: Any, moment: Moment) -> CaseQuerySet:
    """Keep what one of the views shows."""
    return queue.filter(_conditions(user, moment).get(view, Q()))


def count_views(queue: CaseQuerySet, user: Any, moment: Moment) -> dict[str, int]:
    """How many open cases each view holds (one query)."""
    conditions = _conditions(user, moment)
    counts = {view: Count("pk", filter=condition) for view, condition in conditions.items()}
    numbers: dict[str, int] = queue.order_by().aggregate(**{ALL: Count("pk")}, **counts)
    return numbers


def read_rows(keys: Sequence[int]) -> list[Case]:
    """Fetch cases with what the list shows of them, in the order of their keys.

    Read after the page is chosen: joined before, all of it would be fetched for every case in the queue.
    """
    waiting = Proposal.objects.filter(verdict=Proposal.Verdict.OPEN)
    cases = Case.objects.with_reply_due().defer("body", "contact_name", "contact", "notice_email")
    related = cases.select_related("department", "handler", "topic", "mailbox", "merged_into")
    rows = related.prefetch_related(Prefetch("proposals", queryset=waiting, to_attr="open_proposals"))
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def describe(cases: Iterable[Case], moment: Moment, reader: User) -> list[Row]:
    """Say for each case how much time is left, whether its officer is away (one query), who looks at it."""
    cases = list(cases)
    away = away_on(moment.today, [case.handler_id for case in cases if case.handler_id])
    viewers = viewers_of(cases, reader)
    return [_row(case, moment, away.get(case.handler_id or 0), viewers.get(case.pk, [])) for case in cases]


def _conditions(user: Any, moment: Moment) -> dict[str, Q]:
    waiting = Proposal.objects.filter(case=OuterRef("pk"), verdict=Proposal.Verdict.OPEN)
    return {
        MINE: Q(handler=user),
        UNCLAIMED: Q(handler=None) & ~Q(state=Case.State.MERGED),
        DUE_IN_1: Q(due_at__gt=moment.at, due_at__lte=moment.end_of_working_day(1)),
        DUE_IN_3: Q(due_at__gt=moment.at, due_at__lte=moment.end_of_working_day(3)),
        OVERDUE: Q(due_at__lte=moment.at),
        DECISIONS: Q(Exists(waiting)),
    }


def _row(case: Any, moment: Moment, absence: Absence | None, viewers: list[str]) -> Row:
    due_at = getattr(case, "due_at", None)
    if due_at is None:
        return Row(case, None, "", is_overdue=False, is_provisional=False, absence=absence, viewers=viewers)
    due_on = last_day_in_time(due_at)
    return Row(
        case,
        due_on,
        remaining_words(moment.today, due_on, moment.calendar),
        is_overdue=due_at <= moment.at,
        is_provisional=case.due_is_provisional,
        absence=absence,
        viewers=viewers,
    )
