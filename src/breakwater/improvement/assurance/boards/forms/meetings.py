"""What is asked about a meeting: when, who attended, who keeps its record, and its minutes."""

from breakwater.foundation.dates.london_time import moment, to_london
from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    RadiosField,
    RevisionField,
    SelectField,
    TextField,
    TimeField,
)

from ...models import BoardMeeting, MeetingSeat
from ...models.meetings import Attendance
from .. import pack
from ..operations import meetings, record
from .boxes import box


class TimeForm(Form):
    day = DateField(label="Day", missing="Enter the day")
    start = TimeField(label="From", missing="Enter when it begins")
    end = TimeField(label="To", missing="Enter when it ends")
    place = TextField(
        label="Where?", hint="A room, or how to join online.", max_length=200, missing="Enter where it is"
    )

    def clean(self):
        said = super().clean()
        if said.get("start") and said.get("end") and said["end"] <= said["start"]:
            self.add_error("end", "Enter a time after it begins")
        return said

    def facts(self) -> meetings.MeetingFacts:
        said = self.cleaned_data
        return meetings.MeetingFacts(
            moment(said["day"], said["start"]), moment(said["day"], said["end"]), said["place"]
        )


class ArrangeForm(NoChildsData, TimeForm, IdempotentForm):
    """A meeting, from a day to times of it."""


class MoveForm(NoChildsData, TimeForm):
    revision = RevisionField()

    @classmethod
    def initial_of(cls, meeting: BoardMeeting) -> dict:
        start, end = to_london(meeting.starts_at), to_london(meeting.ends_at)
        times = {"day": start.date(), "start": start.time(), "end": end.time()}
        return times | {"place": meeting.place, "revision": meeting.revision}


class AttendanceForm(Form):
    """A line for each seat: how it was attended, and by whom instead."""

    revision = RevisionField()

    def __init__(self, *args, seats: list[MeetingSeat], **more):
        super().__init__(*args, **more)
        self.seats = seats
        for each in seats:
            who = f"{each.name}, {each.agency}"
            self.fields[f"came_{each.pk}"] = RadiosField(
                label=who,
                choices=[(one.value, one.label) for one in Attendance if one != Attendance.EXPECTED],
                initial="" if each.attendance == Attendance.EXPECTED else each.attendance,
                reveals={Attendance.SUBSTITUTE.value: [f"instead_{each.pk}"]},
                inline=False,
                small=True,
                missing=f"Choose whether {each.name} attended",
            )
            self.fields[f"instead_{each.pk}"] = TextField(
                label="Who came instead?",
                initial=each.substitute,
                max_length=160,
                missing=f"Enter who came for {each.name}",
            )

    def clean(self):
        said = super().clean()
        came = {each: (said.get(f"came_{each.pk}", ""), said.get(f"instead_{each.pk}", "")) for each in self.seats}
        return {"came": came, "revision": said.get("revision", 0)}


class HandOverForm(Form):
    email = EmailField(label="Email address of whoever keeps it from now on", missing="Enter an email address")


class MinutesForm(NoChildsData, IdempotentForm):
    text = box("Minutes", "Enter the minutes", "A line that begins with ## is a heading.", rows=24, max_length=60_000)


class ApproveForm(MinutesForm):
    meeting = SelectField(label="At which meeting were they approved?", missing="Choose the meeting")
    corrections = box("What was corrected?", hint="Leave it empty where they were approved as drafted.", rows=2)
    revision = RevisionField()
    field_order = ("meeting", "corrections", "text")

    def __init__(self, *args, later: list[BoardMeeting], **more):
        super().__init__(*args, **more)
        self.later = {str(each.public_id): each for each in later}
        self.fields["meeting"].choices = [(key, pack.called(each)) for key, each in self.later.items()]

    def facts(self) -> record.ApprovalFacts:
        said = self.cleaned_data
        return record.ApprovalFacts(self.later[said["meeting"]], said["text"], said["corrections"])
