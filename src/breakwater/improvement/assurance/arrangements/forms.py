"""What is asked about roles, editions of the arrangements, agreements and contributions. None of it is about a child."""

from decimal import Decimal, InvalidOperation

from django.utils import timezone

from breakwater.foundation.design.childs_data import NoChildsData
from breakwater.foundation.design.fields import (
    DateField,
    EmailField,
    Form,
    IdempotentForm,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextareaField,
    TextField,
    WebAddressField,
    YesNoField,
)
from breakwater.partnership.organisations.models import Area, Organisation

from ..common import organisations_of
from ..models import NamedAgency
from ..models.arrangements import STATUTORY, Partner
from . import codes, lookup
from .operations import agreements, editions, roles

AGREED = {f"agreed_{each.lower()}": each for each in STATUTORY}


class DayForm(Form):
    """Which day is shown; it stands in the address."""

    on = DateField(label="Who held which role on", required=False)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["on"].says_optional = False


class RoleForm(NoChildsData, IdempotentForm):
    """Who holds one role: what another role is asked about is not on the page."""

    name = TextField(label="Who holds it?", max_length=120, missing="Enter the name")
    email = EmailField(
        label="Email address of their account",
        hint="If they sign in here. One account holds roles in as many areas as you like.",
        required=False,
    )
    job_title = TextField(label="Job title", max_length=160, required=False)
    partner = SelectField(
        label="For which safeguarding partner?",
        choices=[(each.value, each.label) for each in STATUTORY],
        missing="Choose the safeguarding partner",
    )
    agency = TextField(
        label="Name of the body",
        hint="As it calls itself, where it is not in the list below.",
        max_length=160,
        required=False,
    )
    organisation = SelectField(label="Agency or school", by_typing=True, required=False)
    starts_on = DateField(label="From", missing="Enter the first day")
    ends_on = DateField(label="Last day", required=False)
    delegated_by = SelectField(label="Who delegated it?", missing="Choose who delegated it")
    scope = TextareaField(
        label="What was delegated?",
        hint="As it is written: authority to speak, commit resources and hold to account.",
        rows=3,
        max_length=2000,
        missing="Enter what was delegated, as it is written",
    )
    how_chosen = TextareaField(
        label="How were they chosen?", rows=2, max_length=1000, missing="Enter how they were chosen"
    )

    def __init__(self, *args, area: Area, role: str, **more):
        super().__init__(*args, **more)
        self.role, said = role, codes.ROLES[role]
        self.organisations = organisations_of(area.pk, timezone.localdate()) if said.agency else {}
        self.leads = {str(each.public_id): each for each in lookup.leads_to_delegate(area)} if said.delegated else {}
        if (now := (self.initial or {}).get("delegated_by")) and now.public_id not in self.leads:
            self.leads[str(now.public_id)] = now
        self.initial = {key: getattr(value, "public_id", value) for key, value in (self.initial or {}).items()}
        self.fields["organisation"].choices = [(key, each.name) for key, each in self.organisations.items()]
        self.fields["delegated_by"].choices = [
            (key, f"{each.name}, {each.get_partner_display()}, from {each.starts_on:%-d %B %Y}")
            for key, each in self.leads.items()
        ]
        asked = {
            "partner": said.partner,
            "organisation": said.agency,
            "delegated_by": said.delegated,
            "scope": said.delegated,
            "how_chosen": said.chosen,
        }
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]
        if not said.agency:
            self.fields["agency"].help_text = "As it calls itself."

    def clean(self):
        said = super().clean()
        if codes.ROLES[self.role].agency and not said.get("organisation") and not said.get("agency"):
            self.add_error("organisation", "Choose the agency or school, or write its name")
        return said

    def facts(self) -> roles.HoldingFacts:
        names = roles.HoldingFacts.__dataclass_fields__.keys() & self.cleaned_data.keys()
        said = {name: self.cleaned_data[name] for name in names}
        if "organisation" in said:
            said["organisation"] = self.organisations.get(said["organisation"])
        if "delegated_by" in said:
            said["delegated_by"] = self.leads.get(said["delegated_by"])
        return roles.HoldingFacts(self.role, **said)


class WhyForm(NoChildsData, IdempotentForm):
    reason = TextareaField(label="Why?", rows=2, max_length=400, missing="Say why")


class CorrectRoleForm(RoleForm):
    reason = TextareaField(
        label="What was wrong, or what has changed?",
        hint="What was recorded before stays on the page of the role.",
        rows=2,
        max_length=400,
        missing="Say what was wrong",
    )


class EndRoleForm(WhyForm):
    ends_on = DateField(label="What was, or is, their last day?", missing="Enter the last day")
    field_order = ("ends_on", "reason")


class SectionForm(NoChildsData, Form):
    text = TextareaField(label="Text", rows=14, max_length=20_000, required=False)
    revision = RevisionField()

    def __init__(self, *args, section: codes.Section, **more):
        super().__init__(*args, **more)
        self.fields["text"].label, self.fields["text"].help_text = section.title, section.prompt


