"""How long it is until an interview starts, in figures and in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Days, hours and minutes; all zero when the time has come."""

    days: int
    hours: int
    minutes: int

    @classmethod
    def until(cls, then: datetime, now: datetime) -> "TimeLeft":
        """Count from `now`, whole minutes; the last one begun counts."""
        minutes = max(-int((now - then).total_seconds() // 60), 0)
        return cls(minutes // 1440, minutes // 60 % 24, minutes % 60)

    @property
    def is_none(self) -> bool:
        """Whether the time has come."""
        return not (self.days or self.hours or self.minutes)

    @property
    def words(self) -> str:
        """The greatest measure in words: days, else hours, else minutes."""
        if self.days:
            return ngettext("in %(count)d day", "in %(count)d days", self.days) % {"count": self.days}
        if self.hours:
            return ngettext("in %(count)d hour", "in %(count)d hours", self.hours) % {"count": self.hours}
        if self.minutes:
            count = {"count": self.minutes}
            return ngettext("in %(count)d minute", "in %(count)d minutes", self.minutes) % count
        return _("any moment now")
