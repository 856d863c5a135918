"""What is held about a person, and mending it: names, birth, numbers, addresses, ways to reach them, who may not look."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

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
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.kept_words import let_go_no_further
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.people.models import Person, PersonContact
from breakwater.partnership.people.records.operations import circumstances, people

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
        "whose_record": who.name,
        "button": button,
        "lead": lead,
        "kind": kind,
        "back": back_from(request, who),
    }
    return render(request, "casework/question.html", context)


def mended(request, who: Person, form, save, *, said: str, **page):
    """Save what was sent and go back, or ask for it. `save` takes the answers, `by` and `at`; `said` is the word of success."""
    if form.is_valid():
        run(form, let_go_no_further, form, [who], by=request.actor)
    if form.is_valid():
        run(form, save, said=form.cleaned_data, by=request.actor, at=timezone.now())
        if not form.errors:
            return done(request, who, said)
    return asked(request, who, form, **page)


@require_safe
def keep(request, public_id):
    """Everything held, each part with the way to mend it."""
    who = kept(request, public_id)
    held = pages.held_about(who, may_verify=may(request.actor, Permission.PLACE_VERIFY, who))
    audit.saw("person", *held.person_ids)
    may_bar = may(request.actor, Permission.PERSON_RESTRICT, who)
    return render(request, "casework/person_record/keep.html", {"person": who, "parts": held.parts, "may_bar": may_bar})


@asks
def names(request, public_id):
    who = kept(request, public_id)
    parts = ("forename", "middle_names", "surname", "known_as")

    def save(said, **acts):
        told = {part: said[part] for part in parts}
        people.rename(person=who, keep_former=said["why"] == "changed", names=people.Names(**told), **acts)

    return mended(
        request,
        who,
        NamesForm(sent(request), initial={part: getattr(who, part) for part in parts}),
        save,
        heading="Change the name",
        said="The name is changed",
    )


@asks
def other_name(request, public_id):
    who = kept(request, public_id)
    return mended(
        request,
        who,
        OtherNameForm(sent(request)),
        lambda said, **acts: people.add_other_name(person=who, **said, **acts),
        heading="Add another name",
        said="The name is added",
        lead="The person is found by this name as well.",
    )


@asks
def birth(request, public_id):
    who = kept(request, public_id)
    known = "born" if who.born_on else "expected" if who.expected_on else ""
    # The day of birth as far as it is known: a year or a month is shown as such, never as a whole date.
    estimated = ["yes"] if who.born and who.born.estimated else []
    initial = {"known": known, "born": who.born, "expected_on": who.expected_on, "estimated": estimated}
    form = BirthForm(sent(request), initial=initial)

    def save(said, **acts):
        people.correct_birth(person=who, born=said["born"], expected_on=said["expected_on"], **acts)

    return mended(request, who, form, save, heading="Correct the date of birth", said="The date is corrected")


@asks
def identifier(request, public_id):
    who = kept(request, public_id)

    def save(said, **acts):
        people.add_identifier(person=who, **said | {"status": said["status"] or ""}, **acts)

    return mended(
        request,
        who,
        IdentifierForm(sent(request)),
        save,
        heading="Add a number",
        said="The number is added",
    )


@asks
def address(request, public_id):
    who = kept(request, public_id)
    return mended(
        request,
        who,
        AddressForm(sent(request)),
        lambda said, **acts: circumstances.move_to(person=who, home=circumstances.Home(**said), **acts),
        heading="Add a new address",
        said="The address is added",
        lead="The address held now ends on the day the new one begins. It stays on record.",
    )


@asks
def way(request, public_id):
    who = kept(request, public_id)

    def save(said, **acts):
        value = said["phone"] if said["kind"] == PersonContact.Kind.PHONE else said["email"]
        circumstances.add_contact(
            person=who, kind=said["kind"], value=value, safe_to_use=said["safe"], when=said["when"], **acts
        )

    return mended(
        request,
        who,
        ContactWayForm(sent(request)),
        save,
        heading="Add a telephone number or e-mail address",
        said="It is added",
    )


@asks
def safety(request, public_id):
    who = kept(request, public_id)
    form = SafetyForm(sent(request), ways=who.contacts.order_by("kind", "pk"))

    def save(said, **acts):
        known = said["which"]
        circumstances.add_contact(
            person=who, kind=known.kind, value=known.value, safe_to_use=said["safe"], when=said["when"], **acts
        )

    return mended(
        request,
        who,
        form,
        save,
        heading="Change whether one is safe to use",
        said="It is changed",
        lead="" if form.ways else f"{NONE_SEEN}.",
    )
