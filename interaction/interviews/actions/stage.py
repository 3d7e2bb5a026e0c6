"""What the actions of moderators and of people on the stage share: locks, repeated sendings, the screen.

The order of locks is always interview, questions (lower keys first), room: no two actions wait in a ring.
"""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.interviews.actions import life_cycle_steps
from interaction.interviews.entries import ON_SCREEN, OnScreenBody, question_body
from interaction.interviews.models import Interview, Question
from interaction.interviews.permissions import Duty
from interaction.interviews.states import current_state
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.models import Audience, Entry, Room
from portal.base.errors import Conflict, Invalid

_HOSTS_MODES = (Room.Mode.OPEN, Room.Mode.PAUSED)
_OTHERS_MODES = (Room.Mode.OPEN,)


def lock_interview(interview: Interview) -> Interview:
    """Read an interview again under its row lock, in the state that the clock has brought it to."""
    return life_cycle_steps.lock_interview(interview, timezone.now())


def room_of(interview: Interview) -> Room:
    """The room that an interview got when it was announced.

    Raises:
        Conflict: it was not announced.
    """
    if interview.room is None:
        raise Conflict(_("The interview has not been announced."))
    return interview.room


def lock_questions(interview: Interview, *keys: int) -> dict[int, Question]:
    """Read questions of an interview again under their row locks, together with what was merged into them.

    Raises:
        Invalid: one of them is not of this interview.
    """
    known = set(keys) | set(Question.objects.filter(merged_into__in=keys).values_list("pk", flat=True))
    rows = Question.objects.select_for_update().filter(interview=interview, pk__in=known).order_by("pk")
    locked: dict[int, Question] = {question.pk: question for question in rows}
    if not set(keys) <= set(locked):
        raise Invalid(_("There is no such question in this interview."), field="question")
    return locked


def sent_before(interview: Interview, by: Any, client_id: uuid.UUID | None) -> Entry | None:
    """The entry that this person has sent with the same `client_id`, if it came before.

    Asked under the interview's lock, so that a sending and its repetition never both find nothing.
    """
    if client_id is None:
        return None
    entries = Entry.objects.filter(room=interview.room_id, author_key=f"user:{by.pk}", client_id=client_id)
    found: Entry | None = entries.first()
    return found


def refuse_off_air(interview: Interview, duties: Collection[Duty]) -> None:
    """Let people speak while the interview is live, and hosts also while it is paused.

    Raises:
        Conflict: it is not (code "mode").
    """
    state = current_state(interview)
    if state == Interview.State.PAUSED and Duty.HOST not in duties:
        raise Conflict(_("The interview is paused: only the host speaks now."), code="mode")
    if state not in Interview.RUNNING_STATES:
        raise Conflict(_("The interview is not live."), code="mode")


def speaking_modes(duties: Collection[Duty]) -> tuple[Room.Mode, ...]:
    """The modes of the room in which these people are heard."""
    return _HOSTS_MODES if Duty.HOST in duties else _OTHERS_MODES


def write_public(
    interview: Interview, kind: str, body: Mapping[str, Any], by: Any, client_id: uuid.UUID | None = None
) -> Entry:
    """Write what staff decided into the public log; it is heard in any mode."""
    entry: Entry = append_entry(
        room_of(interview),
        kind,
        dict(body),
        audience=Audience.PUBLIC,
        author_kind=Entry.AuthorKind.STAFF,
        author=by,
        client_id=client_id,
        modes=ALL_MODES,
    )
    return entry


def change_screen(
    interview: Interview, question: Question | None, by: Any, client_id: uuid.UUID | None = None
) -> None:
    """Put a question on the screen of a locked interview, or take it off."""
    interview.on_screen = question
    interview.save(update_fields=["on_screen"])
    body: OnScreenBody = {"question": question_body(question) if question else None}
    write_public(interview, ON_SCREEN, body, by, client_id)
