"""What moves an interview through its life: the clock and the host (R037). Done twice, it happens once."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.interviews import entries, rules
from interaction.interviews.actions.life_cycle_announcing import announce_interview, move_interview
from interaction.interviews.actions.life_cycle_steps import (
    catch_up,
    checked_reason,
    enter_state,
    lock_for_verb,
    lock_interview,
    write_entry,
    write_state,
)
from interaction.interviews.models import Interview
from interaction.interviews.rules import State, Verb
from interaction.interviews.signals import interview_changed, tell_on_commit
from portal.base import audit
from portal.base.errors import Conflict, Invalid

__all__ = [
    "advance_interviews",
    "announce_interview",
    "cancel_interview",
    "catch_up",
    "delay_interview",
    "end_interview",
    "extend_interview",
    "lock_interview",
    "move_interview",
    "pause_interview",
    "resume_interview",
    "set_question_rules",
    "start_interview",
]

logger = logging.getLogger(__name__)


def advance_interviews(now: datetime) -> int:
    """Write down what the clock has brought to all interviews; tells how many moved."""
    opens = Q(page__questions_from=None) | Q(page__questions_from__lte=now)
    due = Interview.objects.filter(
        Q(state=State.ANNOUNCED) & opens
        | Q(state__in=rules.BEFORE, starts_at__lte=now)
        | Q(state__in=rules.RUNNING, ends_at__lte=now - rules.GRACE)
    )
    return sum(_advance(interview, now) for interview in due)


def _advance(interview: Interview, now: datetime) -> bool:
    try:
        with transaction.atomic():
            before = interview.state
            return lock_interview(interview, now).state != before
    except Exception:
        # One broken interview must not keep the others waiting.
        logger.exception("Interview %s could not be brought up to date", interview.pk)
        return False


@transaction.atomic
def start_interview(interview: Interview, by: Any) -> Interview:
    """Begin, at most half an hour before the time.

    Raises:
        Conflict: it is over or cancelled, or its time is too far away.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.START, now)
    if locked.state == State.LIVE:
        return locked
    if now < locked.starts_at - rules.EARLIEST_START:
        raise Conflict(
            _("It is too early: an interview starts at most 30 minutes before its time."), code="early"
        )
    enter_state(locked, State.LIVE, by=by, at=now)
    return locked


@transaction.atomic
def pause_interview(interview: Interview, by: Any, reason: str = "") -> Interview:
    """Stop everything at once; only hosts speak until it goes on.

    Raises:
        Conflict: it is not live.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.PAUSE, now)
    if locked.state != State.PAUSED:
        reason = checked_reason(reason, is_needed=False)
        enter_state(locked, State.PAUSED, by=by, at=now, reason=reason)
    return locked


@transaction.atomic
def resume_interview(interview: Interview, by: Any) -> Interview:
    """Go on after a pause.

    Raises:
        Conflict: it is not paused.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.RESUME, now)
    if locked.state != State.LIVE:
        enter_state(locked, State.LIVE, by=by, at=now)
    return locked


@transaction.atomic
def delay_interview(interview: Interview, by: Any, starts_at: datetime, reason: str) -> Interview:
    """Move the start to a later time, with a reason that everybody reads; the length stays.

    Raises:
        Conflict: it has begun, or is over or cancelled.
        Invalid: the time is not later than the agreed one, or no reason is given.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.DELAY, now)
    if starts_at <= max(now, locked.starts_at):
        raise Invalid(_("Choose a time later than the one that was agreed."), field="starts_at")
    length = locked.ends_at - locked.starts_at
    move_interview(locked, starts_at, starts_at + length, by=by, reason=checked_reason(reason))
    return locked


@transaction.atomic
def extend_interview(interview: Interview, by: Any, minutes: int) -> Interview:
    """Give a running interview more time, counted from its end or, if that has passed, from now.

    Raises:
        Conflict: it is not running.
        Invalid: the minutes are none, or too many.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.EXTEND, now)
    if not 1 <= minutes <= rules.LONGEST_EXTENSION_MINUTES:
        words = _("Choose between 1 and %(count)d minutes.") % {"count": rules.LONGEST_EXTENSION_MINUTES}
        raise Invalid(words, field="minutes")
    locked.ends_at = max(locked.ends_at, now) + timedelta(minutes=minutes)
    locked.save(update_fields=["ends_at"])
    write_state(locked, by)
    audit.record("interview.extended", locked, actor=by, site=locked.site, minutes=minutes)
    tell_on_commit(interview_changed, locked, change="extended")
    return locked


@transaction.atomic
def end_interview(interview: Interview, by: Any) -> Interview:
    """End a running interview; what stayed unanswered becomes cases from now on.

    Raises:
        Conflict: it is not running.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.END, now)
    if locked.state in rules.RUNNING:
        enter_state(locked, State.ENDED, by=by, at=now)
    return locked


@transaction.atomic
def cancel_interview(interview: Interview, by: Any, reason: str) -> Interview:
    """Call an interview off before it has begun, with a reason that everybody reads.

    Raises:
        Conflict: it has begun or is over.
        Invalid: no reason is given.
        NotAllowed: `by` is no host of it.
    """
    now = timezone.now()
    locked = lock_for_verb(interview, by, Verb.CANCEL, now)
    if locked.state != State.CANCELLED:
        reason = checked_reason(reason)
        enter_state(locked, State.CANCELLED, by=by, at=now, reason=reason, cancel_reason=reason)
    return locked


@transaction.atomic
def set_question_rules(interview: Interview, by: Any, *, stopped: bool, slow_mode_seconds: int) -> Interview:
    """Stop or reopen the questions, and say how long one device waits between two.

    Raises:
        Conflict: it is over or cancelled.
        Invalid: the wait is negative, or longer than ten minutes.
        NotAllowed: `by` is no host of it.
    """
    locked = lock_for_verb(interview, by, Verb.SET_RULES, timezone.now())
    if not 0 <= slow_mode_seconds <= rules.SLOWEST_SECONDS:
        words = _("Choose between 0 and %(count)d seconds.") % {"count": rules.SLOWEST_SECONDS}
        raise Invalid(words, field="slow_mode_seconds")
    if (locked.questions_stopped, locked.slow_mode_seconds) == (stopped, slow_mode_seconds):
        return locked
    locked.questions_stopped, locked.slow_mode_seconds = stopped, slow_mode_seconds
    locked.save(update_fields=["questions_stopped", "slow_mode_seconds"])
    body = entries.RulesBody(questions_stopped=stopped, slow_mode_seconds=slow_mode_seconds)
    write_entry(locked, entries.RULES, dict(body), by)
    audit.record("interview.rules_set", locked, actor=by, site=locked.site, **body)
    return locked
