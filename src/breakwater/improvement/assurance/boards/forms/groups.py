"""What is asked about a group: its terms, its members, its end."""

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    SelectField,
    TextField,
    YesNoField,
)
from breakwater.partnership.organisations.models import Area

from ...models.arrangements import Partner
from ...models.groups import Part
from .. import codes
from ..operations import groups
from .boxes import box


class TermsForm(NoChildsData, IdempotentForm):
    from_on = DateField(label="From which day do these terms hold?", missing="Enter the first day")
    quorum_members = NumberField(
        label="Quorum: how many members?", min_value=1, max_value=60, missing="Enter the quorum"
    )
    quorum_partners = YesNoField(
        label="Must each safeguarding partner be there?", missing="Choose whether each partner must be there"
    )
    meetings_a_year = NumberField(label="Meetings a year", min_value=1, max_value=60, missing="Enter how many meetings")
    papers_days = NumberField(
        label="Papers go out so many working days before",
        min_value=1,
        max_value=30,
        initial=codes.PAPERS_DAYS,
        missing="Enter a number",
    )
    minutes_days = NumberField(
        label="Draft minutes go out so many working days after",
        min_value=1,
        max_value=60,
        initial=codes.MINUTES_DAYS,
        missing="Enter a number",
    )
    text = box("Terms of reference", "Enter the terms of reference", rows=8, max_length=20_000)

    def facts(self) -> groups.TermsFacts:
        return groups.TermsFacts(**{name: self.cleaned_data[name] for name in groups.TermsFacts.__dataclass_fields__})


class GroupForm(TermsForm):
    kind = SelectField(
        label="Type", choices=[(key, kind.title) for key, kind in codes.KINDS.items()], missing="Choose the type"
    )
    name = TextField(label="Name", hint="As it calls itself.", max_length=160, missing="Enter the name")
    purpose = box("What is it for?", "Enter what it is for")
    is_restricted = YesNoField(
        label="Does it speak of single cases?",
        words=("Yes: only its members read its meetings", "No"),
        missing="Choose whether it speaks of single cases",
    )
    others = CheckboxesField(label="Does it meet for other areas as well?", required=False, small=True)
    field_order = ("kind", "name", "purpose", "is_restricted", "others")

    def __init__(self, *args, areas: list[Area], **more):
        super().__init__(*args, **more)
        self.areas = {each.code: each for each in areas}
        self.fields["others"].choices = [(code, each.name) for code, each in self.areas.items()]

    def clean(self):
        said = super().clean()
        kind = codes.KINDS.get(said.get("kind"))
        if kind and kind.restricted and said.get("is_restricted") is False:
            self.add_error("is_restricted", "A group of this type speaks of single cases. Choose yes")
        return said

    def facts(self) -> groups.GroupFacts:
        said = self.cleaned_data
        others = tuple(self.areas[code] for code in said["others"])
        return groups.GroupFacts(
            said["kind"], said["name"], said["purpose"], said["is_restricted"], super().facts(), others
        )


class SeatForm(NoChildsData, IdempotentForm):
    name = TextField(label="Name", max_length=120, missing="Enter the name")
    email = EmailField(
        label="Email address of their account",
        hint="Needed to read papers here. Without one they get the pack from you.",
        required=False,
    )
    job_title = TextField(label="Job title", max_length=160, required=False)
    agency = TextField(label="For which body?", max_length=160, missing="Enter the body")
    partner = SelectField(label="Kind of body", choices=Partner, missing="Choose the kind")
    part = RadiosField(
        label="As what?",
        choices=Part,
        options={
            Part.OBSERVER.value: "Reads no confidential paper",
            Part.ADVISER.value: "Does not count towards the quorum",
        },
        missing="Choose as what",
    )

    def facts(self) -> groups.SeatFacts:
        names = groups.SeatFacts.__dataclass_fields__.keys() & self.cleaned_data.keys()
        return groups.SeatFacts(**{name: self.cleaned_data[name] for name in names})


class JoinForm(SeatForm):
    from_on = DateField(label="From", missing="Enter the first day")


class LeaveForm(Form):
    to_on = DateField(label="What was their last day?", past=True, missing="Enter the last day")


class CloseForm(Form):
    closed_on = DateField(label="Last day", past=True, missing="Enter the last day")
