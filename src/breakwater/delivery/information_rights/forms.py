"""What is asked about a request."""

from collections.abc import Mapping

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    HiddenField,
    IdempotentForm,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    YesNoField,
)
from breakwater.partnership.organisations.models import Membership

from .models import RightsRequest
from .operations import NewRequest, Sorted, Verified

Kind, Asker = RightsRequest.Kind, RightsRequest.Asker
ABOUT = "One person a line: name, and date of birth where it is known."


def words(label: str, missing: str = "", hint: str = "", *, rows: int = 3, max_length: int = 4000, **more):
    return TextareaField(label=label, hint=hint, rows=rows, max_length=max_length, missing=missing or None, **more)


def kind_field():
    return RadiosField(label="What do they ask for?", choices=Kind, missing="Choose what they ask for")


def asker_field():
    return RadiosField(label="Who asks?", choices=Asker, missing="Choose who asks")


class LogForm(IdempotentForm):
    kind = kind_field()
    asker = asker_field()
    asker_name = TextField(label="Their name", missing="Enter their name")
    about = words("Who is it about?", "Enter who it is about", ABOUT, rows=2)
    words = words("What do they ask for, in their words?", "Enter what they ask for")
    received_on = DateField(label="When did it come?", past=True, missing="Enter the day it came")
    way = RadiosField(label="How did it come?", choices=RightsRequest.Way, missing="Choose how it came")
    reply_to = TextField(label="Where do they want the answer?", required=False, max_length=300)

    def facts(self) -> NewRequest:
        said = self.cleaned_data
        return NewRequest(**{name: said[name] or "" for name in NewRequest.__dataclass_fields__})


class HandOverForm(IdempotentForm):
    asker_name = TextField(label="Who asks?", hint="Their name, and who they are.", missing="Enter who asks")
    reply_to = TextField(
        label="How are they reached safely?",
        hint="A number and a time, or an address that nobody else reads. Say also what not to use.",
        max_length=300,
        missing="Enter how they are reached safely",
    )
    words = words(
        "What do they ask for?",
        "Enter what they ask for",
        "In their words. They need not use a form or name a law.",
        rows=4,
    )


class SortForm(Form):
    kind = kind_field()
    asker = asker_field()
    asker_name = TextField(
        label="Their name", hint="The name alone: letters are addressed to it.", missing="Enter their name"
    )
    about = words("Who is it about?", "Enter who it is about", ABOUT, rows=2)
    received_on = DateField(
        label="When did it come?",
        hint="To anybody of ours, on paper or in words: the month runs from that day.",
        past=True,
        missing="Enter the day it came",
    )

    def facts(self) -> Sorted:
        return Sorted(**self.cleaned_data)


class VerifyForm(Form):
    identity = words(
        "How did you check who asks?",
        "Enter how you checked",
        "For example: known to the worker; passport seen; a call back.",
        rows=2,
    )
    standing = RadiosField(
        label="Why may they ask?",
        choices=RightsRequest.Standing,
        hint="The right is the child’s. Parental responsibility alone does not decide it.",
        missing="Choose why they may ask",
    )
    competence = words(
        "What did you judge that on?",
        "Enter what you judged it on",
        "The child’s age and understanding, what they want, the authority seen.",
        rows=2,
    )
    reply_to = TextField(label="Where is the answer to go?", max_length=300, missing="Enter where the answer is to go")
    reply_is_safe = YesNoField(
        label="Did they say that nobody else reads what is sent there?", missing="Choose whether it is safe"
    )
    scope = words(
        "Does the search cover less than everything?",
        "",
        "Only what they agreed to. Leave empty for everything.",
        rows=2,
        required=False,
    )
    on = DateField(label="When was it checked?", past=True, missing="Enter the day")
    waited = YesNoField(
        label="Did you have to wait for them to show who they are?",
        hint="If so the month runs from the day they did.",
        missing="Choose whether you had to wait",
    )

    def facts(self) -> Verified:
        return Verified(**self.cleaned_data)


class WhyForm(Form):
    words = words("What was said, and why?", "Enter what was said, and why")


class PauseForm(Form):
    on = DateField(label="When did you ask them?", past=True, missing="Enter the day you asked them")
    words = words("What did you ask, and why?", "Enter what you asked, and why")


