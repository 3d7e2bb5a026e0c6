"""What moderators decide about questions. Two who decide at once: the second is shown what the first did."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from interaction.interviews.actions.stage import (
    change_screen,
    lock_interview,
    lock_questions,
    sent_before,
    write_public,
)
from interaction.interviews.entries import (
    MODERATED,
    QUESTION,
    QUESTION_GONE,
    QuestionGoneBody,
    moderated_body,
    question_body,
)
from interaction.interviews.models import Interview, Question, QuestionVote
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.interviews.permissions import Duty, require_duty
from interaction.interviews.states import current_state
from interaction.moderation.models import RejectionCode
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid
from portal.base.personal_data import mask_personal_data

NOTE_MAX = 200

_State = Question.State
_APPROVED_FROM = (_State.PENDING, _State.NEEDS_DETAIL, _State.REJECTED)
_REFUSED_FROM = (_State.PENDING, _State.NEEDS_DETAIL, _State.APPROVED)
_ASKED_BACK_FROM = (_State.PENDING, _State.NEEDS_DETAIL)
_SHORTLISTED_FROM = (_State.PENDING, _State.APPROVED)


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


@transaction.atomic
def approve_question(
    question: Question,
    by: User,
    *,
    public_text: str | None = None,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Show a question to everybody, or change the words in which it is shown (also after the end).

    What was edited is masked once more; the author's own words are kept as they were written.

    Raises:
        Decided: it is in another state than the moderator saw, or cannot be shown.
    """
    matter = _take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    decided = matter.question
    text = decided.public_text if public_text is None else _masked(public_text)
    is_edit = decided.state == _State.APPROVED and text != decided.public_text
    if not is_edit:
        _refuse_over(matter.interview)
    _refuse_decided(matter, seen_state, (*_APPROVED_FROM, _State.APPROVED) if is_edit else _APPROVED_FROM)
    decided.public_text, decided.rejection, decided.rejection_note = text, None, ""
    _decide(matter, _State.APPROVED, "public_text", "rejection", "rejection_note")
    write_public(matter.interview, QUESTION, question_body(decided), by)
    if matter.interview.on_screen_id == decided.pk:
        change_screen(matter.interview, decided, by)
    _write_down(matter, "question.edited" if is_edit else "question.approved")
    return decided


@transaction.atomic
def reject_question(
    question: Question,
    by: User,
    code: RejectionCode,
    *,
    note: str = "",
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Show a question to nobody, together with those that were merged into it; the authors see the code.

    Raises:
        Decided: it is in another state than the moderator saw.
        Conflict: it was answered.
        Invalid: the code is none of the site's, or the note is too long.
    """
    matter = _take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    _refuse_over(matter.interview)
    _refuse_decided(matter, seen_state, _REFUSED_FROM)
    _refuse_answered(matter.question)
    if code.site_id != matter.interview.site_id or not code.is_active:
        raise Invalid(_("Choose one of the site's codes."), field="code")
    note = checked_text(note, NOTE_MAX, "note") if note.strip() else ""
    was_public = matter.question.state in Question.PUBLIC_STATES
    _leave_stage(matter, None, was_public=was_public)
    for refused in (matter.question, *_merged(matter)):
        one = Matter(
            matter.interview, refused, {}, by, client_id if refused is matter.question else None, False
        )
        refused.rejection, refused.rejection_note, refused.shortlisted_at = code, note, None
        refused.merged_into = None
        _decide(one, _State.REJECTED, "rejection", "rejection_note", "shortlisted_at", "merged_into")
        _write_down(one, "question.rejected", code=code.code)
    return matter.question


@transaction.atomic
def merge_question(
    question: Question,
    into: Question,
    by: User,
    *,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Let a similar question speak for this one; its votes go along, everybody counted once.

    Who asked counts as a vote for the other. What was merged into this one goes along too.

    Raises:
        Decided: it is in another state than the moderator saw.
        Conflict: one of them cannot be merged.
    """
    matter = _take_up(question, by, client_id, into)
    merged = matter.question
    if matter.is_decided_so:
        return merged
    _refuse_over(matter.interview)
    _refuse_decided(matter, seen_state, _REFUSED_FROM)
    main = matter.family[_main_of(into)]
    _refuse_merging(merged, main)
    was_public = merged.state in Question.PUBLIC_STATES
    for one in (*_merged(matter), merged):
        one.merged_into, one.shortlisted_at = main, None
        one.save(update_fields=["merged_into", "shortlisted_at"] if one is not merged else ["shortlisted_at"])
    _move_votes(merged, main)
    _leave_stage(matter, main, was_public=was_public)
    _decide(matter, _State.MERGED, "merged_into", "votes")
    if main.state in Question.PUBLIC_STATES:
        write_public(matter.interview, QUESTION, question_body(main), by)
    _write_down(matter, "question.merged", into=main.pk)
    return merged


@transaction.atomic
def ask_for_detail(
    question: Question,
    by: User,
    wanted: str,
    *,
    seen_state: str = "",
    client_id: uuid.UUID | None = None,
) -> Question:
    """Ask the author to add something before the question can be shown.

    Raises:
        Decided: it is in another state than the moderator saw.
        Invalid: nothing is asked for.
    """
    matter = _take_up(question, by, client_id)
    if matter.is_decided_so:
        return matter.question
    _refuse_over(matter.interview)
    _refuse_decided(matter, seen_state, _ASKED_BACK_FROM)
    matter.question.detail_wanted = checked_text(wanted, NOTE_MAX, "wanted")
    _decide(matter, _State.NEEDS_DETAIL, "detail_wanted")
    _write_down(matter, "question.detail_wanted")
    return matter.question


@transaction.atomic
def shortlist_question(
    question: Question, by: User, *, on: bool, client_id: uuid.UUID | None = None
) -> Question:
    """Note that a question should be among the next ones, or no more.

    Raises:
        Decided: it is in a state in which it cannot come next.
    """
    matter = _take_up(question, by, client_id)
    if matter.is_decided_so or (matter.question.shortlisted_at is not None) == on:
        return matter.question
    _refuse_over(matter.interview)
    _refuse_decided(matter, "", _SHORTLISTED_FROM)
    matter.question.shortlisted_at = timezone.now() if on else None
    matter.question.save(update_fields=["shortlisted_at"])
    _write_down(matter, "question.shortlisted" if on else "question.unlisted")
    return matter.question


def _take_up(
    question: Question, by: User, client_id: uuid.UUID | None, into: Question | None = None
) -> Matter:
    interview = lock_interview(question.interview)
    require_duty(by, interview, Duty.MODERATOR)
    family = lock_questions(interview, question.pk, *([_main_of(into)] if into else []))
    is_decided_so = sent_before(interview, by, client_id) is not None
    return Matter(interview, family[question.pk], family, by, client_id, is_decided_so)


def _main_of(question: Question) -> int:
    """The key of the question that stands for this one: chains are never longer than one link."""
    row = Question.objects.values_list("merged_into", flat=True).get(pk=question.pk)
    return row or question.pk


def _refuse_over(interview: Interview) -> None:
    if current_state(interview) not in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES):
        raise Conflict(_("The interview is over: nothing is decided about its questions any more."))


