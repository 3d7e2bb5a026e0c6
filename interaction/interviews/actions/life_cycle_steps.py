"""What every change of an interview does: lock, bring up to date by the clock, write it into the log."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from interaction.interviews import entries, rules
from interaction.interviews.models import Interview
from interaction.interviews.permissions import Duty, require_duty
from interaction.interviews.rules import REASON_MAX, State, Verb
from interaction.interviews.signals import interview_changed, interview_ended, tell_on_commit
from interaction.rooms.actions import ALL_MODES, append_entry, change_mode
from interaction.rooms.models import Audience, Entry, Room
from portal.base import audit
from portal.base.errors import Conflict, Invalid

_MODES = {
    State.PAUSED: Room.Mode.PAUSED,
    State.ENDED: Room.Mode.CLOSED,
    State.TRANSCRIBED: Room.Mode.CLOSED,
    State.CANCELLED: Room.Mode.CLOSED,
}


def lock_interview(interview: Interview, now: datetime) -> Interview:
    """Read an interview again under its row lock, in the state that the clock has brought it to."""
    locked: Interview = (
        Interview.objects.select_for_update(of=("self",))
        .select_related("page", "room", "site")
        .get(pk=interview.pk)
    )
    catch_up(locked, now)
    return locked


def lock_for_verb(interview: Interview, by: Any, verb: Verb, now: datetime) -> Interview:
    """Lock an interview for what a host does with it; nobody (`by` is None) is the system itself.

    Raises:
        NotAllowed: `by` is no host of it.
        Conflict: in its state that cannot be done (code "state").
    """
    locked = lock_interview(interview, now)
    if by is not None:
        require_duty(by, locked, Duty.HOST)
    if not rules.is_possible(verb, locked.state) and not rules.is_done_already(verb, locked.state):
        words = _("That cannot be done now: the interview is “%(state)s”.")
        raise Conflict(words % {"state": locked.get_state_display()}, code="state")
    return locked


def catch_up(locked: Interview, now: datetime) -> int:
    """Write down what the clock has brought since; tells how many states that were."""
    due = rules.steps_due(locked.state, locked.page.questions_from, locked.starts_at, locked.ends_at, now)
    for step in due:
        enter_state(locked, step.state, by=None, at=step.since)
    return len(due)


def enter_state(
    locked: Interview, state: str, *, by: Any, at: datetime, reason: str = "", **values: Any
) -> None:
    """Bring a locked interview into a state: its row, its room, its log, the audit and the signals."""
    before, locked.state = locked.state, state
    if state == State.LIVE and locked.started_at is None:
        locked.started_at = at
    if state == State.ENDED:
        locked.ended_at = at
        _clear_screen(locked, by)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save()
    if locked.room is not None:
        change_mode(locked.room, _MODES.get(State(state), Room.Mode.OPEN), by=by)
    write_state(locked, by, reason)
    audit.record(
        f"interview.{state}",
        locked,
        actor=by,
        site=locked.site,
        before=before,
        at=at.isoformat(),
        reason=reason,
    )
    tell_on_commit(interview_changed, locked, change=str(state))
    if state == State.ENDED:
        tell_on_commit(interview_ended, locked)


def write_state(locked: Interview, by: Any, reason: str = "") -> None:
    """Write the state and the times into the log, for every screen."""
    body = entries.StateBody(
        state=str(locked.state),
        starts_at=locked.starts_at.isoformat(),
        ends_at=locked.ends_at.isoformat(),
    )
    if reason:
        body["reason"] = reason
    write_entry(locked, entries.STATE, dict(body), by)


def write_entry(locked: Interview, kind: str, body: dict[str, Any], by: Any) -> None:
    """Write an entry of the life cycle, which no mode of the room keeps out."""
    if locked.room is None:
        return
    author_kind = Entry.AuthorKind.SYSTEM if by is None else Entry.AuthorKind.HOST
    append_entry(
        locked.room, kind, body, audience=Audience.PUBLIC, author_kind=author_kind, author=by, modes=ALL_MODES
    )


def checked_reason(text: str, *, is_needed: bool = True) -> str:
    """A reason as citizens will read it: one line, not too long.

    Raises:
        Invalid: it is needed and missing, or too long.
    """
    reason = " ".join(text.split())
    if is_needed and not reason:
        raise Invalid(_("Please give a reason; citizens will read it."), field="reason")
    if len(reason) > REASON_MAX:
        words = _("Please use at most %(count)d characters.") % {"count": REASON_MAX}
        raise Invalid(words, field="reason")
    return reason


def _clear_screen(locked: Interview, by: Any) -> None:
    if locked.on_screen_id is None:
        return
    locked.on_screen = None
    write_entry(locked, entries.ON_SCREEN, {"question": None}, by)
