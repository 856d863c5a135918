"""Settling who a contact is about: search, choose, or enter a child nobody knows yet."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation import audit
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.kept_words import let_go_no_further
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.duplicates.operations import merging
from breakwater.partnership.people.models import Person

from ...contact_lookup import contact_or_404, is_still_open_to
from ...models import Contact
from .. import candidates, match_warning
from ..forms.screening import ChooseForm, NewPersonForm, SearchForm
from ..operations import claims
from ..operations import provisional as provisional_operations
from ..people_of_contact import told_rows


def search(request, reference):
    contact = _contact(request, reference)
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm(initial=candidates.facts_told(contact))
    facts = form.facts() if form.is_bound else candidates.facts_told(contact)
    found = candidates.search(contact, facts, by=request.actor, at=timezone.now())
    template = "found" if request.htmx and request.htmx.target == "mash-found" else "match"
    return render(request, f"front_door/mash/{template}.html", _context(contact, form, found))


@require_POST
def choose(request, reference):
    """This one. Which search found them is kept with the match."""
    contact = _contact(request, reference)
    form = ChooseForm(request.POST)
    facts = form.facts()
    person = candidates.chosen(facts.pop("person", ""))
    found = candidates.search(contact, facts, by=request.actor, at=timezone.now())
    if person is None or (contact.is_provisional and person.pk == contact.child_id):
        gone = "That person is not there for you any more. Search again."
        itself = "That is the provisional record itself. Choose another, or enter the child’s name."
        messages.error(request, gone if person is None else itself)
        return render(request, "front_door/mash/match.html", _context(contact, SearchForm(initial=facts), found))
    audit.saw("person", person.pk)
    if contact.is_provisional:
        return _match_provisional(request, contact, person, found)
    claims.match(
        contact=contact,
        person=person,
        was_new=False,
        searched=_searched(found),
        found=found.found,
        by=request.actor,
        at=timezone.now(),
    )
    if "also" in request.POST:
        candidates.put_to_review(contact, person, found, by=request.actor, at=timezone.now())
    return _settled(
        request, contact, f"{contact.reference} is about {person.name}", doubt=match_warning.said(contact, person)
    )


def _match_provisional(request, contact: Contact, person: Person, found: candidates.Search):
    """The provisional record and the child chosen become one record; a merge that cannot be made says what to do."""
    try:
        provisional_operations.match_provisional(
            contact=contact,
            person=person,
            found=found,
            because=f"Recorded provisionally with contact {contact.reference}, and matched after a search",
            by=request.actor,
            at=timezone.now(),
        )
    except (merging.MayNotBeMerged, merging.MergedAlready, merging.NumbersDiffer):
        messages.error(
            request, "The two records could not be made one here. Put them to review under Pairs, or ask your manager"
        )
        return redirect("front_door:match", contact.reference)
    return _settled(
        request, contact, f"{contact.reference} is about {person.name}. Everything recorded provisionally is theirs now"
    )


@require_POST
def provisional(request, reference):
    """Nobody can name the child yet: what is known is recorded, with what was searched, and the child is protected first."""
    contact = _contact(request, reference)
    require(request.actor, Permission.PERSON_CREATE)
    facts = SearchForm(request.POST).facts() or candidates.facts_told(contact)
    now = timezone.now()
    found = candidates.search(contact, facts, by=request.actor, at=now)
    provisional_operations.record_provisionally(contact=contact, found=found, by=request.actor, at=now)
    return _settled(
        request,
        contact,
        "Recorded provisionally. Every outcome is open for this child now. Match the record as soon as someone can name them",
    )


def new(request, reference):
    """A child nobody knows yet, filled in from what was told. Shows first what was searched and what was found."""
    contact = _contact(request, reference)
    require(request.actor, Permission.PERSON_CREATE)
    is_sent = request.method == "POST" and "idempotency" in request.POST
    told = (
        SearchForm(request.POST).facts() if request.method == "POST" and not is_sent else candidates.facts_told(contact)
    )
    form = NewPersonForm(request.POST) if is_sent else NewPersonForm(initial=told_of_them(contact) | told)
    facts = SearchForm(request.POST).facts() if is_sent else told
    found = candidates.search(contact, facts, by=request.actor, at=timezone.now())
    if is_sent and form.is_valid():
        run(form, let_go_no_further, form, [contact], by=request.actor)
    if is_sent and form.is_valid():
        acting = {"by": request.actor, "at": timezone.now()}
        if contact.is_provisional:
            run(form, provisional_operations.name_provisional, contact, form.facts(), found=found, **acting)
        else:
            searched = {"searched": _searched(found), "found": found.found}
            key = str(form.cleaned_data["idempotency"])
            run(form, claims.enter_and_match, contact, form.facts(), key=key, **searched, **acting)
        if form.is_valid():
            return _settled(request, contact, f"{contact.reference} is about a child who was not known before")
    return render(request, "front_door/mash/new_child.html", _context(contact, form, found))


def _settled(request, contact: Contact, words: str, *, doubt: str = ""):
    """Back to the contact, with what speaks against the choice; to the board where it is another's to open now (TR-19)."""
    if with_a_manager(request, contact):
        return redirect("front_door:board")
    messages.success(request, words)
    if doubt:
        messages.warning(request, doubt)
    return redirect("front_door:contact", contact.reference)


def with_a_manager(request, contact: Contact) -> bool:
    """Whether a contact is another's to open since one said who it is about, which is said then (TR-19)."""
    if is_still_open_to(contact):
        return False
    messages.success(request, f"{contact.reference} is with a manager now. You have nothing more to do with it")
    return True


def told_of_them(contact: Contact) -> dict:
    """What the form begins with besides the facts of the search: a description stays one, and is no forename."""
    described = candidates.description_told(contact)
    return {"born_yet": "yes", "sex": candidates.sex_told(contact)} | ({"description": described} if described else {})


def _contact(request, reference) -> Contact:
    contact = contact_or_404(reference=reference)
    require(request.actor, Permission.CONTACT_MATCH, contact)
    return contact


def _searched(found: candidates.Search) -> dict:
    return {group: list(words) for group, words in found.said.items()}


def _context(contact: Contact, form, found: candidates.Search) -> dict:
    return {
        "contact": contact,
        "named": None,
        "form": form,
        "found": found,
        "told": told_rows(contact),
        "again": found.again,
    }