def _refuse_decided(matter: Matter, seen_state: str, allowed: Collection[str]) -> None:
    state = matter.question.state
    if state not in allowed or (seen_state and seen_state != state):
        raise Decided(matter.question)


def _refuse_answered(question: Question) -> None:
    if question.answered_at is not None:
        raise Conflict(_("This question has been answered."), code="answered")


def _refuse_merging(question: Question, main: Question) -> None:
    if main.pk == question.pk:
        raise Invalid(_("A question cannot be merged with itself."), field="into")
    _refuse_answered(question)
    if main.state not in Question.OPEN_STATES:
        raise Decided(main)
    if question.state in Question.PUBLIC_STATES and main.state not in Question.PUBLIC_STATES:
        raise Conflict(_("Everybody can read this question, but not yet the other: show that one first."))


def _masked(text: str) -> str:
    return mask_personal_data(checked_text(text, QUESTION_MAX, "text"))


def _merged(matter: Matter) -> list[Question]:
    return [one for one in matter.family.values() if one.merged_into_id == matter.question.pk]


def _move_votes(question: Question, main: Question) -> None:
    """Count everybody once who wants one of both answered; who asked the main one is not its voter."""
    known = QuestionVote.objects.filter(question=main).values("author_key")
    own = QuestionVote.objects.filter(question=question)
    own.filter(author_key__in=[main.author_key]).delete()
    own.exclude(author_key__in=known).update(question=main)
    own.delete()
    if question.author_key != main.author_key:
        QuestionVote.objects.get_or_create(question=main, author_key=question.author_key)
    question.votes, main.votes = 0, QuestionVote.objects.filter(question=main).count()
    main.save(update_fields=["votes"])


def _leave_stage(matter: Matter, main: Question | None, *, was_public: bool) -> None:
    """Take a question off the screen and out of the list; `main` stands in for it."""
    if matter.interview.on_screen_id == matter.question.pk:
        change_screen(matter.interview, main, matter.by)
    if was_public:
        body: QuestionGoneBody = {"id": matter.question.pk, "into": main.pk if main else None}
        write_public(matter.interview, QUESTION_GONE, body, matter.by)


def _decide(matter: Matter, state: str, *fields: str) -> None:
    question = matter.question
    question.state, question.moderated_by, question.moderated_at = state, matter.by, timezone.now()
    question.save(update_fields=["state", "moderated_by", "moderated_at", *fields])


def _write_down(matter: Matter, action: str, **detail: Any) -> None:
    append_entry(
        matter.interview.room,
        MODERATED,
        dict(moderated_body(matter.question, str(matter.by))),
        audience=Audience.STAFF,
        author_kind=Entry.AuthorKind.STAFF,
        author=matter.by,
        client_id=matter.client_id,
        modes=ALL_MODES,
    )
    audit.record(action, matter.question, actor=matter.by, site=matter.interview.site, **detail)
