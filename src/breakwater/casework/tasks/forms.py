"""Making a task, doing it, giving it to someone; moving or cancelling a meeting."""

from datetime import time

from django.core.exceptions import ValidationError

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    SelectField,
    TextareaField,
    TextField,
    TimeField,
)

from .meetings import MeetingTimes
from .operations import ToDo

NOBODY = "The team"

CLOSE_OF_DAY = time(17)


class OwnerField(SelectField):
    """One person of the team, or nobody yet."""

    def __init__(self, **more):
        super().__init__(**{"required": False, "empty": NOBODY} | more)


class OwnedForm(Form):
    """A form with a field `owner`, filled with the people of a team."""

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(member.public_id): member for member in people}
        self.fields["owner"].choices = [
            (key, f"{member.user.name}, {member.role.title}") for key, member in self.people.items()
        ]
        self.fields["owner"].says_optional = False

    def clean_owner(self):
        return self.people.get(self.cleaned_data["owner"])


class TaskForm(OwnedForm, IdempotentForm):
    title = TextField(label="What must be done?", missing="Enter what must be done", max_length=200)
    detail = TextareaField(label="Anything more?", required=False, rows=3, max_length=5000)
    due_on = DateField(label="By which day?", hint="For example, 4 12 2026", missing="Enter the day")
    owner = OwnerField(label="Who does it?")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError("Enter today or a day to come")
        return day

    def facts(self) -> ToDo:
        said = self.cleaned_data
        due_at = moment(said["due_on"], CLOSE_OF_DAY)
        return ToDo(title=said["title"], due_at=due_at, detail=said["detail"], owner=said["owner"])


class DoneForm(Form):
    outcome = TextareaField(label="What came of it?", required=False, rows=3, max_length=2000)


class PassOnForm(OwnedForm):
    owner = OwnerField(label="Who does it now?")


class CallOffForm(Form):
    because = TextareaField(label="Why is it called off?", missing="Enter the reason", rows=2, max_length=240)


class MoveMeetingForm(MeetingTimes, Form):
    """Another day, another time, another place: each box holds what stands now."""

    on = DateField(label="On which day?", missing="Enter the day", future=True)
    begins = TimeField(label="When does it start?", missing="Enter the time, like 14:30")
    ends = TimeField(label="When does it end?", required=False)
    place = TextField(
        label="Where?",
        hint="Stays in Breakwater: it goes into no message and no calendar file.",
        required=False,
        max_length=200,
    )
    because = TextareaField(label="Why is it moved?", missing="Enter the reason", rows=2, max_length=240)
