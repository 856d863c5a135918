"""Asking for a restriction of a person, a family or a case, and lifting a seal that none answers for."""

from abc import ABC, abstractmethod

from django.urls import reverse
from django.utils.functional import cached_property

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting.forms.restrictions import (
    LiftForm,
    RestrictForm,
)
from breakwater.casework.restricting.lookup import locks_on
from breakwater.casework.restricting.models import Lock
from breakwater.casework.restricting.readers import possible_approvers, possible_readers
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions


class AskForRestriction(OperationView, ABC):
    """Ask for a restriction of a person, of a family or of a case: `whom` are the choices, `closes` what a choice closes."""

    permission = Permission.PERSON_RESTRICT
    form_class, template_name = RestrictForm, "casework/restricting/restrict.html"
    whom: list[tuple[str, str]]
    lift = ""
    leads_to = "casework:lock", "result.public_id"

    @abstractmethod
    def closes(self, form) -> dict:
        """The records that the choice made in the form closes, as `restricting.ask` takes them."""

    def get_form_kwargs(self):
        actor, today = self.request.actor, london_date(self.at)
        people, approvers = possible_readers(actor, today), possible_approvers(actor, today)
        return super().get_form_kwargs() | {"whom": self.whom, "people": people, "approvers": approvers}

    def get_initial(self):
        return {"review_on": restricting.months_on(london_date(self.at), restricting.MONTHS)}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return restricting.ask(
            wanted=form.facts(), area=self.subject.area, by=self.request.actor, at=self.at, key=key, **self.closes(form)
        )

    @property
    def success_message(self):
        is_at_once = self.result.state == Lock.State.ACTIVE
        return (
            "The record is restricted. The approver confirms it" if is_at_once else "The restriction waits for approval"
        )

    def get_context_data(self, **more):
        return super().get_context_data(lift=self.lift, today=london_date(self.at), **more)


class RestrictPerson(AskForRestriction):
    route, name = "people/<str:public_id>/restrict/", "restrict"
    model = Person
    audited_as = "person"

    @cached_property
    def family(self) -> list[Person]:
        return restricting.family_of(self.subject)

    @property
    def whom(self):
        others = len(self.family) - 1
        said = "1 other person" if others == 1 else f"{others} other people"
        family = ("family", f"The whole family: this person and {said} of the household and relatives")
        return [("one", "This person alone"), *([family] if others else ())]

    def closes(self, form):
        return {"people": self.family if form.cleaned_data.get("whom") == "family" else [self.subject]}

    @property
    def lift(self):
        return reverse("casework:lift", args=[self.subject.public_id]) if seals_without_a_lock(self.subject) else ""

    def get_context_data(self, **more):
        back = reverse("casework:person", args=[self.subject.public_id])
        return super().get_context_data(back=back, locks=locks_on(person=self.subject), **more)


class RestrictCase(AskForRestriction):
    route, name = "cases/<str:reference>/restrict/", "restrict_case"
    model, related, lookup = Case, ("area",), "reference"
    whom = [("one", "This case")]
    audited_as = "case"

    def closes(self, form):
        return {"case": self.subject}

    def get_context_data(self, **more):
        back = case_display.address_of(self.subject)
        return super().get_context_data(back=back, locks=locks_on(case=self.subject), **more)


def seals_without_a_lock(person: Person) -> list[dict]:
    """The seals on a person's record that no restriction answers for."""
    of_locks = set(person.locked_in.filter(ends_at=None).values_list("seal", flat=True))
    return [seal for seal in restrictions.seals_on(person) if seal["seal"] not in of_locks]


class LiftSeal(OperationView):
    """Lift a seal on a person's record that no restriction answers for."""

    route, name = "people/<str:public_id>/restrict/lift/", "lift"
    model = Person
    permission = Permission.PERSON_RESTRICT
    form_class, template_name = LiftForm, "casework/restricting/lift.html"
    success_message = "The restriction is lifted"
    words_of = {restrictions.NotRestricted: "Only one of its named readers may lift it. Ask one of them."}
    leads_to = "casework:person", "subject.public_id"
    audited_as = "person"

    @cached_property
    def seals(self):
        return seals_without_a_lock(self.subject)

    def get_form_kwargs(self):
        seals = [(seal["seal"], f"Restricted {day(seal['since'])}: {seal['reason']}") for seal in self.seals]
        return super().get_form_kwargs() | {"seals": seals}

    def operate(self, form):
        seal = int(form.cleaned_data["seal"])
        return restrictions.unrestrict(person=self.subject, seal=seal, by=self.request.actor, at=self.at)

    def form_refused(self, form, refusal):
        form.add_error("seal", self.refusal_words(refusal))
        return self.form_invalid(form)

    def get_context_data(self, **more):
        return super().get_context_data(person=self.subject, seals=self.seals, **more)


OPERATIONS = (RestrictPerson, LiftSeal, RestrictCase)
