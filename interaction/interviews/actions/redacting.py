"""Taking something away from every reader; what is left tells the same story."""

from django.db import transaction
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from interaction.interviews.actions.picturing import forget_picture
from interaction.interviews.actions.speaking import spoken_entry
from interaction.interviews.actions.stage import lock_interview, lock_questions, room_of, write_public
from interaction.interviews.actions.staging import change_pin
from interaction.interviews.entries import ANSWER, ON_SCREEN, PICTURE, QUESTION, SPOKEN, question_body
from interaction.interviews.models import Interview, Question
from interaction.interviews.permissions import Duty, require_duty
from interaction.rooms.actions import ALL_MODES, append_entry, redact_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base.errors import Conflict

REASON_MAX = 200
# What a redaction may take: words, pictures, and questions that are shown no more.
REDACTABLE = (*SPOKEN, QUESTION, ON_SCREEN)


@transaction.atomic
def redact(interview: Interview, by: User, seq: int, reason: str) -> list[int]:
    """Take something away from every reader, with what it stood in place of; gives the places of the log.

    An answer that was taken back answers nothing: its question is owed again.

    Raises:
        Conflict: there is nothing to take back, or the question is still shown.
        Invalid: no reason is given.
    """
    locked = lock_interview(interview)
    require_duty(by, locked, Duty.HOST)
    reason = checked_text(reason, REASON_MAX, "reason")
    entry = spoken_entry(locked, seq, REDACTABLE)
    taken = _with_forerunners(locked, entry)
    if entry.kind in (QUESTION, ON_SCREEN):
        taken = _entries_of_question(locked, entry)
    for one in taken:
        redact_entry(one, reason, by=by)
        if one.kind == PICTURE:
            forget_picture(locked, one.body["url"])
    if entry.kind in (QUESTION, ON_SCREEN):
        _say_answers_anew(locked, taken, by)
    _reopen_unanswered(locked, taken, by)
    if locked.pinned_seq in {one.seq for one in taken}:
        change_pin(locked, by, None)
    return [one.seq for one in taken]


def _with_forerunners(interview: Interview, entry: Entry) -> list[Entry]:
    """An entry and, where it is a correction, the words that it stands in place of."""
    root = entry.body.get("corrects")
    if root is None:
        return [entry]
    rows = room_of(interview).entries.filter(seq__lt=entry.seq, redaction=None)
    before = [one for one in rows.filter(kind=entry.kind) if root in (one.seq, one.body.get("corrects"))]
    return [entry, *before]


def _entries_of_question(interview: Interview, entry: Entry) -> list[Entry]:
    """Every entry in which the same words of a question stand; they are shown nowhere else any more.

    Raises:
        Conflict: the question is still shown in these words.
    """
    shown = entry.body["question"] if entry.kind == ON_SCREEN else entry.body
    if shown is None:
        return [entry]
    question = Question.objects.get(pk=shown["id"], interview=interview)
    if question.state in Question.PUBLIC_STATES and question.public_text == shown["text"]:
        raise Conflict(_("This question is still shown: first edit its text, or do not show it any more."))
    rows = room_of(interview).entries.filter(kind__in=(QUESTION, ON_SCREEN, ANSWER), redaction=None)
    bodies = ((one, one.body if one.kind == QUESTION else one.body.get("question")) for one in rows)
    return [
        one for one, body in bodies if body and (body["id"], body["text"]) == (question.pk, shown["text"])
    ]


def _say_answers_anew(interview: Interview, taken: list[Entry], by: User) -> None:
    """Keep the answers that were taken only because the old words of their question stood in them."""
    latest = {one.body.get("corrects", one.seq): one for one in taken if one.kind == ANSWER}
    for root, one in latest.items():
        question = Question.objects.get(pk=one.body["question"]["id"])
        body = {**one.body, "question": dict(question_body(question)), "corrects": root}
        append_entry(
            room_of(interview),
            ANSWER,
            body,
            audience=Audience.PUBLIC,
            author_kind=one.author_kind,
            author=by,
            modes=ALL_MODES,
        )


def _reopen_unanswered(interview: Interview, taken: list[Entry], by: User) -> None:
    """Let the questions be owed again of which no answer is left."""
    for key in {one.body["question"]["id"] for one in taken if one.kind == ANSWER}:
        left = room_of(interview).entries.filter(kind=ANSWER, body__question__id=key, redaction=None)
        if left.exists():
            continue
        question = lock_questions(interview, key)[key]
        question.answered_at = None
        question.save(update_fields=["answered_at"])
        if question.state in Question.PUBLIC_STATES:
            write_public(interview, QUESTION, question_body(question), by)
