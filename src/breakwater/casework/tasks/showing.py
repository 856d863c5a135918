"""A meeting as a calendar file: a time and a link, and not a word of whom, where or what (SG-27)."""

from datetime import datetime

from icalendar import Calendar, Event


def calendar_file(
    *, uid: str, made_at: datetime, starts_at: datetime, ends_at: datetime | None, url: str, sequence: int = 0,
    is_off: bool = False, summary: str = "Meeting (read in Breakwater)",
) -> bytes:  # fmt: skip
    """The bytes of an .ics file. `uid` and `url` name a record by a random id alone."""
    entry = Event()
    entry.add("uid", f"{uid}@breakwater")
    entry.add("dtstamp", made_at)
    entry.add("dtstart", starts_at)
    if ends_at:
        entry.add("dtend", ends_at)
    entry.add("summary", summary)
    entry.add("url", url)
    entry.add("sequence", sequence)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("class", "CONFIDENTIAL")
    file = Calendar()
    file.add("prodid", "-//Breakwater//Meetings//EN")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if is_off else "PUBLISH")
    file.add_component(entry)
    return file.to_ical()
