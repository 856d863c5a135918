"""Mending who a person is to others, and where they learn."""

from collections.abc import Iterable

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.child_page import pages as people_shown
from breakwater.casework.person_record.entering import cases_to_join, enter_relative, related_as
from breakwater.casework.person_record.forms import (
    EndPlaceForm,
    EnrolForm,
    FindRelativeForm,
    NewRelativeForm,
    RelationshipForm,
    RelativeNamedForm,
    VerifyForm,
)
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.kept_words import let_go_no_further
from breakwater.partnership.organisations.access import Permission, may, require
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
    found = None
    if form.is_valid():
        found = _search(request, text=form.cleaned_data["words"])
    audit.saw("person", who.pk)
    return render(
        request,
        "casework/person_record/keep_find.html",
        {
            "form": form,
            "person": who,
            "asked": found is not None,
            "results": _shown(who, found or ()),
            "said": found.said if found else "",
            "may_enter": may(request.actor, Permission.PERSON_CREATE, who.area),
        },
    )


def _search(request, **words) -> matching.Found:
    """Who is on record under such words, as far as the actor may see them; on record itself, and told to who guards the hidden."""
    found = matching.find(**words)
    ids = [one.person_id for one in found]
    log_search(searched=found.searched, found=ids, by=request.actor, at=timezone.now())
    blind_alerts.look_behind_search(asked=found.asked, by=request.actor)
    return found


def _sent_before(who: Person, named: RelativeNamedForm) -> Person | None:
    """Whoever a page sent twice entered the first time."""
    names = {name: named.cleaned_data.get(name) or "" for name in ("forename", "surname")}
    return related_as(who, **names, code=named.data.get("code", ""))


def _shown(who: Person, found: Iterable[matching.Candidate], *, but: Person | None = None) -> list[dict]:
    """Those found, each with the way to relate them; not the person themselves, nor `but`."""
    return [
        {
            "name": one.name,
            "age": people_shown.age_of(one.person, timezone.now()),
            "band": one.band.label,
            "why": "; ".join(one.reasons),
            "href": reverse("casework:keep_relationship", args=[who.public_id, one.person.public_id]),
        }
        for one in found
        if one.person_id not in (who.pk, but and but.pk)
    ]


@asks
def new_relative(request, public_id):
    """Enter somebody who is not on record. Who is on record under such a name is offered first."""
    who = kept(request, public_id)
    require(request.actor, Permission.PERSON_CREATE, who.area)
    named = RelativeNamedForm(sent(request))
    likely = (
        [] if not named.is_valid() else _shown(who, _search(request, **named.facts()), but=_sent_before(who, named))
    )
    form = NewRelativeForm(sent(request), who=who, cases=cases_to_join(who, request.actor), likely=likely)

    def save(said, **acts):
        audit.because(said["why"])
        enter_relative(who, form.facts(), **acts)

    page = {"heading": "Enter somebody who is not on record", "likely": likely}
    if form.is_valid():
        run(form, let_go_no_further, form, [who], by=request.actor)
    if form.is_valid():
        run(form, save, said=form.cleaned_data, by=request.actor, at=timezone.now())
        if not form.errors:
            return done(request, who, "They are on record now, and so is the relationship")
    audit.saw("person", who.pk)
    return render(request, "casework/person_record/new_relative.html", {"form": form, "person": who, **page})


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
            enrolment=said["place"],
            last_day=said["last_day"] or london_date(at),
            gone_to=said["gone_to"],
            at=at,
            **acts,
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
