"""What citizens see of an interview beside its cover: questions, the live text, their own questions.

The page is the same for everybody: what is a visitor's own comes by `own_context`, in a fragment.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from interaction.interviews.actions.asking import closed_words
from interaction.interviews.citizen_forms import AskForm, DetailForm
from interaction.interviews.listing import Shown
from interaction.interviews.models import Interview, Question, QuestionVote
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.interviews.states import current_state
from interaction.interviews.stream import CHANGES, Stream, build_stream
from interaction.rooms.models import Audience
from interaction.rooms.presence import readers_of
from interaction.rooms.serialising import entries_json

PER_PAGE = 50
MOST_WANTED, NEWEST = "wanted", "newest"
# What nobody but staff and the author reads is not even decrypted for a public page.
_PRIVATE = ("text", "notice_email", "query_code")


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether questions are taken now, and if not why not, in words for citizens."""

    is_open: bool
    words: str
    slow_mode_seconds: int


def live_context(interview: Interview, request: HttpRequest) -> dict[str, Any]:
    """The questions, the way to ask and, once it has begun, the live text up to now."""
    state = current_state(interview)
    has_begun = state in (*Interview.RUNNING_STATES, *Interview.AFTER_STATES)
    sort = NEWEST if request.GET.get("sort") == NEWEST else MOST_WANTED
    room = interview.room
    return {
        "room": room,
        "is_connected": state in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES),
        # Read only where the page does not hold it already (`_stream.html`).
        "stream": SimpleLazyObject(lambda: read_stream(interview)) if has_begun else Stream(),
        "changes": CHANGES,
        "questions": list_questions(interview, sort, request.GET.get("page", "1")),
        "question_sort": sort,
        "asking": asking_of(interview, state),
        "closed_words": _all_closed_words(),
        # A pause changes the word on the cover of a page that is open.
        "running_shown": [Shown(interview, one) for one in Interview.RUNNING_STATES],
        "ask_form": AskForm(auto_id="ask_%s"),
        "question_max": QUESTION_MAX,
        "readers": readers_of(room.pk) if room is not None else 0,
    }


def read_stream(interview: Interview) -> Stream:
    """The live text as everybody may read it, up to the room's last entry."""
    room = interview.room
    return (
        build_stream(entries_json(room, Audience.PUBLIC, 0, room.last_seq)) if room is not None else Stream()
    )


def asking_of(interview: Interview, state: str) -> Asking:
    """How questions are taken in a state."""
    words = closed_words(state, is_stopped=interview.questions_stopped)
    return Asking(not words, words, interview.slow_mode_seconds)


def _all_closed_words() -> str:
    """The words for each reason to take no questions, as JSON for the page that is open when it comes."""
    words = {state: closed_words(state, is_stopped=False) for state in Interview.State.values}
    return json.dumps(words | {"stopped": closed_words(Interview.State.LIVE, is_stopped=True)})


def list_questions(interview: Interview, sort: str, number: str) -> Page[Question]:
    """One page of the shown questions: what is still to be answered first."""
    return Paginator(public_questions(interview, sort), PER_PAGE).get_page(number)


def public_questions(interview: Interview, sort: str = MOST_WANTED) -> QuerySet[Question]:
    """The shown questions; the answered ones come last."""
    answered = Case(When(answered_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    order = (F("number").desc(),) if sort == NEWEST else (F("votes").desc(), F("number").asc())
    questions: QuerySet[Question] = interview.questions.public().defer(*_PRIVATE)
    return questions.order_by(answered, *order)


def own_context(interview: Interview, author_key: str, user: Any) -> dict[str, Any]:
    """What one device asked and voted for."""
    own = interview.questions.by_device(author_key).select_related("rejection", "case", "merged_into")
    voted = QuestionVote.objects.filter(author_key=author_key, question__interview=interview)
    questions = list(own.order_by("-number"))
    voted_for = public_questions(interview).filter(pk__in=voted.values("question"))
    return {
        "interview": interview,
        "own_questions": questions,
        "voted_questions": list(voted_for),
        "own_ids": [question.pk for question in questions],
        "voted_ids": list(voted.values_list("question_id", flat=True)),
        "is_waiting": any(question.state in _WAITING for question in questions),
        "detail_form": DetailForm(auto_id=False),
        "account_name": (user.get_full_name() or user.get_username()) if user.is_authenticated else "",
        "can_change": current_state(interview) in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES),
    }


_WAITING = (Question.State.PENDING, Question.State.NEEDS_DETAIL, Question.State.APPROVED)
