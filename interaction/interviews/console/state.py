"""What the console's screen is built from at its start; from then on it follows the room's log."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils import timezone

from interaction.interviews.actions.stage import room_of
from interaction.interviews.console.verbs import VERBS
from interaction.interviews.entries import iso, run_sheet_body
from interaction.interviews.models import AnswerDraft, Interview, Question
from interaction.interviews.permissions import ON_STAGE, Duty, audience_of
from interaction.interviews.states import current_state
from interaction.moderation.codes import codes_of
from interaction.rooms.models import Room
from interaction.rooms.presence import readers_of
from portal.accounts.models import User


def console_state(interview: Interview, user: User, duties: Collection[Duty]) -> dict[str, Any]:
    """Everything at once. The room's place is read first: what changes meanwhile comes again as an entry."""
    room = room_of(interview)
    room.refresh_from_db()
    is_on_stage = bool(set(duties) & ON_STAGE)
    lines = run_sheet_body(interview.prepared.all())["lines"] if is_on_stage else []
    return {
        "now": iso(timezone.now()),
        "interview": run_json(interview),
        "room": _room_json(room),
        "me": _me_json(interview, user, duties),
        "verbs": [name for name, verb in VERBS.items() if verb.duties & set(duties)],
        "guests": [
            {"id": guest.pk, "name": guest.name, "title": guest.local_title, "user": guest.user_id}
            for guest in interview.page.guests.all()
        ],
        "questions": questions_json(interview, duties),
        "drafts": drafts_json(interview) if is_on_stage else [],
        "run_sheet": lines,
        "codes": [
            {"code": code.code, "name": code.local_name, "explanation": code.local_explanation}
            for code in codes_of(interview.site)
        ],
    }


def run_json(interview: Interview) -> dict[str, Any]:
    """The interview as it stands now."""
    return {
        "id": interview.pk,
        "title": interview.page.local_title,
        "state": current_state(interview),
        "starts_at": iso(interview.starts_at),
        "ends_at": iso(interview.ends_at),
        "started_at": _iso_or_none(interview.started_at),
        "ended_at": _iso_or_none(interview.ended_at),
        "questions_stopped": interview.questions_stopped,
        "slow_mode_seconds": interview.slow_mode_seconds,
        "on_screen": interview.on_screen_id,
        "pinned_seq": interview.pinned_seq,
    }


def questions_json(interview: Interview, duties: Collection[Duty]) -> list[dict[str, Any]]:
    """All questions of an interview, by number."""
    rows = interview.questions.select_related("rejection", "moderated_by").defer("notice_email", "query_code")
    questions = list(rows.order_by("number"))
    merged: dict[int, list[int]] = defaultdict(list)
    for question in questions:
        if question.merged_into_id is not None:
            merged[question.merged_into_id].append(question.pk)
    return [_question_json(question, merged, duties) for question in questions]


def question_json(question: Question, duties: Collection[Duty]) -> dict[str, Any]:
    """One question as it is now."""
    merged = question.merged.order_by("number").values_list("pk", flat=True)
    return _question_json(question, {question.pk: list(merged)}, duties)


def drafts_json(interview: Interview) -> list[dict[str, Any]]:
    """What people on the stage are writing; a draft that was emptied is none."""
    drafts: Iterable[AnswerDraft] = interview.drafts.exclude(text="").select_related("author")
    return [draft_json(draft) for draft in drafts]


def draft_json(draft: AnswerDraft) -> dict[str, Any]:
    """One draft."""
    return {
        "question": draft.question_id,
        "author": draft.author_id,
        "author_name": str(draft.author),
        "text": draft.text,
        "version": draft.version,
        "saved_at": iso(draft.saved_at),
    }


def _question_json(
    question: Question, merged: Mapping[int, list[int]], duties: Collection[Duty]
) -> dict[str, Any]:
    # Only those who judge what may be shown read what stands behind a mask.
    is_changed = question.text != question.public_text
    original = question.text if is_changed and Duty.MODERATOR in duties else None
    return {
        "id": question.pk,
        "number": question.number,
        "state": str(question.state),
        "text": question.public_text,
        "original": original,
        "by": question.author_name,
        "asked_at": iso(question.asked_at),
        "votes": question.votes,
        "shortlisted": question.shortlisted_at is not None,
        "masked": is_changed,
        "detail_wanted": question.detail_wanted,
        "merged_into": question.merged_into_id,
        "merged": merged.get(question.pk, []),
        "code": question.rejection.code if question.rejection else "",
        "note": question.rejection_note,
        "moderated_by": str(question.moderated_by or ""),
        "moderated_at": _iso_or_none(question.moderated_at),
        "answered_at": _iso_or_none(question.answered_at),
    }


def _room_json(room: Room) -> dict[str, Any]:
    return {
        "id": room.pk,
        "epoch": room.epoch,
        "last_seq": room.last_seq,
        "mode": str(room.mode),
        "readers": readers_of(room.pk),
    }


def _me_json(interview: Interview, user: User, duties: Collection[Duty]) -> dict[str, Any]:
    guest = interview.page.guests.filter(user=user).first() if Duty.GUEST in duties else None
    return {
        "id": user.pk,
        "name": str(user),
        "duties": sorted(duty.value for duty in duties),
        "audience": str(audience_of(user, interview)),
        "guest": guest.pk if guest else None,
    }


def _iso_or_none(at: Any) -> str | None:
    return iso(at) if at is not None else None
