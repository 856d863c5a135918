"""Calling a strategy discussion, writing it down as it is said, recording what was decided."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from breakwater.foundation.dates.london_time import moment
from breakwater.foundation.design.fields import (
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    RadiosField,
    TextareaField,
    TextField,
    TimeField,
    YesNoField,
)

from ..enclosures import names_the_sender
from ..models import Agency, Strategy, Submission
from ..models.strategy import MUST_BE_THERE
from .operations.discussions import Asked, DiscussionFacts

AT_FIRST = (*MUST_BE_THERE, Agency.SCHOOL, Agency.REFERRER)
DECIDED = (
    "threshold_met",
    "enquiry",
    "protection",
    "rationale",
    "child_seen",
    "medical",
    "criminal_plan",
    "parents_told",
    "other_children",
    "arrangements",
    "safety_plan",
    "absence_because",
    "absence_manager",
)
TOO_LATE = {
    True: "Hold it today: the harm is immediate. Where a meeting has to wait, call the police and health one after the other",
    False: "Hold it by the end of the next working day, and never later than the third",
}


class WhenMixin(Form):
    """A day and a time that make one moment, in `self.when`."""

    def clean(self):
        said = super().clean()
        if said.get("on") and said.get("time") is not None:
            self.when = moment(said["on"], said["time"])
        return said


NOT_NAMED = (
    "Whoever told us is not to be named. Everyone at the table reads this: write what was seen and heard, and not in their "
    "words, who they are or how they know."
)


class CallForm(IdempotentForm, WhenMixin):
    concern = TextareaField(
        label="Why do you suspect significant harm?",
        rows=5,
        missing="Write why you suspect significant harm",
        max_length=5000,
    )
    is_immediate = YesNoField(
        label="Is the harm immediate?",
        hint="Then it is held today. Otherwise by the end of the next working day.",
        missing="Choose whether the harm is immediate",
    )
    on = DateField(
        label="Which day is it held, or was it?",
        hint="One that was held before you came to write it is written here too: "
        "enter the day and the time when it was held.",
        missing="Enter the day",
    )
    time = TimeField(label="At what time?", missing="Enter the time, as in 14:30")
    late_because = TextareaField(
        label="Why is it only written now?",
        hint="Only where it was held before the last working day.",
        rows=2,
        required=False,
        max_length=500,
    )
    how = RadiosField(label="How?", choices=Strategy.How.choices, missing="Choose how it is held")

    def __init__(
        self, *args, earliest: datetime, latest: dict[bool, datetime], not_named: Submission | None = None, **kwargs
    ):
        """`earliest` is since when it may have been held without a reason for writing it later; `latest` until when it may
        be planned, by whether the harm is immediate; `not_named` is what came from a sender who asked not to be named.
        """
        super().__init__(*args, **kwargs)
        self.not_named = not_named
        if not_named:
            self.fields["concern"].help_text = NOT_NAMED
        self.earliest, self.latest, self.is_late = earliest, latest, False
        for agency in AT_FIRST:
            needed = "" if agency in MUST_BE_THERE else " (if any)"
            self.fields[f"who_{agency.value}"] = TextField(
                label=f"{agency.label}{needed}: who is asked?", hint="Name and job", required=False, max_length=160
            )
            self.fields[f"mail_{agency.value}"] = EmailField(
                label="E-mail address of their Breakwater account, if they have one",
                hint="Type a part of the name: those with an account here are offered.",
                required=False,
                autocomplete="off",
                attributes={"list": f"accounts-{agency.value}"},
            )
        for name in self.fields:
            if name.startswith(("who_", "mail_")):
                self.fields[name].says_optional = False

    def clean_concern(self):
        concern = self.cleaned_data["concern"]
        if self.not_named and names_the_sender(concern, self.not_named):
            raise ValidationError(
                "Take out who told us, and how they are reached: they are not to be named", code="named"
            )
        return concern

    def clean(self):
        said = super().clean()
        self.is_late = hasattr(self, "when") and self.when < self.earliest
        if self.is_late and not said.get("late_because", "").strip():
            self.add_error("late_because", "Check the day. If it was held then, write why it is only written now")
        is_immediate = said.get("is_immediate")
        if is_immediate is not None and hasattr(self, "when") and self.when > self.latest[is_immediate]:
            self.add_error("on", TOO_LATE[is_immediate])
        return said

    def whole_concern(self) -> str:
        """Why harm is suspected, and where it is written late, why."""
        said = self.cleaned_data
        late = f"\n\nWritten late: {said['late_because']}" if self.is_late else ""
        return f"{said['concern']}{late}"

    def facts(self) -> DiscussionFacts:
        said = self.cleaned_data
        return DiscussionFacts(
            concern=self.whole_concern(),
            is_immediate=said["is_immediate"],
            planned_for=self.when,
            how=said["how"],
            asked=[Asked(*each) for each in self.asked()],
        )

    def asked(self) -> list[tuple[str, str, str]]:
        """Who is asked: agency, name, e-mail address."""
        said = self.cleaned_data
        return [
            (agency.value, said[f"who_{agency.value}"], said[f"mail_{agency.value}"])
            for agency in AT_FIRST
            if said[f"who_{agency.value}"]
        ]


class AskForm(Form):
    agency = RadiosField(label="From where?", choices=Agency.choices, missing="Choose where they are from")
    name = TextField(label="Name and job", missing="Enter the name and the job", max_length=160)
    email = EmailField(
        label="E-mail address of their Breakwater account, if they have one",
        required=False,
        autocomplete="off",
        hint="With it they read this record, and are told when it is finished.",
    )


class SaidForm(Form):
    """One person at the table: are they there, what does their agency know."""

    was_there = RadiosField(
        label="Are they there?",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not known yet")],
        required=False,
        inline=True,
    )
    knows = TextareaField(label="What does their agency know?", required=False, rows=4, max_length=10_000)

    def clean(self):
        said = super().clean()
        if not self.errors and not said.get("was_there") and not said.get("knows"):
            self.add_error("knows", "Write what their agency knows, or say whether they are there")
        return said

    def there(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["was_there"])


class RecordForm(WhenMixin):
    on = DateField(label="Which day was it held?", missing="Enter the day")
    time = TimeField(label="At what time did it begin?", missing="Enter the time, as in 14:30")
    threshold_met = YesNoField(
        label="Is there reasonable cause to suspect that the child is suffering, or likely to suffer, significant harm?",
        missing="Choose yes or no",
    )
    enquiry = RadiosField(label="What follows?", choices=Strategy.Enquiry.choices, missing="Choose what follows")
    protection = RadiosField(
        label="Is immediate protection needed?",
        choices=Strategy.Protection.choices,
        missing="Choose how the child is protected",
    )
    rationale = TextareaField(
        label="Why?", hint="The family may ask to read it.", missing="Write why", max_length=10_000
    )
    child_seen = TextareaField(
        label="Who sees the child, where and by when?",
        rows=2,
        missing="Write who sees the child, and by when",
        max_length=2000,
    )
    safety_plan = TextareaField(label="How is the child kept safe until then?", rows=3, required=False, max_length=5000)
    medical = TextareaField(
        label="Is a medical examination needed, and who arranges it?", rows=2, required=False, max_length=2000
    )
    criminal_plan = TextareaField(label="What do the police do?", rows=2, required=False, max_length=2000)
    parents_told = TextareaField(
        label="What are the parents told, who by and when?",
        rows=2,
        missing="Write what the parents are told, or why nothing",
        max_length=2000,
    )
    other_children = TextareaField(
        label="Which other children were thought of?",
        rows=2,
        missing="Name the other children, or write that there are none",
        max_length=2000,
    )
    arrangements = TextareaField(label="Bail, and contact that nobody watches", rows=2, required=False, max_length=2000)
    absence_because = TextareaField(
        label="If police or health were not there: why?", rows=2, required=False, max_length=2000
    )
    absence_manager = TextField(label="And which manager agreed to go on without them?", required=False, max_length=120)

    def clean(self):
        said = super().clean()
        if hasattr(self, "when") and self.when > timezone.now():
            self.add_error("time", "Enter a time that has passed: it is recorded when it has been held")
        if (
            said.get("enquiry") in (Strategy.Enquiry.SINGLE, Strategy.Enquiry.JOINT)
            and said.get("threshold_met") is False
        ):
            raise ValidationError(
                "An enquiry follows only where there is reasonable cause. Change one of the two answers"
            )
        if said.get("enquiry") == Strategy.Enquiry.NONE and said.get("threshold_met"):
            raise ValidationError(
                "Where there is reasonable cause, an enquiry follows (Children Act 1989, section 47). Change one of the two answers"
            )
        return said

    def decided(self) -> dict:
        return {name: self.cleaned_data[name] for name in DECIDED}


class ActionForm(IdempotentForm, WhenMixin):
    what = TextField(label="What must be done?", missing="Write what must be done", max_length=300)
    who = TextField(label="Who does it?", missing="Write who does it", max_length=160)
    on = DateField(label="By which day?", missing="Enter the day")
    time = TimeField(label="By what time?", missing="Enter the time, as in 17:00")


class NotHeldForm(Form):
    because = TextareaField(label="Why is it not held?", rows=3, missing="Write why it is not held", max_length=2000)


class ConcludeForm(Form):
    enquiry_ended = TextareaField(
        label="How did the enquiry end?",
        hint="The day of the child protection conference, or why none is needed.",
        rows=3,
        required=False,
        max_length=2000,
    )
