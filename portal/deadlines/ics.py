"""A due date as a calendar file (RFC 5545), for the citizen's own calendar. Pure."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from portal.deadlines.rules import ONE_DAY, ZONE, last_day_in_time

PRODUCT = "-//Zhitongche//Deadlines//EN"


def ics_of(
    *,
    uid: str,
    due_at: datetime,
    stamp: datetime,
    summary: str,
    description: str = "",
    url: str = "",
    is_provisional: bool = False,
    is_settled: bool = False,
) -> bytes:
    """Write a due instant as a calendar file with one entry.

    What is due at 24:00 is an entry for the whole last day, anything else one at its minute. `uid`
    names the entry for good, so that a file fetched later, with a later `stamp`, replaces the entry;
    `stamp` is when the date was last looked up. What is settled is told to be cancelled, so that no
    calendar reminds of it.
    """
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("summary", summary)
    if description:
        event.add("description", description)
    if url:
        event.add("url", url)
    local, due_on = due_at.astimezone(ZONE), last_day_in_time(due_at)
    if local.date() > due_on:
        event.add("dtstart", due_on)
        event.add("dtend", due_on + ONE_DAY)
    else:
        event.add("dtstart", due_at.astimezone(UTC))
    status = "TENTATIVE" if is_provisional else "CONFIRMED"
    event.add("status", "CANCELLED" if is_settled else status)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
