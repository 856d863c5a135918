"""What is asked to call a meeting and to keep its record; a room whose meetings ask more builds on it."""

from datetime import datetime

from django.core.exceptions import ValidationError

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
    TimeField,
)

from .models import Attendance
from .operations import MeetingFacts


class MeetingTimes:
    """When a meeting is, of a form with the boxes `on`, `begins` and `ends`."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] <= cleaned["begins"]:
            self.add_error("ends", ValidationError("Enter a time after the start"))
        return cleaned

    def starts_at(self) -> datetime:
        return moment(self.cleaned_data["on"], self.cleaned_data["begins"])

    def ends_at(self) -> datetime | None:
        return moment(self.cleaned_data["on"], self.cleaned_data["ends"]) if self.cleaned_data["ends"] else None


class MeetingForm(MeetingTimes, IdempotentForm):
    kind = TextField(
        label="What kind of meeting?", hint="For example, family meeting.", missing="Enter the kind", max_length=60
    )
    on = DateField(label="On which day?", missing="Enter the day")
    begins = TimeField(label="When does it start?", missing="Enter the time, like 14:30")
    ends = TimeField(label="When does it end?", required=False)
    place = TextField(
        label="Where?",
        hint="Stays in Breakwater: it goes into no message and no calendar file.",
        required=False,
        max_length=200,
    )
    agenda = TextareaField(label="What is it about?", required=False, rows=4, max_length=5000)
    members = CheckboxesField(label="Who is asked from your team and from this case?", required=False)
    others = TextareaField(
        label="Who else is asked?", hint="One a line: name, agency.", required=False, rows=3, max_length=2000
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(member.public_id): member for member in people}
        self.fields["members"].choices = [
            (key, f"{member.user.name}, {member.team.organisation.name}") for key, member in self.people.items()
        ]

    def clean_members(self):
        return [self.people[key] for key in self.cleaned_data["members"]]

    def clean_others(self):
        asked = [line.partition(",") for line in self.cleaned_data["others"].splitlines() if line.strip()]
        return [(name.strip(), agency.strip()) for name, _, agency in asked if name.strip()][:60]

    def facts(self) -> MeetingFacts:
        said = self.cleaned_data
        names = ("kind", "place", "agenda", "members", "others")
        return MeetingFacts(starts_at=self.starts_at(), ends_at=self.ends_at(), **{name: said[name] for name in names})


class RecordForm(Form):
    minutes = TextareaField(label="What was said?", missing="Enter what was said", rows=10, max_length=40_000)
    decisions = TextareaField(label="What was decided?", hint="One a line.", required=False, rows=5, max_length=10_000)

    def __init__(self, *args, asked, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        for row in asked:
            who = row.membership.user.name if row.membership_id else row.name
            self.fields[f"came_{row.pk}"] = RadiosField(
                label=f"Did {who} come?",
                choices=[
                    (state, state.label)
                    for state in (Attendance.State.CAME, Attendance.State.APOLOGIES, Attendance.State.ABSENT)
                ],
                required=False,
                inline=True,
                initial=row.state,
            )

    def attendance(self) -> dict[int, str]:
        """Who came, by row id, of those about whom something was said."""
        said = {row.pk: self.cleaned_data[f"came_{row.pk}"] for row in self.asked}
        return {number: state for number, state in said.items() if state}
