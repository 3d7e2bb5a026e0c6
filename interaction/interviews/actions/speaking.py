"""What is said on the stage: answers, remarks, corrections. Words are never changed: a correction is new."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.interviews.actions.stage import (
    lock_interview,
    lock_questions,
    refuse_off_air,
    room_of,
    sent_before,
    speaking_modes,
    write_public,
)
from interaction.interviews.entries import (
    ANSWER,
    QUESTION,
    REMARK,
    SpokenBody,
    question_body,
)
from interaction.interviews.models import AnswerDraft, Interview, InterviewGuest, Question
from interaction.interviews.permissions import ON_STAGE, Duty, require_duty
from interaction.moderation.texts import clean_public_text
from interaction.rooms.actions import Outrun, append_entry, lock_room
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base import audit
from portal.base.errors import Conflict, Invalid, NotAllowed

SPOKEN_MAX = 4000
WORDS = (REMARK, ANSWER)


@dataclass(frozen=True, slots=True)
class Speaker:
    """In whose name something is said."""

    name: str
    title: str
    duty: Duty

    @property
    def author_kind(self) -> str:
        """How the log calls the speaker."""
        return Entry.AuthorKind.GUEST if self.duty == Duty.GUEST else Entry.AuthorKind.HOST


@transaction.atomic
def answer_question(
    interview: Interview,
    by: User,
    text: str,
    question: Question,
    *,
    client_id: uuid.UUID,
    seen_seq: int,
    guest: InterviewGuest | None = None,
    confirmed: bool = False,
) -> Entry:
    """Answer a question: a guest in person, or a recorder (or host) in the name of `guest`.

    Raises:
        NotAllowed: a guest would speak for another.
        Outrun: somebody else answered it meanwhile, after what the writer has seen; the draft is kept.
        Conflict: the interview is not live, or the question is not shown.
        Invalid: no guest is named, or the text is empty, too long or holds personal data.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, *ON_STAGE)
    if sent := sent_before(locked, by, client_id):
        return sent
    refuse_off_air(locked, duties)
    speaker = _speaker(locked, by, duties, guest)
    if speaker.duty != Duty.GUEST:
        raise Invalid(_("Say which guest answers."), field="guest")
    text = clean_public_text(text, SPOKEN_MAX, confirmed=confirmed)
    answered = lock_questions(locked, question.pk)[question.pk]
    if answered.state not in Question.PUBLIC_STATES:
        raise Conflict(_("This question is not shown to the public."))
    _refuse_unseen(locked, answered, by, seen_seq)
    is_first = answered.answered_at is None
    if is_first:
        answered.answered_at = timezone.now()
        answered.save(update_fields=["answered_at"])
    body = _spoken(speaker, text)
    body["question"] = question_body(answered)
    entry = _speak(locked, ANSWER, body, speaker, by, duties, client_id)
    if is_first:
        write_public(locked, QUESTION, question_body(answered), by)
    AnswerDraft.objects.filter(interview=locked, question=answered, author=by).delete()
    return entry


