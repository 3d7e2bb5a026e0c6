"""What every decision about a question does: lock, ask who decides, hold it against what they saw, write."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.interviews.actions.stage import (
    change_screen,
    lock_interview,
    lock_questions,
    room_of,
    sent_before,
    write_public,
)
from interaction.interviews.entries import MODERATED, QUESTION_GONE, QuestionGoneBody, moderated_body
from interaction.interviews.models import Interview, Question
from interaction.interviews.permissions import Duty, require_duty
from interaction.interviews.states import current_state
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict


class Decided(Conflict):
    """Somebody decided meanwhile; `question` is as it is now."""

    def __init__(self, question: Question) -> None:
        super().__init__(_("Somebody else has decided about this question meanwhile."))
        self.question = question


@dataclass
class Matter:
    """A question before its moderator, with everything locked that a decision changes."""

    interview: Interview
    question: Question
    family: dict[int, Question]
    by: User
    client_id: uuid.UUID | None
    is_decided_so: bool


def take_up(
    question: Question, by: User, client_id: uuid.UUID | None, into: Question | None = None
) -> Matter:
    """Lock everything that a decision about a question changes, for a moderator.

    Raises:
        NotAllowed: `by` moderates no questions here.
    """
    interview = lock_interview(question.interview)
    require_duty(by, interview, Duty.MODERATOR)
    family = lock_questions(interview, question.pk, *([main_of(into)] if into else []))
    is_decided_so = sent_before(interview, by, client_id) is not None
    return Matter(interview, family[question.pk], family, by, client_id, is_decided_so)


def main_of(question: Question) -> int:
    """The key of the question that stands for this one: chains are never longer than one link."""
    row = Question.objects.values_list("merged_into", flat=True).get(pk=question.pk)
    return row or question.pk


def refuse_over(interview: Interview) -> None:
    """Leave the questions of an interview alone when it is over.

    Raises:
        Conflict: it is.
    """
    if current_state(interview) not in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES):
        raise Conflict(_("The interview is over: nothing is decided about its questions any more."))


def refuse_decided(matter: Matter, seen_state: str, allowed: Collection[str]) -> None:
    """Hold a moderator to what they saw.

    Raises:
        Decided: the question is in another state.
    """
    state = matter.question.state
    if state not in allowed or (seen_state and seen_state != state):
        raise Decided(matter.question)


def refuse_answered(question: Question) -> None:
    """Leave to the public what was answered.

    Raises:
        Conflict: it was (code "answered").
    """
    if question.answered_at is not None:
        raise Conflict(_("This question has been answered."), code="answered")


def merged_into_it(matter: Matter) -> list[Question]:
    """What was merged into the question."""
    return [one for one in matter.family.values() if one.merged_into_id == matter.question.pk]


def leave_stage(matter: Matter, main: Question | None, *, was_public: bool) -> None:
    """Take a question off the screen and out of the list; `main` stands in for it."""
    if matter.interview.on_screen_id == matter.question.pk:
        change_screen(matter.interview, main, matter.by)
    if was_public:
        body: QuestionGoneBody = {"id": matter.question.pk, "into": main.pk if main else None}
        write_public(matter.interview, QUESTION_GONE, body, matter.by)


def decide(matter: Matter, state: str, *fields: str) -> None:
    """Bring the question into a state, with the fields that belong to it."""
    question = matter.question
    question.state, question.moderated_by, question.moderated_at = state, matter.by, timezone.now()
    question.save(update_fields=["state", "moderated_by", "moderated_at", *fields])


def write_down(matter: Matter, action: str, **detail: Any) -> None:
    """Tell the staff and the audit log what was decided."""
    append_entry(
        room_of(matter.interview),
        MODERATED,
        dict(moderated_body(matter.question, str(matter.by))),
        audience=Audience.STAFF,
        author_kind=Entry.AuthorKind.STAFF,
        author=matter.by,
        client_id=matter.client_id,
        modes=ALL_MODES,
    )
    audit.record(action, matter.question, actor=matter.by, site=matter.interview.site, **detail)
