"""What citizens do in an interview: ask, vote, add what was asked for, take a question back.

Locked are first the interview, then its question, then the room: so no two actions wait in a ring.
"""

import math
import uuid
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from interaction.cases.rules import clean_text
from interaction.interviews.actions.life_cycle_steps import lock_interview
from interaction.interviews.actions.stage import room_of
from interaction.interviews.entries import (
    MODERATED,
    QUESTION_GONE,
    RECEIVED,
    QuestionGoneBody,
    moderated_body,
    received_body,
)
from interaction.interviews.limits import TooSoon
from interaction.interviews.models import Interview, Question, QuestionVote
from interaction.interviews.models.questions import QUESTION_MAX
from interaction.interviews.states import current_state
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.counting import tell_counts
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid, NotAllowed
from portal.base.personal_data import ALL_KINDS, mask_personal_data
from portal.base.personal_data.findings import NAME

NAME_MAX = 30
# A name is given to be shown; a telephone in its place is not.
_NAME_KINDS = frozenset(ALL_KINDS) - {NAME}


@transaction.atomic
def ask_question(
    interview: Interview,
    *,
    author_key: str,
    text: str,
    author_name: str = "",
    notice_email: str = "",
    user: User | None = None,
    client_id: uuid.UUID,
    language: str,
) -> Question:
    """Take a question, which waits for a moderator; sent again with its `client_id` it is the same one.

    Raises:
        Invalid: the text is empty or too long, or the e-mail address is none.
        Conflict: no questions are taken now.
        TooSoon: slow mode lets this device ask later.
    """
    locked = lock_interview(interview, timezone.now())
    if known := _sent_before(locked, author_key, client_id):
        return known
    _refuse_when_closed(locked)
    text = checked_text(text, QUESTION_MAX, "text")
    _refuse_haste(locked, author_key)
    locked.last_question_number += 1
    locked.save(update_fields=["last_question_number"])
    question: Question = Question.objects.create(
        interview=locked,
        number=locked.last_question_number,
        author_key=author_key,
        author=user,
        author_name=_shown_name(author_name),
        notice_email=_checked_email(notice_email),
        language=language,
        client_id=client_id,
        text=text,
        public_text=mask_personal_data(text),
    )
    _tell_moderators(question)
    return question


@transaction.atomic
def vote_for(question: Question, author_key: str) -> int:
    """Wish to hear a question answered, once a person; gives the votes. One's own counts no more by it.

    Raises:
        Conflict: the question takes no votes.
    """
    locked = _lock_votable(question)
    if locked.author_key == author_key:
        return int(locked.votes)
    _vote, is_new = QuestionVote.objects.get_or_create(question=locked, author_key=author_key)
    return _count_votes(locked, 1) if is_new else int(locked.votes)


@transaction.atomic
def withdraw_vote(question: Question, author_key: str) -> int:
    """Take one's vote back; gives the votes.

    Raises:
        Conflict: the question takes no votes.
    """
    locked = _lock_votable(question)
    deleted, _rows = QuestionVote.objects.filter(question=locked, author_key=author_key).delete()
    return _count_votes(locked, -1) if deleted else int(locked.votes)


@transaction.atomic
def add_detail(question: Question, author_key: str, text: str) -> Question:
    """Add what a moderator asked for; the question waits for a moderator again.

    Raises:
        NotAllowed: another device asked it.
        Conflict: nothing was asked for, or the interview is over.
        Invalid: the text is empty or too long.
    """
    locked_interview = lock_interview(question.interview, timezone.now())
    locked = _lock_own(question, author_key)
    if locked.state != Question.State.NEEDS_DETAIL:
        raise Conflict(_("Nothing more is asked about this question."))
    _refuse_over(locked_interview)
    # On one line: a short last line would be taken, and masked, for a signature.
    locked.text = f"{locked.text} {checked_text(text, QUESTION_MAX, 'text')}"
    locked.public_text = mask_personal_data(locked.text)
    locked.state = Question.State.PENDING
    locked.save(update_fields=["text", "public_text", "state"])
    _tell_moderators(locked)
    return locked


@transaction.atomic
def withdraw_question(question: Question, author_key: str) -> Question:
    """Take one's question back, as long as nobody answers it and it stands for nobody else.

    Raises:
        NotAllowed: another device asked it.
        Conflict: it is on the screen, answered, decided, or others were merged into it.
    """
    interview = lock_interview(question.interview, timezone.now())
    locked = _lock_own(question, author_key)
    _refuse_withdrawal(interview, locked)
    was_public = locked.state in Question.PUBLIC_STATES
    locked.state = Question.State.WITHDRAWN
    # Nobody is told about an answer that will not come.
    locked.notice_email, locked.shortlisted_at = "", None
    locked.save(update_fields=["state", "notice_email", "shortlisted_at"])
    if was_public:
        append_entry(
            room_of(interview),
            QUESTION_GONE,
            dict(QuestionGoneBody(id=locked.pk, into=None)),
            modes=ALL_MODES,
        )
    decided = moderated_body(locked, by="")
    append_entry(room_of(interview), MODERATED, dict(decided), audience=Audience.STAFF, modes=ALL_MODES)
    return locked


