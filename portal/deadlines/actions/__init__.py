"""The only code that changes what is owed and the calendar that it is counted by."""

from portal.deadlines.actions.calendar import enter_notice, recalculate_open_obligations
from portal.deadlines.actions.obligations import (
    close_with_explanation,
    drop_obligation,
    extend_obligation,
    open_obligation,
    satisfy_obligation,
)
from portal.deadlines.actions.passing_time import record_passed_time

__all__ = [
    "close_with_explanation",
    "drop_obligation",
    "enter_notice",
    "extend_obligation",
    "open_obligation",
    "recalculate_open_obligations",
    "record_passed_time",
    "satisfy_obligation",
]