@transaction.atomic
def say(
    interview: Interview,
    by: User,
    text: str,
    *,
    client_id: uuid.UUID,
    guest: InterviewGuest | None = None,
    confirmed: bool = False,
) -> Entry:
    """Say something that answers no question, as the host, or in the name of a guest who greets.

    Raises:
        NotAllowed: a guest would speak for another.
        Conflict: the interview is not live.
        Invalid: the text is empty, too long or holds personal data.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, *ON_STAGE)
    if sent := sent_before(locked, by, client_id):
        return sent
    refuse_off_air(locked, duties)
    speaker = _speaker(locked, by, duties, guest)
    text = clean_public_text(text, SPOKEN_MAX, confirmed=confirmed)
    entry = _speak(locked, REMARK, _spoken(speaker, text), speaker, by, duties, client_id)
    AnswerDraft.objects.filter(interview=locked, question=None, author=by).delete()
    return entry


@transaction.atomic
def correct(
    interview: Interview,
    by: User,
    seq: int,
    text: str,
    *,
    client_id: uuid.UUID,
    confirmed: bool = False,
) -> Entry:
    """Put better words in the place of what was said; both stay in the log. Guests correct their own.

    Raises:
        NotAllowed: a guest would correct another.
        Outrun: it was corrected meanwhile.
        Conflict: the interview is not live, or there are no words to correct.
        Invalid: the text is empty, too long or holds personal data.
    """
    locked = lock_interview(interview)
    duties = require_duty(by, locked, *ON_STAGE)
    if sent := sent_before(locked, by, client_id):
        return sent
    refuse_off_air(locked, duties)
    said = spoken_entry(locked, seq)
    if Duty.RECORDER not in duties and said.author_id != by.pk:
        raise NotAllowed(_("Guests correct their own words."))
    root = said.body.get("corrects", said.seq)
    newer = room_of(locked).entries.after(said.seq).filter(body__corrects=root)
    if newer:
        raise Outrun(list(newer))
    body: dict[str, Any] = {
        **said.body,
        "text": clean_public_text(text, SPOKEN_MAX, confirmed=confirmed),
        "corrects": root,
    }
    entry: Entry = append_entry(
        room_of(locked),
        said.kind,
        body,
        audience=Audience.PUBLIC,
        author_kind=said.author_kind,
        author=by,
        client_id=client_id,
        modes=speaking_modes(duties),
    )
    audit.record("entry.corrected", entry, actor=by, site=locked.site, corrects=root)
    return entry


def spoken_entry(interview: Interview, seq: int, kinds: Collection[str] = WORDS) -> Entry:
    """What was said at a place of the log.

    Raises:
        Conflict: nothing was said there, or it was taken back.
    """
    said: Entry | None = room_of(interview).entries.filter(seq=seq, kind__in=kinds, redaction=None).first()
    if said is None:
        raise Conflict(_("There is nothing at this place, or it was taken back."))
    return said


def name_of_host(interview: Interview, by: User, duties: Collection[Duty]) -> str:
    """The host's name as everybody may read it; never the name of an account."""
    if Duty.HOST in duties:
        return by.get_full_name()
    hosts = interview.page.members.filter(role=Duty.HOST.value).select_related("user")
    member = hosts.first()
    return member.user.get_full_name() if member else ""


def _speaker(
    interview: Interview, by: User, duties: Collection[Duty], guest: InterviewGuest | None
) -> Speaker:
    # Who stands in for others says in whose name; everybody else is a guest in person.
    own = interview.page.guests.filter(user=by).first() if Duty.RECORDER not in duties else None
    if guest is not None and guest.page_id != interview.page_id:
        raise Invalid(_("Choose a guest of this interview."), field="guest")
    if Duty.RECORDER not in duties and guest is not None and guest != own:
        raise NotAllowed(_("Guests speak for themselves only."))
    speaking = guest or own
    if speaking is not None:
        return Speaker(speaking.name, speaking.title, Duty.GUEST)
    return Speaker(name_of_host(interview, by, duties), "", Duty.HOST)


def _spoken(speaker: Speaker, text: str) -> SpokenBody:
    return {"text": text, "by": speaker.name, "title": speaker.title, "duty": speaker.duty.value}


def _speak(
    interview: Interview,
    kind: str,
    body: SpokenBody,
    speaker: Speaker,
    by: User,
    duties: Collection[Duty],
    client_id: uuid.UUID,
) -> Entry:
    entry: Entry = append_entry(
        room_of(interview),
        kind,
        dict(body),
        audience=Audience.PUBLIC,
        author_kind=speaker.author_kind,
        author=by,
        client_id=client_id,
        modes=speaking_modes(duties),
    )
    return entry


def _refuse_unseen(interview: Interview, question: Question, by: User, seen_seq: int) -> None:
    """Show a writer the answers of others to the same question before theirs is added."""
    room = lock_room(room_of(interview))
    answers = room.entries.after(seen_seq).filter(kind=ANSWER, body__question__id=question.pk)
    missing = list(answers.exclude(author=by))
    if missing:
        raise Outrun(missing)
