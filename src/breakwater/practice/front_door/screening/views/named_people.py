"""The people named on a contact: who they are, and which children of one form are brothers and sisters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.kept_words import let_go_no_further
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.people.records import presenting

from ...contact_lookup import contact_or_404
from ...models import Contact, NamedPerson
from .. import candidates, people_as_told
from ..forms.named_people import NewAdultForm, SiblingsForm
from ..forms.screening import ChooseForm, SearchForm
from ..operations import named_people
from ..people_of_contact import RELATION_SAID, facts_said, people_of_contact
from .matching import with_a_manager

GONE = "That record is not available to you. Search again."


def around(request, reference):
    """Everyone named on a contact: match the adults, say which children of the form are brothers and sisters."""
    contact = _contact(request, reference)
    known, page = _people(contact)
    audit.saw("person", *page.person_ids)
    name = contact.child.name if contact.child else contact.named_as
    form = SiblingsForm(
        request.POST or None, children=[one for one in page.children if one.waits], name=name, initial=_proposed(page)
    )
    if request.method == "POST" and form.is_valid():
        said = form.said()
        for one, code in said:
            named_people.decide_siblings(
                contact=contact, other=one.contact, code=code, by=request.actor, at=timezone.now()
            )
        if said:
            messages.success(request, "What the children are to each other is recorded")
        return redirect("front_door:named_people", contact.reference)
    return render(
        request, "front_door/mash/people.html", {"contact": contact, "people": page, "form": form, "name": name}
    )


def match(request, reference, public_id):
    """Search for someone who is named, beside what the referrer told."""
    named = _named(request, reference, public_id)
    facts = SearchForm(request.POST).facts() if request.method == "POST" else candidates.adult_facts(named)
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm(initial=facts)
    template = "found" if request.htmx and request.htmx.target == "mash-found" else "match_named"
    return render(request, f"front_door/mash/{template}.html", _context(named, form, _search(request, named, facts)))


@require_POST
def choose(request, reference, public_id):
    """It is this person. Which search found them is kept with the match."""
    named = _named(request, reference, public_id)
    form = ChooseForm(request.POST)
    facts = form.facts()
    person = candidates.chosen(facts.pop("person", ""))
    found = _search(request, named, facts)
    if person is None or person.pk in candidates.children_of_form(named.contact):
        messages.error(request, GONE if person is None else "That is a child this contact is about. Search again.")
        return render(request, "front_door/mash/match_named.html", _context(named, SearchForm(initial=facts), found))
    named_people.match_named(named=named, person=person, searched=_searched(found), by=request.actor, at=timezone.now())
    audit.saw("person", person.pk)
    return _matched(request, named, f"{named.named_as or 'The person named'} is matched to {person.name}")


def new(request, reference, public_id):
    """Nobody known: enter them from what the referrer told. Says first what was searched and what was found (SG-10)."""
    named = _named(request, reference, public_id)
    require(request.actor, Permission.PERSON_CREATE)
    is_sent = request.method == "POST" and "idempotency" in request.POST
    facts = SearchForm(request.POST).facts() if request.method == "POST" else candidates.adult_facts(named)
    told = {"sex": people_as_told.sex_told(named)} | ({} if named.named_as else {"description": _relation(named)})
    form = NewAdultForm(request.POST) if is_sent else NewAdultForm(initial=told | facts)
    found = _search(request, named, facts)
    if is_sent and form.is_valid():
        run(form, let_go_no_further, form, [named.contact], by=request.actor)
    if is_sent and form.is_valid():
        acting = {"by": request.actor, "at": timezone.now(), "key": str(form.cleaned_data["idempotency"])}
        run(form, named_people.enter_named, named, form.facts(), searched=_searched(found), **acting)
        if form.is_valid():
            return _matched(request, named, f"{named.named_as or 'The person named'} now has a record")
    return render(request, "front_door/mash/new_named.html", _context(named, form, found))


def _matched(request, named: NamedPerson, words: str):
    """Back to everyone who is named; to the board where the contact is another's to open now (TR-19)."""
    if with_a_manager(request, named.contact):
        return redirect("front_door:board")
    messages.success(request, words)
    return redirect("front_door:named_people", named.contact.reference)


def _contact(request, reference) -> Contact:
    contact = contact_or_404(reference=reference)
    require(request.actor, Permission.CONTACT_MATCH, contact)
    return contact


def _named(request, reference, public_id) -> NamedPerson:
    contact = _contact(request, reference)
    named = named_people.named_of(contact, public_id)
    if named is None:
        raise Http404
    return named


def _people(contact: Contact):
    today = london_date(timezone.now())
    known = presenting.header(contact.child, on=today) if contact.child_id else None
    return known, people_of_contact(contact, on=today, known=known, may_match=True)


def _proposed(page) -> dict:
    """Children of one form are proposed as brothers and sisters; a person says."""
    return {f"s{one.contact.pk}": "SIB" for one in page.children if one.waits}


def _search(request, named: NamedPerson, facts) -> candidates.Search:
    now = timezone.now()
    child = named.contact.child if named.contact.child_id else None
    relatives = presenting.header(child, on=london_date(now)).relatives if child else ()
    return candidates.search_adult(named, facts, relatives=relatives, by=request.actor, at=now)


def _searched(found: candidates.Search) -> named_people.Searched:
    return named_people.Searched({group: list(words) for group, words in found.said.items()}, found.found)


def _relation(named: NamedPerson) -> str:
    return RELATION_SAID.get(named.relation, "Adult")


def _context(named: NamedPerson, form, found: candidates.Search) -> dict:
    rows = [
        ("Named as", named.named_as),
        ("Relationship", _relation(named)),
        ("What the referrer says", ". ".join(facts_said(named))),
    ]
    return {
        "contact": named.contact,
        "named": named,
        "form": form,
        "found": found,
        "again": found.again,
        "their_name": named.named_as or _relation(named),
        "told": [{"key": key, "value": value} for key, value in rows if value],
    }
