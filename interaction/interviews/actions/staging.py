"""What stands on the screen and in view, pictures, and what is taken back."""

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.models import Image
from wagtail.models import Collection

from interaction.cases.actions.steps import checked_text
from interaction.interviews.actions.speaking import name_of_host, spoken_entry
from interaction.interviews.actions.stage import (
    change_screen,
    lock_interview,
    lock_questions,
    refuse_off_air,
    room_of,
    sent_before,
    speaking_modes,
    write_public,
)
from interaction.interviews.entries import ANSWER, ON_SCREEN, PICTURE, PINNED, QUESTION, SPOKEN, question_body
from interaction.interviews.models import Interview, InterviewPicture, Question
from interaction.interviews.permissions import Duty, require_duty
from interaction.moderation.texts import clean_public_text
from interaction.rooms.actions import ALL_MODES, append_entry, redact_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid
from portal.base.uploads import judge_upload, without_location

COLLECTION = "在线访谈"
RENDITION = "max-1280x1280"
ALT_MAX = 200
REASON_MAX = 200
# What a redaction may take: words, pictures, and questions that are shown no more.
REDACTABLE = (*SPOKEN, QUESTION, ON_SCREEN)


@transaction.atomic
def put_on_screen(
    interview: Interview, by: User, question: Question | None, *, client_id: uuid.UUID | None = None
) -> Interview:
    """Say which question is being talked about; nothing takes the screen back to the stream.

    Raises:
        Conflict: the interview is not live, or the question is not shown.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    wanted = question.pk if question is not None else None
    if sent_before(locked, by, client_id) or locked.on_screen_id == wanted:
        return locked
    refuse_off_air(locked, duties)
    shown = lock_questions(locked, wanted)[wanted] if wanted is not None else None
    if shown is not None and shown.state not in Question.PUBLIC_STATES:
        raise Conflict(_("This question is not shown to the public."))
    change_screen(locked, shown, by, client_id)
    return locked


@transaction.atomic
def pin(interview: Interview, by: User, seq: int | None, *, client_id: uuid.UUID | None = None) -> Interview:
    """Keep something that was said in view, or let it go.

    Raises:
        Conflict: the interview is not live, or nothing was said at this place.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    if sent_before(locked, by, client_id) or locked.pinned_seq == seq:
        return locked
    refuse_off_air(locked, duties)
    if seq is not None:
        spoken_entry(locked, seq, SPOKEN)
    _pin(locked, by, seq, client_id)
    return locked


def show_picture(
    interview: Interview, by: User, file: UploadedFile, alt: str, *, client_id: uuid.UUID
) -> Entry:
    """Put a picture into the live text, rid of the place where it was taken.

    Raises:
        Invalid: it is no picture, or nothing says what it shows.
        Conflict: the interview is not live.
    """
    duties = require_duty(by, interview, Duty.HOST, Duty.RECORDER)
    if sent := sent_before(interview, by, client_id):
        return sent
    refuse_off_air(interview, duties)
    alt = clean_public_text(alt, ALT_MAX, field="alt")
    # Scaled before anything is locked: nobody waits for a camera's twenty million pixels.
    image = _store_image(file, alt, by)
    try:
        entry, is_new = _write_picture(interview, by, image, alt, client_id)
    except BaseException:
        image.delete()
        raise
    if not is_new:
        image.delete()
    return entry


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
    if entry.kind in (QUESTION, ON_SCREEN):
        _say_answers_anew(locked, taken, by)
    _reopen_unanswered(locked, taken, by)
    if locked.pinned_seq in {one.seq for one in taken}:
        _pin(locked, by, None)
    return [one.seq for one in taken]


def _pin(interview: Interview, by: User, seq: int | None, client_id: uuid.UUID | None = None) -> None:
    interview.pinned_seq = seq
    interview.save(update_fields=["pinned_seq"])
    write_public(interview, PINNED, {"seq": seq}, by, client_id)


def _store_image(file: UploadedFile, alt: str, by: User) -> Image:
    kind = judge_upload(file.name or "", file, file.size or 0)
    if not kind.is_picture:
        raise Invalid(_("Please choose a picture (JPEG, PNG or WebP)."), field="image")
    collection = Collection.objects.filter(name=COLLECTION).first()
    if collection is None:
        collection = Collection.get_first_root_node().add_child(name=COLLECTION)
    image: Image = Image.objects.create(
        title=alt,
        description=alt,
        file=without_location(file, file.name or ""),
        collection=collection,
        uploaded_by_user=by,
    )
    image.get_rendition(RENDITION)
    return image


@transaction.atomic
def _write_picture(
    interview: Interview, by: User, image: Image, alt: str, client_id: uuid.UUID
) -> tuple[Entry, bool]:
    locked = lock_interview(interview)
    duties = require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    if sent := sent_before(locked, by, client_id):
        return sent, False
    refuse_off_air(locked, duties)
    picture = InterviewPicture.objects.create(interview=locked, image=image, alt=alt)
    shown = image.get_rendition(RENDITION)
    body: dict[str, Any] = {
        "url": shown.url,
        "width": shown.width,
        "height": shown.height,
        "alt": alt,
        "by": name_of_host(locked, by, duties),
    }
    entry: Entry = append_entry(
        room_of(locked),
        PICTURE,
        body,
        audience=Audience.PUBLIC,
        author_kind=Entry.AuthorKind.HOST,
        author=by,
        client_id=client_id,
        modes=speaking_modes(duties),
    )
    audit.record("picture.shown", picture, actor=by, site=locked.site, seq=entry.seq)
    return entry, True


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
