"""Mending who a person is to others, and where they learn."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.child_page import pages as people_shown
from breakwater.casework.person_record.forms import (
    EndPlaceForm,
    EnrolForm,
    FindRelativeForm,
    RelationshipForm,
    VerifyForm,
)
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.operations import schools_of
from breakwater.partnership.people.intake.operations import blind_alerts
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from .record import asked, asks, done, kept, mended, sent


@asks
def find_relative(request, public_id):
    """Find whom to relate, among those the actor may see. What is typed travels in the body, never in an address."""
    who = kept(request, public_id)
    require(request.actor, Permission.PERSON_SEARCH, request.actor.membership.team.area)
    form = FindRelativeForm(sent(request))
    found, now = None, timezone.now()
    if form.is_valid():
        found = matching.find(text=form.cleaned_data["words"])
        log_search(searched=found.searched, found=[one.person_id for one in found], by=request.actor, at=now)
        blind_alerts.look_behind_search(asked=found.asked, by=request.actor)
    results = [
        {
            "name": one.name,
            "age": people_shown.age_of(one.person, now),
            "band": one.band.label,
            "why": "; ".join(one.reasons),
            "href": reverse("casework:keep_relationship", args=[who.public_id, one.person.public_id]),
        }
        for one in found or ()
        if one.person_id != who.pk
    ]
    audit.saw("person", who.pk)
    return render(
        request,
        "casework/person_record/keep_find.html",
        {
            "form": form,
            "person": who,
            "asked": found is not None,
            "results": results,
            "said": found.said if found else "",
        },
    )


@asks
def relationship(request, public_id, other_id):
    """Say what one is to the other, or bring it up to date."""
    who = kept(request, public_id)
    other = get_object_or_404(Person, public_id=other_id)
    require(request.actor, Permission.PERSON_READ, other)
    if other.pk == who.pk:
        raise Http404
    form = RelationshipForm(sent(request), who=who, other=other, initial=_said_already(who, other))
    if form.is_valid():
        said = form.cleaned_data
        first, second = (other, who) if said["way"] == "other" else (who, other)
        circumstances.relate(
            person=first,
            other=second,
            code=said["code"],
            facts=circumstances.TieFacts(
                holds_parental_responsibility=said["responsible"], lives_in_household=said["together"]
            ),
            by=request.actor,
            at=timezone.now(),
        )
        return done(request, who, "The relationship is recorded")
    audit.saw("person", other.pk)
    return asked(request, who, form, heading="What are they to one another?")


def _said_already(who: Person, other: Person) -> dict:
    """What is on record between the two, to start from."""
    for way, row in (("other", circumstances.tie(other, who)), ("who", circumstances.tie(who, other))):
        if row:
            known = {True: "yes", False: "no", None: "not_known"}
            return {
                "way": way,
                "code": row.code,
                "responsible": known[row.holds_parental_responsibility],
                "together": known[row.lives_in_household],
            }
    return {}


@asks
def enrol(request, public_id):
    """A place at a school; it gives the school no sight until it is verified (SG-14)."""
    who = kept(request, public_id)
    form = EnrolForm(sent(request), teams=schools_of(request.actor.area_id_acting))

    def save(said, **acts):
        circumstances.enrol(
            person=who, team=said["team"], year_group=said["year_group"], starts_on=said["since"], **acts
        )

    return mended(
        request,
        who,
        form,
        save,
        heading="Add a school place",
        said="The school place is added. The school sees nothing until the place is verified",
        lead="The school does not see the child until a second source confirms the place.",
    )


def _places(who: Person):
    return who.enrolments.filter(ends_on=None).select_related("school", "team").order_by("-starts_on", "-pk")


@asks
def verify(request, public_id):
    who = kept(request, public_id, Permission.PLACE_VERIFY)
    form = VerifyForm(sent(request), places=_places(who).filter(verified_on=None))

    def save(said, **acts):
        audit.because(said["source"])
        circumstances.verify_enrolment(enrolment=said["place"], **acts)

    sees = "From then on the school sees the child and who is responsible."
    return mended(
        request,
        who,
        form,
        save,
        heading="Verify a school place",
        button="Verify it",
        said="The school place is verified. The school sees the child from its first day there",
        lead=sees if form.places else "No place waits to be verified.",
    )


@asks
def end_place(request, public_id):
    who = kept(request, public_id)
    form = EndPlaceForm(sent(request), places=_places(who))

    def save(said, at, **acts):
        circumstances.end_enrolment(
            enrolment=said["place"], last_day=said["last_day"] or london_date(at), at=at, **acts
        )

    return mended(
        request,
        who,
        form,
        save,
        heading="End a school place",
        button="End it",
        kind="warning",
        said="The school place is ended",
        lead="The school no longer sees the child after the last day." if form.places else f"{NONE_SEEN}.",
    )
