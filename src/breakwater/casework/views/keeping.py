"""What is held about a person, and mending it: names, birth, numbers, addresses, ways to reach them, who may not look."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.forms.keeping import (
    AddressForm,
    BarForm,
    BirthForm,
    ContactWayForm,
    IdentifierForm,
    NamesForm,
    OtherNameForm,
    SafetyForm,
)
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Membership, User
from breakwater.partnership.people import operations as people
from breakwater.partnership.people.models import Person, PersonContact

from .shown import keeping as shown

asks = require_http_methods(["GET", "HEAD", "POST"])


def kept(request, public_id: str, permission: Permission = Permission.PERSON_KEEP) -> Person:
    """The person, for an actor who may mend their record."""
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, permission, who)
    return who


def sent(request):
    return request.POST if request.method == "POST" else None


def done(request, who: Person, words: str):
    messages.success(request, words)
    return redirect(back_from(request, who))


def back_from(request, who: Person) -> str:
    """Where one goes on from a page that asked: to what is held, or to the record for who may mend nothing else."""
    page = "keep" if may(request.actor, Permission.PERSON_KEEP, who) else "person"
    return reverse(f"casework:{page}", args=[who.public_id])


def asked(request, who: Person, form, *, heading: str, button: str = "Save", lead: str = "", kind: str = ""):
    """The page that asks. What it shows of the person is on record."""
    audit.saw("person", who.pk)
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "lead": lead,
        "kind": kind,
        "back": back_from(request, who),
    }
    return render(request, "casework/keep_ask.html", context)


@require_safe
def keep(request, public_id):
    """Everything held, each part with the way to mend it."""
    who = kept(request, public_id)
    held = shown.held_about(who, may_verify=may(request.actor, Permission.PLACE_VERIFY, who))
    audit.saw("person", *held.person_ids)
    may_bar = may(request.actor, Permission.PERSON_RESTRICT, who)
    return render(request, "casework/keep.html", {"person": who, "parts": held.parts, "may_bar": may_bar})


@asks
def names(request, public_id):
    who = kept(request, public_id)
    parts = ("forename", "middle_names", "surname", "known_as")
    form = NamesForm(sent(request), initial={part: getattr(who, part) for part in parts})
    if form.is_valid():
        said = form.cleaned_data
        try:
            people.rename(
                person=who, keep_former=said["why"] == "changed", by=request.actor, at=timezone.now(),
                **{part: said[part] for part in parts},
            )  # fmt: skip
        except people.NobodyDescribed:
            form.add_error("forename", "Enter a name: nothing would be left to know them by")
        else:
            return done(request, who, "The name is changed")
    return asked(request, who, form, heading="Change the name")


@asks
def other_name(request, public_id):
    who = kept(request, public_id)
    form = OtherNameForm(sent(request))
    if form.is_valid():
        people.add_other_name(person=who, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, who, "The name is added")
    return asked(request, who, form, heading="Add another name", lead="The person is found by this name as well.")


@asks
def birth(request, public_id):
    who = kept(request, public_id)
    known = "born" if who.born_on else "expected" if who.expected_on else ""
    # The day of birth as far as it is known: a year or a month is shown as such, never as a whole date.
    estimated = ["yes"] if who.born and who.born.estimated else []
    initial = {"known": known, "born": who.born, "expected_on": who.expected_on, "estimated": estimated}
    form = BirthForm(sent(request), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        people.correct_birth(
            person=who, born=said["born"], expected_on=said["expected_on"], by=request.actor, at=timezone.now()
        )
        return done(request, who, "The date is corrected")
    return asked(request, who, form, heading="Correct the date of birth")


@asks
def identifier(request, public_id):
    who = kept(request, public_id)
    form = IdentifierForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            people.add_identifier(
                person=who, scheme=said["scheme"], value=said["value"], kept_despite=said["kept_despite"],
                status=said["status"] or "", by=request.actor, at=timezone.now(),
            )  # fmt: skip
        except people.IdentifierFailsItsCheck as fault:
            form.add_error("value", f"{fault.reason}. Correct it, or give a reason to keep it below")
        else:
            return done(request, who, "The number is added")
    return asked(request, who, form, heading="Add a number")


@asks
def address(request, public_id):
    who = kept(request, public_id)
    form = AddressForm(sent(request))
    if form.is_valid():
        people.move_to(person=who, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, who, "The address is added")
    lead = "The address held now ends on the day the new one begins. It stays on record."
    return asked(request, who, form, heading="Add a new address", lead=lead)


@asks
def way(request, public_id):
    who = kept(request, public_id)
    form = ContactWayForm(sent(request))
    if form.is_valid():
        said = form.cleaned_data
        value = said["phone"] if said["kind"] == PersonContact.Kind.PHONE else said["email"]
        people.add_contact(
            person=who, kind=said["kind"], value=value, safe_to_use=said["safe"], when=said["when"], by=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        return done(request, who, "It is added")
    return asked(request, who, form, heading="Add a telephone number or e-mail address")


@asks
def safety(request, public_id):
    who = kept(request, public_id)
    form = SafetyForm(sent(request), ways=who.contacts.order_by("kind", "pk"))
    if form.is_valid():
        said = form.cleaned_data
        known = said["which"]
        people.add_contact(
            person=who, kind=known.kind, value=known.value, safe_to_use=said["safe"], when=said["when"], by=request.actor,
            at=timezone.now(),
        )  # fmt: skip
        return done(request, who, "It is changed")
    lead = "" if form.ways else "No telephone number or e-mail address is held."
    return asked(request, who, form, heading="Change whether one is safe to use", lead=lead)


@asks
def bar(request, public_id):
    """Keep a colleague from the record, such as a relative of the child, whatever their post (SG-16)."""
    who = kept(request, public_id, Permission.PERSON_RESTRICT)
    form = BarForm(sent(request))
    if form.is_valid():
        human = _colleague(request.actor, form.cleaned_data["email"])
        if human is None:
            form.add_error(
                "email", "Nobody who holds a post in your area signs in with this. Check it, or ask their manager"
            )
        else:
            people.bar(
                person=who, human=human, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
            messages.success(request, f"{human.name} is kept from this record")
            is_self = human.pk == request.actor.membership.user_id
            return redirect("casework:search") if is_self else redirect(back_from(request, who))
    lead = (
        "To them the record, its search entry and the cases about this child are from now on as if they were not there, "
        "whatever post they hold. They are not told."
    )
    return asked(
        request,
        who,
        form,
        heading="Keep a colleague from this record",
        button="Keep them from it",
        lead=lead,
        kind="warning",
    )


def _colleague(actor, email: str) -> User | None:
    """Whoever signs in with the address and holds a post in the actor's area today."""
    posts = Membership.objects.in_force(timezone.localdate()).filter(team__area_id=actor.area_id_acting)
    return User.objects.filter(pk__in=posts.values("user_id"), email__iexact=email).first()
