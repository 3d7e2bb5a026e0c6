"""What is counted of a month, and the rates that follow from it. Pure: no database, no clock.

A month has two sides. Of the letters that came in it: how many were valid, and how many of these have
been answered by now (R053). Of the answers that were owed in it: how many were given, how many of them
in time, and how many were still missing at its end although their time was over. The first side goes on
changing while letters of the month wait, the second is what the board compares.
"""

from dataclasses import dataclass, fields
from typing import Self


def percent(part: int, whole: int) -> float | None:
    """A share in percent with one decimal, rounded down: 100 means all. None of nothing is None."""
    return part * 1000 // whole / 10 if whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of a month, of one department or of several added up."""

    received: int = 0
    not_accepted: int = 0
    withdrawn: int = 0
    handled: int = 0
    replied: int = 0
    on_time: int = 0
    overdue: int = 0
    # Working days from receipt to reply, all replies of the month added up.
    working_days: int = 0
    ratings: int = 0
    satisfied: int = 0
    dissatisfied: int = 0

    def __add__(self, other: Self) -> Self:
        names = [each.name for each in fields(self)]
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def valid(self) -> int:
        """Letters received that had to be answered."""
        return self.received - self.not_accepted - self.withdrawn

    @property
    def handling_rate(self) -> float | None:
        """Of the valid letters received, the answered ones, in percent (R053)."""
        return percent(self.handled, self.valid)

    @property
    def on_time_rate(self) -> float | None:
        """Of the answers given and those overdue, the ones in time, in percent."""
        return percent(self.on_time, self.replied + self.overdue)

    @property
    def late(self) -> int:
        """Answers given after their time was over."""
        return self.replied - self.on_time

    @property
    def average_working_days(self) -> float | None:
        """Working days from receipt to reply, on average."""
        return round(self.working_days / self.replied, 1) if self.replied else None

    @property
    def satisfaction_rate(self) -> float | None:
        """Of the ratings, those of the two best levels, in percent."""
        return percent(self.satisfied, self.ratings)
