"""Keeping a sealed item in a case or about a person, reading it, naming who reads it, replacing it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases import showing as cases_shown
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting import pages as people_shown
from breakwater.casework.sealed_items import operations as sealed
from breakwater.casework.sealed_items.models import SealedItem
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.models import Person

from .forms import NameReaderForm, SealForm

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def seal_in_case(request, reference):
    case = get_object_or_404(Case.objects.select_related("area", "responsible_team"), reference=reference)
    require(request.actor, Permission.ITEM_SEAL, case)
    return _seal(request, case.area, case.responsible_team, back=cases_shown.address_of(case), case=case)


@asks
def seal_about_person(request, public_id):
    who = get_object_or_404(Person.objects.select_related("area"), public_id=public_id)
    require(request.actor, Permission.ITEM_SEAL, who)
    back = reverse("casework:person", args=[who.public_id])
    return _seal(request, who.area, request.actor.membership.team, back=back, person=who)


def _seal(request, area, holder, *, back, replaces=None, **where):
    able = people_shown.possible_readers(request.actor, timezone.localdate())
    able = [post for post in able if post.user_id != request.actor.membership.user_id]
    form = SealForm(request.POST if request.method == "POST" else None, people=able, holder=holder)
    if form.is_valid():
        said = form.cleaned_data
        try:
            item = sealed.keep(
                kind=said["kind"],
                words=said["words"],
                circle=said["circle"],
                readers=said["readers"],
                holder=holder,
                area=area,
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
                replaces=replaces,
                **where,
            )
        except sealed.AlreadyReplaced:
            form.add_error(None, "Someone has replaced it already. Open the newer one.")
        except sealed.NobodyNamed:
            form.add_error("readers", "Choose at least one person")
        else:
            messages.success(request, "Kept. Nobody but its readers learns that it is here")
            return redirect("casework:sealed_item", item.public_id)
    context = {
        "form": form,
        "back": back,
        "heading": "Replace what is sealed" if replaces else "Keep something sealed",
        "button": "Keep it",
        "kind": "",
        "lead": "Only its readers learn that it is here. It stands in no chronology, count, search or export.",
    }
    return render(request, "casework/person_record/keep_ask.html", context)


def _item(request, public_id) -> SealedItem:
    found = SealedItem.objects.select_related(
        "case",
        "person",
        "author_team__organisation",
        "author__membership__user",
        "author__membership__role",
        "author__membership__team",
        "holder_team",
        "area",
    )
    item = get_object_or_404(found, public_id=public_id)
    require(request.actor, Permission.PERSON_READ)
    return item


def _where(item: SealedItem) -> str:
    return (
        cases_shown.address_of(item.case) if item.case_id else reverse("casework:person", args=[item.person.public_id])
    )


@require_safe
def item(request, public_id):
    found = _item(request, public_id)
    words = sealed.read(item=found)
    newer = SealedItem.objects.filter(replaces=found).first()
    readers = [row.user.name for row in found.readers.select_related("user").order_by("named_at", "pk")]
    if found.circle == SealedItem.Circle.DECIDERS:
        readers.append(f"Those who decide for {found.holder_team.name}")
    context = {"item": found, "words": words, "readers": readers, "newer": newer, "back": _where(found)}
    return render(request, "casework/sealed_items/item.html", context)


@asks
def name_reader(request, public_id):
    found = _item(request, public_id)
    require(request.actor, Permission.ITEM_SEAL)
    named = {found.author_user_id, *found.readers.values_list("user_id", flat=True)}
    able = [
        post for post in people_shown.possible_readers(request.actor, timezone.localdate()) if post.user_id not in named
    ]
    form = NameReaderForm(request.POST if request.method == "POST" else None, people=able)
    if form.is_valid():
        sealed.name_reader(item=found, post=form.cleaned_data["who"], by=request.actor, at=timezone.now())
        messages.success(request, f"{form.cleaned_data['who'].user.name} may read it from now on, and has been told")
        return redirect("casework:sealed_item", found.public_id)
    context = {
        "form": form,
        "heading": "Name another reader",
        "button": "Name them",
        "kind": "",
        "back": reverse("casework:sealed_item", args=[public_id]),
        "lead": "Someone who may not read the record itself does not find it there either.",
    }
    return render(request, "casework/person_record/keep_ask.html", context)


@asks
def replace(request, public_id):
    found = _item(request, public_id)
    require(request.actor, Permission.ITEM_SEAL)
    back = reverse("casework:sealed_item", args=[public_id])
    return _seal(
        request, found.area, found.holder_team, back=back, replaces=found, case=found.case, person=found.person
    )
