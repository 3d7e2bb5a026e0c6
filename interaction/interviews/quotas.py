"""How a site stands with the interviews that it owes in a year (R048)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Site

from interaction.interviews.entries import SPOKEN
from interaction.interviews.models import Interview, YearlyQuota
from interaction.interviews.rules import Progress
from interaction.rooms.models import Entry
from portal.deadlines.rules import ZONE


def quota_of(site: Site) -> int:
    """How many interviews a year a site owes: its own number, else that of its level."""
    setting = YearlyQuota.for_site(site)
    return setting.interviews or YearlyQuota.DEFAULTS[setting.level]


def progress_of(site: Site, now: datetime) -> Progress:
    """Held and announced interviews of the year that `now` is in.

    One that the clock ended while nobody had said anything was not held.
    """
    year = now.astimezone(ZONE).year
    first, last = datetime(year, 1, 1, tzinfo=ZONE), datetime(year + 1, 1, 1, tzinfo=ZONE)
    interviews = Interview.objects.for_site(site)
    spoken = Entry.objects.filter(room=OuterRef("room"), kind__in=SPOKEN)
    held = interviews.over().filter(Q(state=Interview.State.TRANSCRIBED) | Exists(spoken))
    ahead = (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES)
    return Progress(
        year=year,
        held=held.filter(ended_at__gte=first, ended_at__lt=last).count(),
        planned=interviews.filter(
            state__in=ahead, page__live=True, starts_at__gte=first, starts_at__lt=last
        ).count(),
        quota=quota_of(site),
    )
