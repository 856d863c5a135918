"""Keeping a sealed item in a case or about a person, reading it, naming who reads it, replacing it."""

from abc import ABC, abstractmethod

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting.readers import NameReaderForm, possible_readers
from breakwater.casework.sealed_items import operations as sealed
from breakwater.casework.sealed_items.models import SealedItem
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Person

from .forms import SealForm


def item_or_404(request, public_id: str) -> SealedItem:
    found = get_object_or_404(sealed.ITEMS, public_id=public_id)
    require(request.actor, Permission.PERSON_READ)
    return found


class SealOperation(QuestionView, ABC):
    """Keep something sealed: its place, and who may be named to read it."""

    permission = Permission.ITEM_SEAL
    form_class = SealForm
    heading, button = "Add sealed information", "Save"
    lead = "Only its readers learn that it is here. It is in no chronology, count, search or export."
    success_message = "Saved. Nobody but its readers learns that it is here"
    replaces = None
    leads_to = "casework:sealed_item", "result.public_id"

    @abstractmethod
    def place(self) -> sealed.Place:
        """Where it is kept."""

    def get_form_kwargs(self):
        able = possible_readers(self.request.actor, timezone.localdate())
        others = [post for post in able if post.user_id != self.request.actor.membership.user_id]
        return super().get_form_kwargs() | {"people": others, "holder": self.place().holder}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return sealed.keep(
            self.place(), form.facts(), by=self.request.actor, at=self.at, key=key, replaces=self.replaces
        )


class SealInCase(SealOperation):
    route, name = "cases/<str:reference>/sealed/new/", "seal_in"
    model, related, lookup = Case, ("area", "responsible_team"), "reference"

    def place(self):
        return sealed.Place(area=self.subject.area, holder=self.subject.responsible_team, case=self.subject)

    def back(self):
        return case_display.address_of(self.subject)


class SealAboutPerson(SealOperation):
    route, name = "people/<str:public_id>/sealed/new/", "seal_about"
    heading = "Add sealed information about a person"
    model, related = Person, ("area",)

    def place(self):
        holder = self.request.actor.membership.team
        return sealed.Place(area=self.subject.area, holder=holder, person=self.subject)

    def back(self):
        return reverse("casework:person", args=[self.subject.public_id])


class ReplaceItem(SealOperation):
    route, name = "sealed/<str:public_id>/replace/", "sealed_replace"
    heading = "Replace what is sealed"
    permission_of = ""

    def find_subject(self):
        return item_or_404(self.request, self.kwargs["public_id"])

    @property
    def replaces(self):
        return self.subject

    def place(self):
        return sealed.Place(self.subject.area, self.subject.holder_team, self.subject.case, self.subject.person)

    def back(self):
        return reverse("casework:sealed_item", args=[self.subject.public_id])


class NameItemReader(QuestionView):
    route, name = "sealed/<str:public_id>/readers/", "sealed_name_reader"
    permission = Permission.ITEM_SEAL
    form_class = NameReaderForm
    heading, button = "Name another reader", "Name them"
    lead = "Someone who may not read the record itself does not find it there either."
    leads_to = "casework:sealed_item", "subject.public_id"
    permission_of = ""
    success_message = "{result.user.name} may read it from now on, and has been told"

    def find_subject(self):
        return item_or_404(self.request, self.kwargs["public_id"])

    def get_form_kwargs(self):
        named = {self.subject.author_user_id, *self.subject.readers.values_list("user_id", flat=True)}
        able = possible_readers(self.request.actor, timezone.localdate())
        return super().get_form_kwargs() | {"people": [post for post in able if post.user_id not in named]}

    def operate(self, form):
        return sealed.name_reader(item=self.subject, post=form.cleaned_data["who"], by=self.request.actor, at=self.at)


def _where(item: SealedItem) -> str:
    return (
        case_display.address_of(item.case) if item.case_id else reverse("casework:person", args=[item.person.public_id])
    )


@require_safe
def item(request, public_id):
    found = item_or_404(request, public_id)
    words = sealed.read(item=found)
    newer = sealed.newer_than(found)
    readers = [row.user.name for row in found.readers.select_related("user").order_by("named_at", "pk")]
    if found.circle == SealedItem.Circle.DECIDERS:
        readers.append(f"Those who decide for {found.holder_team.name}")
    context = {"item": found, "words": words, "readers": readers, "newer": newer, "back": _where(found)}
    return render(request, "casework/sealed_items/item.html", context)


OPERATIONS = (SealInCase, SealAboutPerson, NameItemReader, ReplaceItem)
