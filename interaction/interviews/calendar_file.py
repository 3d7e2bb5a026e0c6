"""An interview as a calendar file (RFC 5545), for the citizen's own calendar."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Zhitongche//Interviews//EN"
ALARM_BEFORE = timedelta(minutes=30)


def ics_of(
    *,
    uid: str,
    starts_at: datetime,
    ends_at: datetime,
    stamp: datetime,
    sequence: int,
    summary: str,
    description: str = "",
    location: str = "",
    url: str = "",
    is_cancelled: bool = False,
) -> bytes:
    """Write an interview as a calendar file with one entry that reminds half an hour before.

    `uid` names the entry for good; a file fetched later with a higher `sequence` replaces it.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", summary)
    for name, text in (("description", description), ("location", location), ("url", url)):
        if text:
            event.add(name, text)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if not is_cancelled:
        event.add_component(_alarm(summary))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm
