"""What a notice must say before it is published (R049): asked at the form, and again when it is published."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from interaction.interviews import rules
from interaction.interviews.models.page import InterviewPage
from interaction.interviews.models.quotas import YearlyQuota
from interaction.interviews.models.run import Interview
from interaction.interviews.states import current_state

type Problem = tuple[str, str]


def problems_of(page: InterviewPage, site: Site, now: datetime) -> list[Problem]:
    """What keeps a page from being published at `now`: fields, each with words for the editor."""
    published_at = max(now, page.go_live_at) if page.go_live_at else now
    interview = Interview.objects.select_related("page").filter(page=page.pk).first() if page.pk else None
    if interview is None:
        return list(_lateness(page, site, published_at))
    if (page.starts_at, page.length_minutes) == (
        interview.announced_starts_at or interview.starts_at,
        interview.announced_minutes or page.length_minutes,
    ):
        return []
    return list(_of_change(page, interview, site, published_at))


def _of_change(page: InterviewPage, interview: Interview, site: Site, now: datetime) -> Iterator[Problem]:
    if current_state(interview, now) not in rules.BEFORE:
        yield "starts_at", _("The interview has begun or is over: its time is not changed here any more.")
        return
    if page.starts_at <= now:
        yield "starts_at", _("Choose a time that is still to come.")
    if not page.time_change_reason.strip():
        yield (
            "time_change_reason",
            _("This time was announced. Please give the reason for the new one; citizens will read it."),
        )
    yield from _lateness(page, site, interview.announced_at)


def _lateness(page: InterviewPage, site: Site, published_at: datetime) -> Iterator[Problem]:
    lead_time = YearlyQuota.for_site(site).lead_time_days
    if page.late_notice_reason.strip() or not rules.is_late_notice(published_at, page.starts_at, lead_time):
        return
    words = ngettext(
        "Notices are published at least %(count)d day before the start. "
        "Please choose a later time, or give the reason for the short notice; citizens will read it.",
        "Notices are published at least %(count)d days before the start. "
        "Please choose a later time, or give the reason for the short notice; citizens will read it.",
        lead_time,
    )
    yield "late_notice_reason", words % {"count": lead_time}
