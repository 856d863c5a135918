"""What is asked of a service: contract, funding, reach; and a quarter's return."""

from collections.abc import Mapping
from datetime import date

from breakwater.foundation.design.fields import (
    CheckboxesField,
    DateField,
    Form,
    NumberField,
    RadiosField,
    RevisionField,
    SelectField,
    TextField,
)
from breakwater.improvement.assurance.models import Priority
from breakwater.improvement.learning.anonymity.nobody import NamesNobody
from breakwater.knowledge.directory.models import Service

from .. import wards
from ..boxes import NOBODY, Asked, DecimalField, line
from ..models import Domain, Provision
from .operations import ProvisionFacts, QuarterFacts, quarter_choices

MOST = 1_000_000_000


def count(label: str, missing: str, **more) -> NumberField:
    return NumberField(label=label, missing=missing, min_value=0, max_value=1_000_000, **more)


def days(label: str) -> NumberField:
    return NumberField(label=label, min_value=0, max_value=2_000, required=False)


class Contract(NamesNobody, Form):
    """The boxes of a service's contract, whether it is recorded first or changed."""

    tier = RadiosField(label="Tier", choices=Provision.Tier, missing="Choose the tier")
    wards = CheckboxesField(label="Wards that it reaches", hint="None: the whole area.", required=False, small=True)
    domains = CheckboxesField(label="Needs that it is for", choices=Domain, required=False, small=True)
    priorities = CheckboxesField(label="Priorities of a plan that it serves", required=False, small=True)
    commissioner = line("Commissioner", "Enter the commissioner", hint="The organisation.")
    starts_on = DateField(label="Contract begins", missing="Enter the day the contract begins")
    ends_on = DateField(label="Contract ends", required=False)
    value = NumberField(label="Value, pounds a year", min_value=0, max_value=MOST, width=10, required=False)
    funding = line("Funding source", "Enter the funding source")
    funding_ends_on = DateField(
        label="Funding ends", hint="You are reminded 12, 6 and 3 months before.", required=False
    )
    wait_target = NumberField(label="Target for the median wait, in days", min_value=0, max_value=2_000, required=False)
    rating = SelectField(label="CQC or Ofsted rating", choices=Provision.Rating, empty="Not rated", required=False)
    rated_by = line("Rated by, and when", "Enter who rated it", 60, hint="Such as: Ofsted, March 2026.", required=False)
    reviewed_on = DateField(label="Last review of the contract", past=True, required=False)

    def __init__(self, *args, area_code: str, priorities: Mapping[str, Priority], **kwargs):
        super().__init__(*args, **kwargs)
        self.priorities = priorities
        self.fields["wards"].choices = list(wards.of_area(area_code).items())
        self.fields["priorities"].choices = [(key, f"{one.number}. {one.title}") for key, one in priorities.items()]
        if not priorities:
            del self.fields["priorities"]

    def clean(self):
        said = super().clean()
        if said.get("starts_on") and said.get("ends_on") and said["ends_on"] <= said["starts_on"]:
            self.add_error("ends_on", "The contract ends after it begins")
        if bool(said.get("rating")) != bool(said.get("rated_by")):
            self.add_error("rated_by", "Enter the rating and who gave it, or neither")
        return said

    def facts(self) -> ProvisionFacts:
        names = set(ProvisionFacts.__dataclass_fields__)
        said = {name: value for name, value in self.cleaned_data.items() if name in names}
        said["priorities"] = [self.priorities[key] for key in said.get("priorities", ())]
        return ProvisionFacts(**said | {name: said[name] or "" for name in ("rating", "rated_by")})


class ChangeForm(Contract):
    revision = RevisionField()


class ProvisionForm(Contract, Asked):
    service = SelectField(
        label="Service", hint="From the directory of services.", by_typing=True, missing="Choose the service"
    )
    field_order = ("service", *Contract.base_fields)

    def __init__(self, *args, services: Mapping[str, Service], **kwargs):
        super().__init__(*args, **kwargs)
        self.services = services
        self.fields["service"].choices = [(key, each.name) for key, each in services.items()]

    @property
    def chosen(self) -> Service:
        return self.services[self.cleaned_data["service"]]


class QuarterForm(Asked):
    starts_on = SelectField(label="Quarter", missing="Choose the quarter")
    caseload = count("Children in the service at its end", "Enter how many children are in the service")
    places = count("Places", "Enter how many places there are")
    staff = DecimalField(label="Staff, full-time equivalents", min_value=0, max_value=9_999, decimal_places=1)
    vacancies = DecimalField(label="Vacancies, full-time equivalents", min_value=0, max_value=9_999, decimal_places=1)
    referrals = count("Referrals", "Enter how many referrals")
    accepted = count("Accepted", "Enter how many were accepted")
    declined = count("Declined", "Enter how many were declined")
    declined_why = line("Why were they declined?", "Say why", 300, hint=f"In general. {NOBODY}", required=False)
    waiting = count("Children waiting at its end", "Enter how many are waiting")
    median_wait = days("Median wait, in days")
    longest_wait = days("Longest wait, in days")
    outcome = TextField(label="Outcome measure", hint="By what it is judged.", max_length=200, required=False)
    result = TextField(label="Its result", max_length=200, required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        listed = quarter_choices(today)
        self.fields["starts_on"].choices = listed

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        if said["accepted"] + said["declined"] > said["referrals"]:
            self.add_error("referrals", "More were accepted and declined than were referred")
        if said["declined"] and not said["declined_why"]:
            self.add_error("declined_why", "Say why they were declined")
        if None not in (said["median_wait"], said["longest_wait"]) and said["longest_wait"] < said["median_wait"]:
            self.add_error("longest_wait", "The longest wait is shorter than the median")
        return said

    def facts(self) -> QuarterFacts:
        said = self.of(*QuarterFacts.__dataclass_fields__)
        texts = {name: said[name] or "" for name in ("declined_why", "outcome", "result")}
        return QuarterFacts(**said | texts | {"starts_on": date.fromisoformat(said["starts_on"])})
