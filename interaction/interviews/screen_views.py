"""The big screen in the room: for a projector that everybody looks at and nobody touches."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from interaction.interviews.addresses import page_address
from interaction.interviews.citizen import read_stream
from interaction.interviews.citizen_views import interview_of
from interaction.interviews.entries import REMARK
from interaction.interviews.listing import show
from interaction.interviews.models import Interview
from interaction.interviews.presentation import outline_of
from interaction.interviews.rules import State
from interaction.interviews.stream import Item, Stream

THEMES = ("light", "dark")
# Longer texts are set smaller, so that they fit; the screen's script knows the same steps.
LENGTHS = ((24, "short"), (60, "medium"), (140, "long"))


@require_safe
def show_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Topic, guests, the question that is talked about, the latest answer, and the way to take part."""
    interview = interview_of(request, pk)
    theme = request.GET.get("theme", "")
    context = _stage(interview) | {
        "shown": show(interview),
        "theme": theme if theme in THEMES else "",
        "outline": outline_of(interview.page),
        "address": page_address(interview),
        "host": urlsplit(page_address(interview)).netloc,
        "qr_label": _("QR code that leads to the page of the interview"),
        "time_zone": settings.TIME_ZONE,
        "state_words": _state_words(),
    }
    response = render(request, "interviews/screen.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def length_of(text: str) -> str:
    """How long a text is, in the steps in which the screen sets it smaller."""
    return next((name for limit, name in LENGTHS if len(text) <= limit), "full")


def _stage(interview: Interview) -> dict[str, Any]:
    # Read before the log: what comes meanwhile comes again to the script.
    cursor = interview.room.last_seq if interview.room else 0
    stream = read_stream(interview)
    said = _latest(stream)
    question = stream.on_screen
    return {
        "cursor": cursor,
        "question": question,
        "question_length": length_of(question["text"]) if question else "",
        "said": said,
        "said_length": length_of(said.body["text"]) if said else "",
    }


def _latest(stream: Stream) -> Item | None:
    """The latest answer to the question on the screen; without one, the latest remark."""
    wanted = stream.on_screen["id"] if stream.on_screen else None
    for item in reversed(stream.items):
        if item.is_redacted or not item.body.get("text"):
            continue
        if wanted is None and item.kind == REMARK:
            return item
        if item.question is not None and item.question["id"] == wanted:
            return item
    return None


def _state_words() -> list[tuple[str, str]]:
    return [
        (State.ANNOUNCED, _("Announced")),
        (State.COLLECTING, _("Questions are open")),
        (State.LIVE, _("Live now")),
        (State.PAUSED, _("Paused")),
        (State.ENDED, _("Ended, transcript in the making")),
        (State.TRANSCRIBED, _("Transcript published")),
        (State.CANCELLED, _("Cancelled")),
    ]
