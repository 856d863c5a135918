"""What is held about a person, and mending it: names, birth, numbers, addresses, ways to reach them, who may not look."""

from typing import ClassVar

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from breakwater.casework.person_record import pages
from breakwater.casework.person_record.forms import (
    AddressForm,
    BirthForm,
    ContactWayForm,
    IdentifierForm,
    NamesForm,
    OtherNameForm,
    SafetyForm,
)
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.people.models import Person, PersonContact
from breakwater.partnership.people.records.operations import circumstances, people

NAME_PARTS = ("forename", "middle_names", "surname", "known_as")


def kept(request, public_id: str) -> Person:
    """The person, for an actor who may mend their record."""
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_KEEP, who)
    return who


class Correction(OperationView):
    """A question about a person's record, and what its answer changes there. What the page shows of the person is on record."""

    model, permission, audited_as = Person, Permission.PERSON_KEEP, "person"
    template_name = "casework/question.html"
    heading: ClassVar[str]
    button, kind, lead = "Save", "", ""

    def lead_of(self, form) -> str:
        """What is said above the questions."""
        return self.lead

    def get_success_url(self) -> str:
        """Where one goes on from here: to what is held, or to the record for who may mend nothing else."""
        page = "keep" if may(self.request.actor, Permission.PERSON_KEEP, self.subject) else "person"
        return reverse(f"casework:{page}", args=[self.subject.public_id])

    def get_context_data(self, **more):
        context = super().get_context_data(**more)
        asks = {name: getattr(self, name) for name in ("heading", "button", "kind")}
        asks |= {
            "lead": self.lead_of(context["form"]),
            "whose_record": self.subject.name,
            "back": self.get_success_url(),
        }
        return asks | context


@require_safe
def keep(request, public_id):
    """Everything held, each part with the way to mend it."""
    who = kept(request, public_id)
    held = pages.held_about(who, may_verify=may(request.actor, Permission.PLACE_VERIFY, who))
    audit.saw("person", *held.person_ids)
    may_bar = may(request.actor, Permission.PERSON_RESTRICT, who)
    return render(request, "casework/person_record/keep.html", {"person": who, "parts": held.parts, "may_bar": may_bar})


class ChangeName(Correction):
    route, name, form_class = "people/<str:public_id>/keep/names/", "keep_names", NamesForm
    heading, success_message = "Change the name", "The name is changed"

    def get_initial(self):
        return {part: getattr(self.subject, part) for part in NAME_PARTS}

    def operate(self, form):
        said = form.cleaned_data
        names = people.Names(**{part: said[part] for part in NAME_PARTS})
        return people.rename(person=self.subject, keep_former=said["why"] == "changed", names=names, **self.acting)


class AddOtherName(Correction):
    route, name, form_class = "people/<str:public_id>/keep/other-name/", "keep_other_name", OtherNameForm
    heading, success_message = "Add another name", "The name is added"
    lead = "The person is found by this name as well."

    def operate(self, form):
        return people.add_other_name(person=self.subject, **form.cleaned_data, **self.acting)


class CorrectBirth(Correction):
    route, name, form_class = "people/<str:public_id>/keep/birth/", "keep_birth", BirthForm
    heading, success_message = "Correct the date of birth", "The date is corrected"

    def get_initial(self):
        """The day of birth as far as it is known: a year or a month is shown as such, never as a whole date."""
        who = self.subject
        known = "born" if who.born_on else "expected" if who.expected_on else ""
        estimated = ["yes"] if who.born and who.born.estimated else []
        return {"known": known, "born": who.born, "expected_on": who.expected_on, "estimated": estimated}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("born", "expected_on")}
        return people.correct_birth(person=self.subject, **said, **self.acting)


class AddIdentifier(Correction):
    route, name, form_class = "people/<str:public_id>/keep/number/", "keep_identifier", IdentifierForm
    heading, success_message = "Add a number", "The number is added"

    def operate(self, form):
        said = form.cleaned_data | {"status": form.cleaned_data["status"] or ""}
        return people.add_identifier(person=self.subject, **said, **self.acting)


class AddAddress(Correction):
    route, name, form_class = "people/<str:public_id>/keep/address/", "keep_address", AddressForm
    heading, success_message = "Add a new address", "The address is added"
    lead = "The address held now ends on the day the new one begins. It stays on record."

    def operate(self, form):
        home = circumstances.Home(**form.cleaned_data)
        return circumstances.move_to(person=self.subject, home=home, **self.acting)


class AddWay(Correction):
    route, name, form_class = "people/<str:public_id>/keep/way/", "keep_way", ContactWayForm
    heading, success_message = "Add a telephone number or e-mail address", "It is added"

    def operate(self, form):
        said = form.cleaned_data
        value = said["phone"] if said["kind"] == PersonContact.Kind.PHONE else said["email"]
        way = {"kind": said["kind"], "value": value, "safe_to_use": said["safe"], "when": said["when"]}
        return circumstances.add_contact(person=self.subject, **way, **self.acting)


class ChangeSafety(Correction):
    route, name, form_class = "people/<str:public_id>/keep/safe/", "keep_safety", SafetyForm
    heading, success_message = "Change whether one is safe to use", "It is changed"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"ways": self.subject.contacts.order_by("kind", "pk")}

    def lead_of(self, form):
        return "" if form.ways else f"{NONE_SEEN}."

    def operate(self, form):
        said, known = form.cleaned_data, form.cleaned_data["which"]
        way = {"kind": known.kind, "value": known.value, "safe_to_use": said["safe"], "when": said["when"]}
        return circumstances.add_contact(person=self.subject, **way, **self.acting)
