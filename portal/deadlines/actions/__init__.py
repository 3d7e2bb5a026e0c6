"""The only code that changes what is owed and the calendar that it is counted by."""

from portal.deadlines.actions.obligations import (
    close_with_explanation,
    drop_obligation,
    extend_obligation,
    open_obligation,
    satisfy_obligation,
)

__all__ = [
    "close_with_explanation",
    "drop_obligation",
    "extend_obligation",
    "open_obligation",
    "satisfy_obligation",
]
