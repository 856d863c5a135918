"""Finding a child, the child's page, the chronology, restricting a record to named readers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.casework.cases.registry import named_by
from breakwater.casework.forms.people import ChronologyForm, LiftForm, SearchForm
from breakwater.casework.restricting import showing as restricted_shown
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.design.moments import day
from breakwater.foundation.models import is_reference_with_a_slip, parse_reference
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people import matching
from breakwater.partnership.people import operations as people
from breakwater.partnership.people.models import Person

from .shown import chronology as chronology_shown
from .shown import people as people_shown

ENTRIES = 50
BAND_KIND = {"SAME": "good", "POSSIBLE": "info", "WEAK": "quiet"}


@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """One box for a child or a reference. What is typed travels in the body, never in an address."""
    require(request.actor, Permission.PERSON_SEARCH, request.actor.membership.team.area)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "asked": False, "results": [], "advice": "", "said": "", "no_reference": "", "slip": ""}
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
    template = "casework/search_results.html" if request.htmx else "casework/search.html"
    may_open = may(request.actor, Permission.BREAK_GLASS)
    return render(request, template, {"named": [], "may_break_glass": may_open, **context})


def _found(request, words: str) -> dict:
    now = timezone.now()
    found = matching.find(text=words)
    people.log_search(searched=found.searched, found=[one.person_id for one in found], by=request.actor, at=now)
    people.look_behind_search(asked=found.asked, by=request.actor)
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
    return {"asked": True, "results": results, "advice": found.advice, "said": found.said}


@require_safe
def person(request, public_id):
    who = Person.objects.filter(public_id=public_id).first()
    if who is None:
        return restricted_shown.hinted(request, "person", public_id)
    require(request.actor, Permission.PERSON_READ, who)
    if who.merged_into_id:
        return redirect("casework:person", who.merged_into.public_id)
    page = people_shown.person_page(who, request.actor, timezone.now())
    for kind, ids in people_shown.ids_shown(page).items():
        audit.saw(kind, *ids)
    return render(
        request,
        "casework/person.html",
        {
            "page": page,
            "contacts": [people_shown.contact_said(contact) for contact in page.contacts],
            "may_restrict": may(request.actor, Permission.PERSON_RESTRICT, who),
            "may_seal": may(request.actor, Permission.ITEM_SEAL, who),
            "may_see_looks": may(request.actor, Permission.LOOKS_READ),
            "may_keep": may(request.actor, Permission.PERSON_KEEP, who),
            "may_verify": may(request.actor, Permission.PLACE_VERIFY, who),
            "may_break_glass": may(request.actor, Permission.BREAK_GLASS),
        },
    )


@require_safe
def chronology(request, public_id):
    """What happened, as a drawing and a list, narrowed by codes and days (no word of a person in the address)."""
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_READ, who)
    cases = people_shown.cases_about(who)
    every = chronology_shown.entries_about(who, [case.pk for case in cases])
    facets = set(every.order_by().values_list("kind", "by__membership__team__organisation").distinct())
    agencies = Organisation.objects.filter(pk__in={agency for _, agency in facets if agency}).order_by("name", "pk")
    form = ChronologyForm(
        request.GET or None,
        kinds=[(kind, chronology_shown.kind_said(kind)) for kind in sorted({kind for kind, _ in facets})],
        agencies=[(agency.public_id, agency.name) for agency in agencies],
    )
    entries, chosen = _narrowed(every, form) if form.is_valid() else (every, [])
    page = Paginator(entries, ENTRIES).get_page(request.GET.get("page"))
    drawn = list(
        entries.filter(is_process=False)
        .order_by("-happened_at", "-pk")
        .values_list("happened_at", "kind", "is_significant")[: chronology_shown.MOST_DRAWN]
    )
    audit.saw("person", who.pk)
    audit.saw("case", *{entry.case_id for entry in page if entry.case_id})
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "casework/chronology.html",
        {
            "person": who,
            "form": form,
            "chosen": chosen,
            "page": page,
            "runs": chronology_shown.runs(page, folds=not chosen),
            "drawing": chronology_shown.drawing(drawn),
            "drawn": [
                [day(at), chronology_shown.kind_said(kind), "Significant" if marked else ""]
                for at, kind, marked in drawn
            ],
            "pages": f"?{query.urlencode()}{'&' if query else ''}page={{}}",
            "now": timezone.now(),
        },
    )


def _narrowed(entries, form):
    """The entries asked for, and what was chosen, in words; each is taken off by clearing all."""
    asked = form.cleaned_data
    chosen = []
    if asked["kind"]:
        entries = entries.filter(kind=asked["kind"])
        chosen.append(chronology_shown.kind_said(asked["kind"]))
    if asked["agency"]:
        entries = entries.filter(by__membership__team__organisation__public_id=asked["agency"])
        chosen.append(dict(form.fields["agency"].choices)[asked["agency"]])
    if asked["since"]:
        entries = entries.filter(happened_at__gte=start_of(asked["since"]))
        chosen.append(f"From {day(asked['since'])}")
    if asked["only_significant"]:
        entries = entries.filter(is_significant=True)
        chosen.append("Significant only")
    return entries, chosen


def lift(request, public_id):
    who = get_object_or_404(Person, public_id=public_id)
    require(request.actor, Permission.PERSON_RESTRICT, who)
    of_locks = set(who.locked_in.filter(ends_at=None).values_list("seal", flat=True))
    standing = [seal for seal in people.seals_on(who) if seal["seal"] not in of_locks]
    form = LiftForm(
        request.POST if request.method == "POST" else None,
        seals=[(seal["seal"], f"Restricted {day(seal['since'])}: {seal['reason']}") for seal in standing],
    )
    if request.method == "POST" and form.is_valid():
        try:
            people.unrestrict(person=who, seal=int(form.cleaned_data["seal"]), by=request.actor, at=timezone.now())
        except people.NotRestricted:
            form.add_error("seal", "Only one of its named readers may lift it. Ask one of them.")
        else:
            messages.success(request, "The restriction is lifted")
            return redirect("casework:person", who.public_id)
    audit.saw("person", who.pk)
    return render(request, "casework/lift.html", {"form": form, "person": who, "seals": standing})
