"""A meeting as a calendar file: a time and a link, and not a word of whom, where or what (SG-27)."""

from dataclasses import dataclass
from datetime import datetime

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.design.moments import day

from .models import Meeting


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


def changed_at(meeting: Meeting) -> datetime:
    """When what a calendar file of it says was said: a program that holds two takes the later."""
    newest = meeting.moves.order_by("-at").values_list("at", flat=True).first()
    return newest or meeting.called_at


def moves_of(meeting: Meeting) -> list[dict]:
    """Each time a meeting was moved, newest first, as a timeline shows it."""
    moves = meeting.moves.select_related("by__membership__user").order_by("-at", "-pk")
    return [
        {
            "title": f"Was on {exact_moment(move.was_starts_at)}{f', {move.was_place}' if move.was_place else ''}",
            "when": day(move.at),
            "body": ". ".join(
                [
                    move.because.rstrip("."),
                    *([f"Answered until then: {'; '.join(move.answers)}"] if move.answers else []),
                ]
            ),
            "who": move.by.membership.user.name if move.by.membership_id else "",
        }
        for move in moves
    ]
