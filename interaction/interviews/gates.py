"""Who may follow the room of an interview: everybody, as long as its page is public."""

from typing import Any

from interaction.interviews.models import Interview
from interaction.interviews.permissions import audience_of
from interaction.rooms.models import Audience


def interview_gate(subject: Any, user: Any) -> str | None:
    """The audience of a viewer; staff of the interview also while its page is not public."""
    interview: Interview = subject
    audience = audience_of(user, interview)
    if audience == Audience.PUBLIC and not _is_public(interview):
        return None
    return audience


def _is_public(interview: Interview) -> bool:
    return interview.page.live and not interview.page.get_view_restrictions().exists()
