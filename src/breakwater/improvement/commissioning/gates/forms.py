"""What is asked of a contract: its name, a check, why a gate is opened, and a provider's return."""

from collections.abc import Mapping
from datetime import date

from breakwater.foundation.design.fields import NumberField, RadiosField, SelectField, WebAddressField
from breakwater.improvement.assurance.models import RoundMember

from ..boxes import Asked, line, words
from ..models import Gap, GateCheck, Provision
from ..provision.operations import quarter_choices
from .edition import Check
from .operations import CheckFacts, ContractFacts, ReturnFacts


class ContractForm(Asked):
    title = line("What is the contract for?", "Enter what the contract is for")
    gap = SelectField(label="Gap that it closes", empty="None", required=False)
    provision = SelectField(label="Service", empty="None yet", required=False)

    def __init__(self, *args, gaps: Mapping[str, Gap], services: Mapping[str, Provision], **kwargs):
        super().__init__(*args, **kwargs)
        self.gaps, self.services = gaps, services
        self.fields["gap"].choices = [(key, f"{each.number}. {each.need}") for key, each in gaps.items()]
        self.fields["provision"].choices = [(key, each.service.name) for key, each in services.items()]

    def facts(self) -> ContractFacts:
        said = self.cleaned_data
        return ContractFacts(said["title"], self.gaps.get(said["gap"]), self.services.get(said["provision"]))


class CheckForm(Asked):
    state = RadiosField(label="Is it met?", choices=GateCheck.State, missing="Choose whether it is met")
    evidence = words("Evidence", "Enter the evidence, or why it does not apply")
    member = SelectField(
        label="Return to an audit of agencies", empty="None", hint="As far as your role reads it.", required=False
    )
    link = WebAddressField(
        label="Where is the document?",
        hint="The web address of the document in your own system: no file is kept here.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args, check: Check, audited: Mapping[str, RoundMember], **kwargs):
        super().__init__(*args, **kwargs)
        self.audited = audited
        if check.always_applies:
            self.fields["state"].choices = [each for each in GateCheck.State.choices if each[0] != GateCheck.State.NA]
        if check.audited and audited:
            listed = [
                (key, f"{each.organisation.name}: {each.round_area.round.title}") for key, each in audited.items()
            ]
            self.fields["member"].choices = listed
        else:
            del self.fields["member"]

    def facts(self) -> CheckFacts:
        said = self.cleaned_data
        member = self.audited.get(said.get("member") or "")
        return CheckFacts(said["state"], said["evidence"], said["link"] or "", member)


class OpenForm(Asked):
    may_name = ("agreed_by",)
    why = words("Why is it opened before the gate before is met?", "Say why it is opened")
    agreed_by = line(
        "Who agreed to it besides you?",
        "Enter who agreed to it besides you",
        hint="By name and role: the safeguarding question was failed.",
    )

    def __init__(self, *args, has_failed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_failed:
            del self.fields["agreed_by"]


def count(label: str, missing: str) -> NumberField:
    return NumberField(label=label, missing=missing, min_value=0, max_value=100_000)


class ReturnForm(Asked):
    starts_on = SelectField(label="Quarter", missing="Choose the quarter")
    incidents = count("Safeguarding incidents", "Enter how many incidents")
    allegations = count("Allegations against staff", "Enter how many allegations")
    complaints = count("Complaints about safeguarding", "Enter how many complaints")
    staff = count("Staff who work with children", "Enter how many staff")
    trained = count("Of them, trained to the level of their role", "Enter how many are trained")
    supervised = count("Of them, supervised as their role needs", "Enter how many are supervised")
    words = words("What does the provider say of it?", required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = quarter_choices(today)

    def clean(self):
        said = super().clean()
        for box in ("trained", "supervised"):
            if None not in (said.get(box), said.get("staff")) and said[box] > said["staff"]:
                self.add_error(box, "This is more than there are staff")
        return said

    def facts(self) -> ReturnFacts:
        said = self.of(*ReturnFacts.__dataclass_fields__)
        return ReturnFacts(**said | {"starts_on": date.fromisoformat(said["starts_on"]), "words": said["words"] or ""})
