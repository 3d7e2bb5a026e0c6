"""How far a survey has come, and how its period may change. Pure."""

from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """What a survey's times make of it: nothing has to run for it to open or close."""

    TO_COME = "to_come"
    OPEN = "open"
    AWAITING_RESULT = "awaiting_result"
    RESULT = "result"
    CANCELLED = "cancelled"


def phase_at(
    opens_at: datetime,
    closes_at: datetime,
    result_published_at: datetime | None,
    cancelled_at: datetime | None,
    now: datetime,
) -> Phase:
    """The phase that holds at a moment."""
    if cancelled_at is not None:
        return Phase.CANCELLED
    if now < opens_at:
        return Phase.TO_COME
    if now < closes_at:
        return Phase.OPEN
    return Phase.AWAITING_RESULT if result_published_at is None else Phase.RESULT


class PeriodChange(StrEnum):
    """What is wrong with a new period of a survey."""

    CLOSED = "closed"
    OPENED = "opened"
    ENDS_BEFORE_NOW = "ends_before_now"
    SHORTENED = "shortened"


def refused_change(
    known: tuple[datetime, datetime], wanted: tuple[datetime, datetime], reason: str, now: datetime
) -> PeriodChange | None:
    """Why a period (from, to) may not become another; nothing where it may.

    A closed period is history, an opening that has happened stays, nobody closes a survey in the past,
    and an open one is shortened only with a reason, which is shown.
    """
    if known == wanted:
        return None
    if known[1] <= now:
        return PeriodChange.CLOSED
    if known[0] <= now and wanted[0] != known[0]:
        return PeriodChange.OPENED
    if wanted[1] <= now:
        return PeriodChange.ENDS_BEFORE_NOW
    if known[0] <= now and wanted[1] < known[1] and not reason.strip():
        return PeriodChange.SHORTENED
    return None
