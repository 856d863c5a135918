"""What the designated officers record: who in the employer may know, that they were told, and each step."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    DateField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)

from ...models import EmployerPost, OfficerStep, StepKind
from ..operations.officers import MayKnow, Step


class WhoItIsForm(Form):
    about = TextField(
        label="Who is it about?",
        hint="Their whole name, as the organisation would write it. They are kept from this from now on.",
        max_length=200,
        autocomplete="off",
        spellcheck=False,
        missing="Enter the name of the person it is about",
    )
    role = TextField(label="What do they do there?", max_length=200, required=False)


class MayKnowForm(Form):
    about_the_head = YesNoField(
        label="Is it about the head, or whoever is in charge there?",
        missing="Choose whether it is about the head or whoever is in charge",
    )
    post = RadiosField(
        label="Who may know?",
        hint="The head. If it is about the head, the chair or the trust.",
        choices=EmployerPost,
        missing="Choose who may know",
    )
    name = TextField(label="Their name", max_length=120, autocomplete="off", missing="Enter their name")
    reached_at = TextField(
        label="How to reach them",
        hint="A telephone number that nobody else at the organisation answers.",
        max_length=120,
        required=False,
        autocomplete="off",
    )
    because = TextareaField(label="Why this person?", rows=3, max_length=2000, missing="Write why this person may know")

    def facts(self) -> MayKnow:
        return MayKnow(**self.cleaned_data)


class _AtForm(Form):
    """Something that was done at a time of a day."""

    day = DateField(label="Day", past=True, missing="Enter the day")
    time = TimeField(label="Time", missing="Enter the time")

    @property
    def at(self):
        return moment(self.cleaned_data["day"], self.cleaned_data["time"])


class ToldForm(_AtForm):
    words = TextareaField(
        label="What were they told, and what was agreed?",
        hint="For example: that the person does not work with children until the meeting, and who at the organisation hears nothing.",
        rows=5,
        max_length=4000,
        missing="Write what they were told",
    )


class SafetyForm(IdempotentForm):
    words = TextareaField(
        label="How are the children safe now?",
        hint="The child it is about, other children there, and the person's own children. What was done today, and who by.",
        rows=5,
        max_length=4000,
        missing="Write how the children are safe now",
    )

    def step(self) -> Step:
        given = self.cleaned_data
        return Step(StepKind.SAFETY, timezone.localdate(), given["words"], given["idempotency"])


class MeetingForm(IdempotentForm):
    day = DateField(label="When was it held?", past=True, missing="Enter the day of the meeting")
    people = TextField(
        label="Who was there?", hint="Names and agencies, with commas.", max_length=500, missing="Enter who was there"
    )
    words = TextareaField(
        label="What was discussed and decided?", rows=8, max_length=8000, missing="Write what was discussed and decided"
    )

    def step(self) -> Step:
        given = self.cleaned_data
        return Step(StepKind.MEETING, given["day"], given["words"], given["idempotency"], people=given["people"])


class ReferralForm(IdempotentForm):
    kind = RadiosField(
        label="Which body?",
        choices=[(kind.value, kind.label) for kind in OfficerStep.REFERRALS],
        missing="Choose which body",
    )
    is_made = RadiosField(
        label="Was a referral made?",
        choices=[("yes", "Yes, it was made"), ("no", "No, it was considered and not made")],
        missing="Choose whether a referral was made",
    )
    day = DateField(label="When?", past=True, missing="Enter the day")
    people = TextField(
        label="Who by", hint="The employer has its own duty to refer to the DBS.", max_length=500, required=False
    )
    reference = TextField(label="Their reference", max_length=60, required=False, spellcheck=False)
    words = TextareaField(label="Why, or why not?", rows=4, max_length=4000, missing="Write why, or why not")

    def step(self) -> Step:
        given = self.cleaned_data
        return Step(
            given["kind"],
            given["day"],
            given["words"],
            given["idempotency"],
            given["is_made"] == "yes",
            given["people"] or "",
            given["reference"] or "",
        )


class ActionForm(IdempotentForm):
    title = TextField(label="What is to be done, and who by?", max_length=200, missing="Enter what is to be done")
    day = DateField(label="Due date", missing="Enter the due date")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day < timezone.localdate():
            raise ValidationError("Enter a day from today on")
        return day
