"""The run sheet: what the host will say or ask, in which order, and what has been used."""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interaction.cases.actions.steps import checked_text
from interaction.interviews.actions.speaking import SPOKEN_MAX, say
from interaction.interviews.actions.stage import lock_interview, room_of, sent_before
from interaction.interviews.entries import RUN_SHEET, run_sheet_body
from interaction.interviews.models import Interview, PreparedQuestion
from interaction.interviews.permissions import Duty, require_duty
from interaction.rooms.actions import ALL_MODES, append_entry
from interaction.rooms.models import Audience, Entry
from portal.accounts.models import User
from portal.base.errors import Conflict, Invalid

LONGEST_MINUTES = 240
MOST_LINES = 100


@transaction.atomic
def prepare_line(
    interview: Interview,
    by: User,
    text: str,
    *,
    answer: str = "",
    minutes: int = 5,
    line: int | None = None,
    client_id: uuid.UUID | None = None,
) -> Interview:
    """Add a line at the end of the run sheet, or write the line with the key `line` anew.

    Raises:
        Invalid: the text is empty, something is too long, or there is no such line.
    """
    locked = _take_up(interview, by)
    if sent_before(locked, by, client_id):
        return locked
    text = checked_text(text, SPOKEN_MAX, "text")
    answer = checked_text(answer, SPOKEN_MAX, "answer") if answer.strip() else ""
    if not 0 < minutes <= LONGEST_MINUTES:
        raise Invalid(
            _("Choose between 1 and %(count)d minutes.") % {"count": LONGEST_MINUTES}, field="minutes"
        )
    if line is None:
        count = locked.prepared.count()
        if count >= MOST_LINES:
            raise Conflict(_("The run sheet is full."))
        PreparedQuestion.objects.create(
            interview=locked, order=count, text=text, answer=answer, minutes=minutes
        )
    else:
        prepared = _line(locked, line)
        prepared.text, prepared.answer, prepared.minutes = text, answer, minutes
        prepared.save(update_fields=["text", "answer", "minutes"])
    _tell(locked, by, client_id)
    return locked


@transaction.atomic
def move_line(
    interview: Interview, by: User, line: int, to: int, *, client_id: uuid.UUID | None = None
) -> Interview:
    """Bring a line to a place of the run sheet, counted from 0; beyond the end is the end.

    Raises:
        Invalid: there is no such line.
    """
    locked = _take_up(interview, by)
    if sent_before(locked, by, client_id):
        return locked
    moved = _line(locked, line)
    _order(locked, lambda lines: lines.insert(max(0, to), moved), without=moved)
    _tell(locked, by, client_id)
    return locked


@transaction.atomic
def use_line(interview: Interview, by: User, line: int, *, client_id: uuid.UUID) -> Entry:
    """Say a prepared line as the host; it is marked as used.

    Raises:
        Conflict: it was used before, or the interview is not live.
        Invalid: there is no such line.
    """
    locked = _take_up(interview, by)
    if sent := sent_before(locked, by, client_id):
        return sent
    prepared = _line(locked, line)
    if prepared.used_at is not None:
        raise Conflict(_("This line has been used."))
    # Who prepared it has read it more than once.
    entry = say(locked, by, prepared.text, client_id=client_id, confirmed=True)
    prepared.used_at = timezone.now()
    prepared.save(update_fields=["used_at"])
    _tell(locked, by)
    return entry


@transaction.atomic
def drop_line(interview: Interview, by: User, line: int, *, client_id: uuid.UUID | None = None) -> Interview:
    """Take a line off the run sheet; done twice, it is gone once."""
    locked = _take_up(interview, by)
    dropped = locked.prepared.filter(pk=line).first()
    if dropped is None:
        return locked
    dropped.delete()
    _order(locked, lambda lines: None)
    _tell(locked, by, client_id)
    return locked


def _take_up(interview: Interview, by: User) -> Interview:
    locked = lock_interview(interview)
    require_duty(by, locked, Duty.HOST, Duty.RECORDER)
    return locked


def _line(interview: Interview, key: int) -> PreparedQuestion:
    line: PreparedQuestion | None = interview.prepared.filter(pk=key).first()
    if line is None:
        raise Invalid(_("There is no such line on the run sheet."), field="line")
    return line


def _order(
    interview: Interview,
    change: Callable[[list[PreparedQuestion]], None],
    *,
    without: PreparedQuestion | None = None,
) -> None:
    lines = [line for line in interview.prepared.all() if line != without]
    change(lines)
    for order, line in enumerate(lines):
        line.order = order
    PreparedQuestion.objects.bulk_update(lines, ["order"])


def _tell(interview: Interview, by: User, client_id: uuid.UUID | None = None) -> None:
    append_entry(
        room_of(interview),
        RUN_SHEET,
        dict(run_sheet_body(interview.prepared.all())),
        audience=Audience.HOST,
        author_kind=Entry.AuthorKind.HOST,
        author=by,
        client_id=client_id,
        modes=ALL_MODES,
    )