class AgencyForm(NoChildsData, Form):
    organisation = SelectField(label="Agency or school", empty="Not in the list", by_typing=True, required=False)
    name = TextField(
        label="Name",
        hint="Of an agency or a group of agencies that is not in the list.",
        max_length=200,
        required=False,
    )
    kind = SelectField(label="Kind", choices=Organisation.Kind, missing="Choose the kind")
    duty = RadiosField(label="Duty to safeguard", choices=NamedAgency.Duty, missing="Choose the duty")
    why = TextField(label="Why is it a relevant agency?", max_length=400, required=False)
    involved = TextField(label="How does it take part?", max_length=400, required=False)

    def __init__(self, *args, area: Area, **more):
        super().__init__(*args, **more)
        self.organisations = organisations_of(area.pk, timezone.localdate())
        self.fields["organisation"].choices = [(key, each.name) for key, each in self.organisations.items()]

    def clean(self):
        said = super().clean()
        if not said.get("organisation") and not said.get("name"):
            self.add_error("name", "Choose the agency or school, or write its name")
        return said

    def facts(self) -> editions.AgencyFacts:
        said = dict(self.cleaned_data)
        said["organisation"] = self.organisations.get(said["organisation"])
        said["name"] = said["name"] or said["organisation"].name
        return editions.AgencyFacts(**said)


class PublishForm(NoChildsData, Form):
    in_force_on = DateField(
        label="When do these arrangements take effect?",
        hint="They are published today, before that day.",
        future=True,
        missing="Enter the day on which they take effect",
    )
    review_on = DateField(label="When are they reviewed?", future=True, missing="Enter the day of the review")
    decision = TextField(
        label="Number of the decision",
        hint="Where they agreed at a meeting, as its minutes have it.",
        width=20,
        max_length=24,
        required=False,
    )
    changes = TextareaField(label="What does this edition change?", rows=3, max_length=2000, required=False)
    revision = RevisionField()
    field_order = ("in_force_on", "review_on", *AGREED, "decision", "changes")

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        for name, partner in AGREED.items():
            label = partner.label[0].lower() + partner.label[1:]
            self.fields[name] = DateField(
                label=f"When did the lead of the {label} agree these arrangements?",
                past=True,
                missing=f"Enter the day on which the lead of the {label} agreed",
            )
        self.order_fields(self.field_order)

    def facts(self) -> editions.PublishFacts:
        said = self.cleaned_data
        agreed_on = {partner: said[name] for name, partner in AGREED.items()}
        return editions.PublishFacts(
            said["in_force_on"], said["review_on"], agreed_on, said["decision"], said["changes"]
        )


class AgreementForm(NoChildsData, IdempotentForm):
    title = TextField(label="Title", max_length=200, missing="Enter the title")
    purpose = TextareaField(
        label="What is shared, and what for?", rows=3, max_length=4000, missing="Enter what is shared"
    )
    parties = TextareaField(
        label="Who has signed?", hint="One agency a line.", rows=4, max_length=4000, missing="Enter who has signed"
    )
    lawful_basis = TextareaField(label="Lawful basis", rows=2, max_length=2000, missing="Enter the lawful basis")
    link = WebAddressField(label="Where is it kept?", max_length=300, required=False, spellcheck=False)
    starts_on = DateField(label="In force from", missing="Enter the first day")
    review_on = DateField(label="Next review", missing="Enter the day of the next review")

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("review_on") and said["review_on"] <= said["starts_on"]:
            self.add_error("review_on", "Enter a day after the first day")
        return said

    def facts(self) -> agreements.AgreementFacts:
        return agreements.AgreementFacts(
            **{name: self.cleaned_data[name] for name in agreements.AgreementFacts.__dataclass_fields__}
        )


class ReviewAgreementForm(NoChildsData, Form):
    on = DateField(label="When was it reviewed?", past=True, missing="Enter the day of the review")
    found = TextareaField(label="What was found?", rows=3, max_length=2000, missing="Enter what was found")
    next_on = DateField(label="Next review", missing="Enter the day of the next review")
    revision = RevisionField()


class EndAgreementForm(NoChildsData, Form):
    ended_on = DateField(label="From when does it no longer hold?", missing="Enter the day")
    ended_why = TextField(label="Why?", max_length=400, missing="Say why")
    revision = RevisionField()


class ContributionForm(NoChildsData, IdempotentForm):
    year = NumberField(
        label="Year from April",
        hint="The year in which it begins: 2026 is April 2026 to March 2027.",
        min_value=2000,
        max_value=2100,
        missing="Enter the year",
    )
    partner = SelectField(label="Kind of contributor", choices=Partner, missing="Choose the kind")
    contributor = TextField(label="Contributor", max_length=160, missing="Enter the contributor")
    in_cash = YesNoField(label="How is it given?", words=("In cash", "In kind"), missing="Choose in cash or in kind")
    amount = TextField(
        label="Amount in pounds",
        hint="Of one in kind, what it is reckoned at.",
        width=10,
        max_length=16,
        missing="Enter the amount",
    )
    what = TextField(label="What is given in kind?", max_length=300, required=False)
    invoiced_on = DateField(label="Invoiced on", required=False)
    received_on = DateField(label="Received on", required=False)

    def clean_amount(self):
        try:
            amount = Decimal(self.cleaned_data["amount"].replace(",", "").lstrip("£").strip()).quantize(Decimal("0.01"))
        except InvalidOperation:
            amount = Decimal(0)
        if not 0 < amount < 10**9:
            self.add_error("amount", "Enter an amount in pounds, like 12,500")
        return amount

    def clean(self):
        said = super().clean()
        if said.get("in_cash") is False and not said.get("what"):
            self.add_error("what", "Enter what is given in kind")
        return said

    def facts(self) -> agreements.ContributionFacts:
        return agreements.ContributionFacts(
            **{name: self.cleaned_data[name] for name in agreements.ContributionFacts.__dataclass_fields__}
        )


class CorrectContributionForm(ContributionForm):
    reason = TextareaField(
        label="Why does it change?",
        hint="For example: invoiced, received, or the amount was agreed again. What stood before stays on record.",
        rows=2,
        max_length=400,
        missing="Say why it changes",
    )


class OnceForm(IdempotentForm):
    """A button sent once."""
