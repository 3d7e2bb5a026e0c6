"""Letting the demo do today what happened weeks ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from interaction.interviews.entries import RECEIVED, iso
from interaction.interviews.models import Interview, Question
from interaction.rooms.models import Entry


@contextmanager
def clock_at(moment: datetime, interview: Interview | None = None) -> Iterator[None]:
    """Let the portal's clock stand at a moment; only for the command that loads the demo.

    Where the database's defaults took the real time, what was written for the interview is dated after it.
    """
    real: Any = timezone.now
    before = _places(interview)
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
    if interview is not None:
        _date(interview, before, moment)


def _places(interview: Interview | None) -> tuple[int, int]:
    """The last entry and the last question of an interview."""
    if interview is None:
        return 0, 0
    seqs = Entry.objects.filter(room=interview.room_id).order_by("-seq").values_list("seq", flat=True)
    numbers = interview.questions.order_by("-number").values_list("number", flat=True)
    return seqs.first() or 0, numbers.first() or 0


def _date(interview: Interview, before: tuple[int, int], moment: datetime) -> None:
    seq, number = before
    Question.objects.filter(interview=interview, number__gt=number).update(asked_at=moment)
    # The log refuses changes; this is its first writing.
    new = Entry._base_manager.filter(room=interview.room_id, seq__gt=seq)
    new.update(created_at=moment)
    for entry in new.filter(kind=RECEIVED):
        Entry._base_manager.filter(pk=entry.pk).update(body=entry.body | {"asked_at": iso(moment)})
