"""Finding a child, and the child's page."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases.registry import named_by, not_matched_by
from breakwater.casework.handovers import ledger
from breakwater.casework.restricting import glass
from breakwater.casework.restricting import hints as restriction_hints
from breakwater.foundation import audit
from breakwater.foundation.models import is_reference_with_a_slip, parse_reference
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Actor, Organisation
from breakwater.partnership.people.intake.operations import blind_alerts
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from . import pages as people_shown
from .forms import SearchForm

BAND_KIND = {"SAME": "good", "POSSIBLE": "info", "WEAK": "quiet"}


@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """One box for a child or a reference. What is typed travels in the body, never in an address."""
    require(request.actor, Permission.PERSON_SEARCH, request.actor.membership.team.area)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context = {
        "form": form,
        "asked": False,
        "results": [],
        "unmatched": [],
        "advice": "",
        "said": "",
        "no_reference": "",
        "slip": "",
    }
    if form.is_valid():
        words = form.cleaned_data["words"]
        if reference := parse_reference(words):
            named = named_by(reference, request.actor)
            if len(named) == 1 and not request.htmx:
                return redirect(named[0].href)
            context |= {"asked": True, "no_reference": "" if named else reference, "named": named}
        else:
            context |= _found(request, words)
            context["slip"] = (
                words.strip().upper() if not context["results"] and is_reference_with_a_slip(words) else ""
            )
    template = "casework/child_page/search_results.html" if request.htmx else "casework/child_page/search.html"
    may_open = may(request.actor, Permission.BREAK_GLASS)
    return render(request, template, {"named": [], "may_break_glass": may_open, **context})


def _found(request, words: str) -> dict:
    now = timezone.now()
    found = matching.find(text=words)
    unmatched = not_matched_by(found.asked, request.actor, now)
    log_search(
        searched=found.searched,
        found=[one.person_id for one in found],
        cases=[one.case for one in unmatched],
        by=request.actor,
        at=now,
    )
    blind_alerts.look_behind_search(asked=found.asked, by=request.actor)
    results = [
        {
            "name": one.name,
            "href": reverse("casework:person", args=[one.person.public_id]),
            "age": people_shown.age_of(one.person, now),
            "band": one.band.label,
            "kind": BAND_KIND[one.band],
            "reasons": [{"text": text, "side": "for"} for text in one.reasons]
            + [{"text": text, "side": "against"} for text in one.against],
        }
        for one in found
    ]
    return {"asked": True, "results": results, "unmatched": unmatched, "advice": found.advice, "said": found.said}


def _cautions(who: Person, actor: Actor) -> list[ledger.LedgerLine]:
    """What whoever helps from outside the council heeds first (SG-27): for a new school this page is often the first about a pupil.

    The council's own teams read it on the page of the case, where they work.
    """
    reader = actor.membership.team.organisation
    if reader.kind == Organisation.Kind.COUNCIL:
        return []
    found = ledger.cautions_about([who.pk], reader=reader).get(who.pk, [])
    audit.saw("person", *(fact.person.pk for one in found for fact in one.facts if fact.person))
    return found


@require_safe
def person(request, public_id):
    who = people_shown.person_known(public_id)
    if who is None:
        return restriction_hints.hinted(request, "person", public_id)
    require(request.actor, Permission.PERSON_READ, who)
    if who.merged_into_id:
        return redirect("casework:person", who.merged_into.public_id)
    request.subject = who  # asked no second time whether they have died
    page = people_shown.person_page(who, request.actor, timezone.now())
    for kind, ids in people_shown.ids_shown(page).items():
        audit.saw(kind, *ids)
    cautions = _cautions(who, request.actor)
    return render(
        request,
        "casework/child_page/person.html",
        {
            "page": page,
            "closed": glass.of_what_one_opened(request, people=[who.pk]),
            "cautions": cautions,
            "contacts": [people_shown.contact_said(contact) for contact in page.contacts],
            "may_restrict": may(request.actor, Permission.PERSON_RESTRICT, who),
            "may_seal": may(request.actor, Permission.ITEM_SEAL, who),
            "may_see_looks": may(request.actor, Permission.LOOKS_READ),
            "may_keep": may(request.actor, Permission.PERSON_KEEP, who),
            "may_record_death": may(request.actor, Permission.DEATH_RECORD, who),
            "may_verify": may(request.actor, Permission.PLACE_VERIFY, who),
            "may_break_glass": may(request.actor, Permission.BREAK_GLASS),
        },
    )
