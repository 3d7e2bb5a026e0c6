"""The notice (R049): the first publishing makes the interview, later ones take over changed times."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from interaction.interviews.actions.life_cycle_steps import enter_state, lock_interview, write_state
from interaction.interviews.models import Interview, InterviewPage
from interaction.interviews.rules import BEFORE, State
from interaction.interviews.signals import interview_changed, tell_on_commit
from interaction.rooms.actions import open_room
from portal.base import audit


@transaction.atomic
def announce_interview(page: InterviewPage, by: Any = None) -> Interview | None:
    """Open the interview of a published page, or take over the times that its editors changed.

    A page outside of all sites has none. Who may publish was asked by the review.
    """
    site = page.get_site()
    if site is None:
        return None
    now = timezone.now()
    interview, is_new = Interview.objects.get_or_create(
        page=page, defaults={"site": site, "announced_at": now, **_times(page)}
    )
    if is_new:
        interview.room = open_room(interview, site)
        interview.save(update_fields=["room"])
        enter_state(interview, State.ANNOUNCED, by=by, at=now)
    locked = lock_interview(interview, now)
    if not is_new:
        _take_over_times(locked, page, by)
    return locked


def move_interview(
    locked: Interview, starts_at: datetime, ends_at: datetime, *, by: Any, reason: str
) -> None:
    """Give a locked interview that has not begun another time; everybody is told why."""
    before = locked.starts_at
    locked.starts_at, locked.ends_at, locked.moved_reason = starts_at, ends_at, reason
    locked.save(update_fields=["starts_at", "ends_at", "moved_reason"])
    write_state(locked, by, reason)
    detail = {"before": before.isoformat(), "starts_at": starts_at.isoformat(), "reason": reason}
    audit.record("interview.moved", locked, actor=by, site=locked.site, **detail)
    if before != starts_at:
        tell_on_commit(interview_changed, locked, change="moved")


def _take_over_times(locked: Interview, page: InterviewPage, by: Any) -> None:
    """Move the interview where the page's own times changed; a delay by the host stays otherwise."""
    known = (locked.announced_starts_at, locked.announced_minutes)
    if known == (page.starts_at, page.length_minutes):
        return
    locked.announced_starts_at, locked.announced_minutes = page.starts_at, page.length_minutes
    locked.save(update_fields=["announced_starts_at", "announced_minutes"])
    ends_at = page.starts_at + timedelta(minutes=page.length_minutes)
    is_other = (locked.starts_at, locked.ends_at) != (page.starts_at, ends_at)
    if known[0] is not None and is_other and locked.state in BEFORE:
        move_interview(locked, page.starts_at, ends_at, by=by, reason=page.time_change_reason)


def _times(page: InterviewPage) -> dict[str, Any]:
    return {
        "starts_at": page.starts_at,
        "ends_at": page.starts_at + timedelta(minutes=page.length_minutes),
        "announced_starts_at": page.starts_at,
        "announced_minutes": page.length_minutes,
    }
