"""What the page of an interview shows, in each of its states."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from interaction.interviews.citizen import live_context
from interaction.interviews.listing import Shown, show
from interaction.interviews.models import Interview, InterviewMember, InterviewPage
from interaction.interviews.rules import State
from interaction.interviews.states import current_state
from interaction.interviews.transcripts import transcript_context
from portal.base.models import in_english


def interview_context(page: InterviewPage, request: HttpRequest) -> dict[str, Any]:
    """Cover, notice and, once the page was announced, questions, live text and transcript.

    A draft that is looked at before its notice shows the cover of the interview that it will be.
    """
    interview = Interview.objects.select_related("room", "site", "page").filter(page=page.pk).first()
    shown = show(interview) if interview is not None else _planned(page)
    if interview is not None:
        # What is being looked at may be a newer draft: the cover shows its words.
        interview.page = page
    context: dict[str, Any] = {
        "shown": shown,
        "interview": interview,
        "hosts": _hosts(page),
        "outline": outline_of(page),
        "can_be_reminded": interview is not None and current_state(interview) not in _NO_REMINDER,
    }
    if interview is not None:
        context |= live_context(interview, request)
        context |= transcript_context(interview, is_preview=getattr(request, "is_preview", False))
    return context


_NO_REMINDER = (State.TRANSCRIBED, State.CANCELLED)


def outline_of(page: InterviewPage) -> list[str]:
    """The points of the outline in the language of the interface."""
    text = page.outline_en if in_english() and page.outline_en else page.outline
    return [line.strip() for line in text.splitlines() if line.strip()]


def _planned(page: InterviewPage) -> Shown:
    """The interview that a page not yet announced will have; never saved."""
    planned = Interview(
        page=page,
        state=State.ANNOUNCED,
        announced_at=timezone.now(),
        starts_at=page.starts_at,
        ends_at=page.starts_at + timedelta(minutes=page.length_minutes),
    )
    return Shown(planned, State.ANNOUNCED)


def _hosts(page: InterviewPage) -> list[str]:
    """Who leads through it, by the names that they are known by; never the name of an account."""
    hosts = [member for member in page.members.all() if member.role == InterviewMember.Role.HOST]
    names = (member.user.get_full_name() for member in hosts)
    return [name for name in names if name]
