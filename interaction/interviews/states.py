"""In which state an interview is now, also while the clock's task is not running."""

from datetime import datetime

from django.utils import timezone

from interaction.interviews import rules
from interaction.interviews.models import Interview


def current_state(interview: Interview, now: datetime | None = None) -> str:
    """The state that holds at `now` (an `Interview.State` value), whatever was stored."""
    return str(
        rules.state_at(
            interview.state,
            interview.page.questions_from,
            interview.starts_at,
            interview.ends_at,
            now or timezone.now(),
        )
    )
