"""Years whose holiday notice is missing although dates are already counted into them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Site

from portal.deadlines.calendar import WorkingCalendar, load_calendar
from portal.deadlines.models import DeadlineRule, Obligation
from portal.deadlines.rules import ZONE, count_working_days, local_date


@dataclass(frozen=True)
class MissingYear:
    """A year without a notice, and how many open dates are provisional for it."""

    year: int
    provisional: int


def missing_years(site: Site | None = None, *, now: datetime | None = None) -> list[MissingYear]:
    """The years to enter a notice for: open dates lie in them, or what comes today may be due in them.

    Counts the open obligations of one site, or of all.
    """
    today = local_date(now or timezone.now())
    calendar = load_calendar()
    owed = Obligation.objects.open().filter(is_provisional=True)
    if site is not None:
        owed = owed.for_site(site)
    furthest = owed.aggregate(due_at=Max("due_at"))["due_at"]
    reached = max(_reached_from(today, calendar), local_date(furthest).year if furthest else today.year)
    years = [year for year in range(today.year, reached + 1) if year not in calendar.official_years]
    return [MissingYear(year, owed.filter(due_at__gt=_beginning(year)).count()) for year in years]


def _reached_from(today: date, calendar: WorkingCalendar) -> int:
    """The year in which the longest of all terms ends that begins today."""
    days = DeadlineRule.objects.exclude(unit=DeadlineRule.Unit.CLOCK_HOURS)
    longest = days.aggregate(amount=Max(Coalesce("extension_limit", "amount")))["amount"]
    return count_working_days(today, longest or 1, calendar).due_on.year


def _beginning(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time.min, tzinfo=ZONE)