def _sent_before(interview: Interview, author_key: str, client_id: uuid.UUID) -> Question | None:
    """The question that came with this id, which only its sender knows; it is the sender's own from now on.

    A device without a cookie is another one at each sending, until an answer has brought it the cookie.
    """
    known: Question | None = Question.objects.filter(interview=interview, client_id=client_id).first()
    if known is not None and known.author_key != author_key:
        known.author_key = author_key
        known.save(update_fields=["author_key"])
    return known


def closed_words(state: str, *, is_stopped: bool) -> str:
    """Why no question is taken in a state, in words for citizens; empty while they are taken."""
    return _closed(state, is_stopped)[1]


def _closed(state: str, is_stopped: bool) -> tuple[str, str]:
    if state == Interview.State.ANNOUNCED:
        return "not_yet", _("Questions are not taken yet. Please come back later.")
    if state == Interview.State.PAUSED:
        return "paused", _("The interview is paused. Please send your question when it goes on.")
    if state not in Interview.ASKING_STATES:
        return "over", _("This interview takes no more questions.")
    if is_stopped:
        words = _("The host takes no more questions for now. You can still vote for others' questions.")
        return "stopped", words
    return "", ""


def _refuse_when_closed(interview: Interview) -> None:
    code, words = _closed(interview.state, interview.questions_stopped)
    if code:
        raise Conflict(words, code=code)


def _refuse_over(interview: Interview) -> None:
    if current_state(interview) not in (*Interview.BEFORE_STATES, *Interview.RUNNING_STATES):
        raise Conflict(_("This interview is over."), code="over")


def _refuse_haste(interview: Interview, author_key: str) -> None:
    """Hold a device to the slow mode.

    Raises:
        TooSoon: it asked within the last `slow_mode_seconds`.
    """
    pause = timedelta(seconds=interview.slow_mode_seconds)
    own = interview.questions.by_device(author_key).order_by("-asked_at")
    last = own.values_list("asked_at", flat=True).first() if pause else None
    left = (last + pause - timezone.now()).total_seconds() if last else 0
    if left > 0:
        seconds = math.ceil(left)
        raise TooSoon(
            _("Many are asking now: please wait %(seconds)d seconds before your next question.")
            % {"seconds": seconds},
            retry_after=seconds,
            code="slow_mode",
        )


def _refuse_withdrawal(interview: Interview, question: Question) -> None:
    if question.state not in Question.OPEN_STATES or question.answered_at or question.case_id:
        raise Conflict(_("This question was answered or decided; it cannot be withdrawn any more."))
    if interview.on_screen_id == question.pk:
        raise Conflict(_("Your question is being answered; it cannot be withdrawn now."))
    if question.merged.exists():
        raise Conflict(_("Others asked the same and wait with you; this question cannot be withdrawn."))


def _lock_own(question: Question, author_key: str) -> Question:
    locked: Question = Question.objects.select_for_update().get(pk=question.pk)
    if locked.author_key != author_key:
        raise NotAllowed(_("Only the device that asked a question can change it."))
    return locked


def _lock_votable(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related(
        "interview__page", "interview__room"
    )
    locked: Question = rows.defer("text", "notice_email", "query_code").get(pk=question.pk)
    if locked.state not in Question.PUBLIC_STATES or locked.answered_at:
        raise Conflict(_("This question takes no votes."))
    _refuse_over(locked.interview)
    return locked


def _count_votes(question: Question, more: int) -> int:
    question.votes += more
    question.save(update_fields=["votes"])
    counts = {f"question:{question.pk}": question.votes}
    transaction.on_commit(partial(tell_counts, room_of(question.interview).pk, counts))
    return int(question.votes)


def _tell_moderators(question: Question) -> None:
    append_entry(
        room_of(question.interview),
        RECEIVED,
        dict(received_body(question)),
        audience=Audience.STAFF,
        author_kind=Entry.AuthorKind.CITIZEN,
        author_key=question.author_key,
    )


def _shown_name(name: str) -> str:
    """The name as everybody may read it, on one line.

    Raises:
        Invalid: it is too long.
    """
    name = " ".join(clean_text(name).split())
    if len(name) > NAME_MAX:
        raise Invalid(
            _("Please write at most %(limit)d characters.") % {"limit": NAME_MAX}, field="author_name"
        )
    return mask_personal_data(name, _NAME_KINDS)


def _checked_email(address: str) -> str:
    """The address, or nothing.

    Raises:
        Invalid: it is no address.
    """
    address = address.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("Please check the e-mail address."), field="notice_email") from error
    return address
