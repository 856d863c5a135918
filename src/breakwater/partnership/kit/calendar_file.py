"""A time and a link as a calendar file, and not a word of whom it is about (SG-27)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header


@dataclass(frozen=True)
class CalendarEntry:
    """A time and a link, for somebody's calendar. `uid` and `url` name a record by a random id alone."""

    uid: str
    made_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    url: str
    sequence: int = 0
    is_off: bool = False
    summary: str = "Meeting (read in Breakwater)"
    place: str = ""


def calendar_file(facts: CalendarEntry) -> bytes:
    """The bytes of an .ics file."""
    from icalendar import Calendar, Event

    entry = Event()
    entry.add("uid", f"{facts.uid}@breakwater")
    entry.add("dtstamp", facts.made_at)
    entry.add("dtstart", facts.starts_at)
    if facts.ends_at:
        entry.add("dtend", facts.ends_at)
    entry.add("summary", facts.summary)
    if facts.place:
        entry.add("location", facts.place)
    entry.add("url", facts.url)
    entry.add("sequence", facts.sequence)
    entry.add("status", "CANCELLED" if facts.is_off else "CONFIRMED")
    entry.add("class", "CONFIDENTIAL")
    file = Calendar()
    file.add("prodid", "-//Breakwater//Meetings//EN")
    file.add("version", "2.0")
    file.add("method", "CANCEL" if facts.is_off else "PUBLISH")
    file.add_component(entry)
    return file.to_ical()


def calendar_answer(facts: CalendarEntry, name: str) -> HttpResponse:
    """The file as an answer that a browser hands to the calendar."""
    answer = HttpResponse(calendar_file(facts), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.ics")
    return answer