class ResumeForm(Form):
    on = DateField(label="When did they answer?", past=True, missing="Enter the day they answered")
    words = words("What did they say?", "Enter what they said")


class SecondForm(Form):
    second = SelectField(label="Who is the second person?", empty="Choose", missing="Choose the second person")

    def __init__(self, *args, seconds: Mapping[str, Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds = seconds
        self.fields["second"].choices = [
            (key, f"{each.user.name}, {each.role.title}, {each.team.name}") for key, each in seconds.items()
        ]

    def clean(self):
        said = super().clean() or self.cleaned_data
        if said.get("second"):
            said["second"] = self.seconds[said["second"]]
        return said


class ApproveForm(Form):
    search = words("Look for", "Enter who it is about", ABOUT, rows=2)
    people = CheckboxesField(label="Which records is it about?", missing="Choose at least one record", required=True)
    asked = HiddenField(max_length=40)

    def __init__(self, *args, found: Mapping[str, tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["people"].choices = [(key, words) for key, (_, words) in found.items()]

    def clean(self):
        said = super().clean() or self.cleaned_data
        said.pop("search", None)
        if said.get("people"):
            said["people"] = [self.found[key][0] for key in said["people"]]
        return said


class EraseForm(Form):
    because = TextareaField(
        label="Why is it erased?",
        hint="The ground, for example recorded by mistake. Name nobody: it is kept as the certificate.",
        rows=3,
        max_length=500,
        missing="Enter why it is erased",
    )


class EndForm(Form):
    outcome = RadiosField(
        label="How does it end?",
        choices=[(each.value, each.label) for each in RightsRequest.Outcome if each != RightsRequest.Outcome.GIVEN],
        missing="Choose how it ends",
    )
    words = words(
        "What was done, or why not?",
        "Enter what was done, or why it was not",
        "As they are told it: what was done, or the reason and the law for refusing. Where they object: what is no longer done with their "
        "information, or the compelling reason to go on. Name nobody else.",
        rows=4,
    )
    decided_by = TextField(
        label="Who decided?",
        hint="Name and role, as they are told it. Leave it empty only where they withdrew it.",
        required=False,
        max_length=200,
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        Kind, Outcome, outcomes = RightsRequest.Kind, RightsRequest.Outcome, self.fields["outcome"].choices
        if kind == Kind.ACCESS:  # a copy is done by being given
            self.fields["outcome"].choices = [one for one in outcomes if one[0] not in (Outcome.DONE, Outcome.PARTLY)]
        if kind != Kind.OBJECTION:
            del self.fields["decided_by"]


class KeeperForm(Form):
    given = words(
        "What may be given?",
        "",
        "Your words go to information governance and no further before they are checked. Leave empty where nothing is to be added.",
        rows=5,
        required=False,
    )


class FilterForm(Form):
    state = SelectField(
        label="Status",
        choices=[("open", "Open"), ("late", "Overdue"), ("ended", "Answered")],
        empty="All",
        required=False,
    )
    kind = SelectField(label="Kind", choices=Kind, empty="All", required=False)

    def narrow(self, listed):
        said = self.cleaned_data
        if said["state"]:
            listed = listed.filter(ended_at__isnull=said["state"] != "ended")
        if said["state"] == "late":
            listed = listed.filter(paused_on=None, due_on__lt=london_date(timezone.now()))
        return listed.filter(kind=said["kind"]) if said["kind"] else listed


class FoundForm(Form):
    words = TextareaField(
        label="What was found?",
        hint="It is shown beside every note of this request, and ends the restriction: tell whoever asked before you save it (UK GDPR article 18(3)). A fact that was wrong is corrected by the team that holds the record, with its history.",
        rows=4,
        missing="Enter what was found",
    )


class AgenciesForm(Form):
    told = CheckboxesField(label="Which of them have you told?", required=False)
    not_sent = CheckboxesField(
        label="Which of them were not sent what was wrong?",
        hint="They were sent other records of the person alone.",
        required=False,
    )

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.agencies = {each.public_id: each for each in agencies}
        choices = [(key, f"{each.name}: {each.records}") for key, each in self.agencies.items()]
        self.fields["told"].choices = self.fields["not_sent"].choices = choices

    def clean(self):
        said = super().clean() or self.cleaned_data
        for box in ("told", "not_sent"):
            said[box] = [self.agencies[key] for key in said.get(box) or ()]
        return said
