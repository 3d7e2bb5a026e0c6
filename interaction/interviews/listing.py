"""What lists show of interviews: those to come, live and past, and the one to point to now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Site

from interaction.interviews import rules
from interaction.interviews.countdown import TimeLeft
from interaction.interviews.models import Interview, InterviewGuest, InterviewPage
from interaction.interviews.rules import State
from interaction.interviews.states import current_state

_ICONS = {
    State.ANNOUNCED: "calendar",
    State.COLLECTING: "ask",
    State.PAUSED: "clock",
    State.ENDED: "pencil",
    State.TRANSCRIBED: "document",
    State.CANCELLED: "cross",
}


@dataclass(frozen=True)
class Shown:
    """An interview as a card or a cover shows it, in the state that holds now."""

    interview: Interview
    state: str
    now: datetime = field(default_factory=timezone.now)

    @property
    def page(self) -> InterviewPage:
        """The page of the interview."""
        return self.interview.page

    @cached_property
    def guests(self) -> list[InterviewGuest]:
        """Who answers, in the editors' order."""
        return list(self.page.guests.all())

    @property
    def is_to_come(self) -> bool:
        """Whether it has not begun."""
        return self.state in rules.BEFORE

    @property
    def is_running(self) -> bool:
        """Whether it is under way, live or paused."""
        return self.state in rules.RUNNING

    @property
    def is_live(self) -> bool:
        """Whether somebody speaks now: the only state that is shown in the signal's colour."""
        return self.state == State.LIVE

    @property
    def is_over(self) -> bool:
        """Whether it has ended, with or without its transcript."""
        return self.state in (State.ENDED, State.TRANSCRIBED)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == State.CANCELLED

    @property
    def icon(self) -> str:
        """The icon beside the word; a live one has its dot."""
        return _ICONS.get(State(self.state), "")

    @property
    def word(self) -> str:
        """The state in words for citizens."""
        return {
            State.ANNOUNCED: _("Announced"),
            State.COLLECTING: _("Questions are open"),
            State.LIVE: _("Live now"),
            State.PAUSED: _("Paused"),
            State.ENDED: _("Ended, transcript in the making"),
            State.TRANSCRIBED: _("Transcript published"),
            State.CANCELLED: _("Cancelled"),
        }[State(self.state)]

    @property
    def left(self) -> TimeLeft:
        """How long it is until the start."""
        return TimeLeft.until(self.interview.starts_at, self.now)


def show(interview: Interview, now: datetime | None = None) -> Shown:
    """Show an interview as it is now, whatever was stored."""
    now = now or timezone.now()
    return Shown(interview, current_state(interview, now), now)


def listed(site: Site) -> QuerySet[Interview]:
    """The interviews of a site that everybody may see, with what cards show (two queries)."""
    guests = InterviewGuest.objects.select_related("photo").order_by("sort_order")
    pages = InterviewPage.objects.live().public()
    found: QuerySet[Interview] = Interview.objects.for_site(site).filter(page__in=pages)
    found = found.select_related("page__department").defer("page__transcript")
    return found.prefetch_related(Prefetch("page__guests", queryset=guests))


def running_first(interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """What runs now, then what is next."""
    rank = Case(
        When(state__in=Interview.RUNNING_STATES, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return interviews.order_by(rank, "starts_at")


def coming(site: Site, now: datetime | None = None) -> list[Shown]:
    """Live interviews and those to come, soonest first, by the state that holds now."""
    stored = listed(site).filter(state__in=(*Interview.BEFORE_STATES, *Interview.RUNNING_STATES))
    return [one for one in _show_all(running_first(stored), now) if one.is_to_come or one.is_running]


def interview_now(site: Site, now: datetime | None = None) -> Shown | None:
    """The interview to point to: the live one, else the next."""
    shown = coming(site, now)
    return next((one for one in shown if one.is_running), shown[0] if shown else None)


def _show_all(interviews: Iterable[Any], now: datetime | None) -> list[Shown]:
    now = now or timezone.now()
    return [show(interview, now) for interview in interviews]
