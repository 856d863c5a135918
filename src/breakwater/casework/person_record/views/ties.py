"""Mending who a person is to others, and where they learn."""

from collections.abc import Iterable

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

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
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.operations import schools_of
from breakwater.partnership.people.intake.operations import blind_alerts
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import circumstances
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from .record import Correction, kept


@require_http_methods(["GET", "HEAD", "POST"])
def find_relative(request, public_id):
    """Find whom to relate, among those the actor may see. What is typed travels in the body, never in an address."""
    who = kept(request, public_id)
    require(request.actor, Permission.PERSON_SEARCH, request.actor.membership.team.area)
    form = FindRelativeForm(request.POST if request.method == "POST" else None)
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


class EnterRelative(Correction):
    """Enter somebody who is not on record. Who is on record under such a name is offered first."""

    route, name = "people/<str:public_id>/keep/relationships/new/", "keep_new_relative"
    template_name = "casework/person_record/new_relative.html"
    form_class, context_object_name = NewRelativeForm, "person"
    heading = "Enter somebody who is not on record"
    success_message = "They are on record now, and so is the relationship"

    def answer_instead(self):
        require(self.request.actor, Permission.PERSON_CREATE, self.subject.area)

    @cached_property
    def likely(self) -> list[dict]:
        who, named = self.subject, RelativeNamedForm(self.request.POST if self.request.method == "POST" else None)
        if not named.is_valid():
            return []
        return _shown(who, _search(self.request, **named.facts()), but=_sent_before(who, named))

    def get_form_kwargs(self):
        cases = cases_to_join(self.subject, self.request.actor)
        return super().get_form_kwargs() | {"who": self.subject, "cases": cases, "likely": self.likely}

    def operate(self, form):
        audit.because(form.cleaned_data["why"])
        return enter_relative(self.subject, form.facts(), **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(likely=self.likely, **more)


class Relate(Correction):
    """Say what one is to the other, or bring it up to date."""

    route, name = "people/<str:public_id>/keep/relationships/<str:other_id>/", "keep_relationship"
    form_class = RelationshipForm
    heading, success_message = "What are they to one another?", "The relationship is recorded"

    def answer_instead(self):
        self.other = get_object_or_404(Person, public_id=self.kwargs["other_id"])
        require(self.request.actor, Permission.PERSON_READ, self.other)
        if self.other.pk == self.subject.pk:
            raise Http404

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"who": self.subject, "other": self.other}

    def get_initial(self):
        return _said_already(self.subject, self.other)

    def record_sight(self):
        audit.saw("person", self.subject.pk, self.other.pk)

    def operate(self, form):
        said = form.cleaned_data
        first, second = (self.other, self.subject) if said["way"] == "other" else (self.subject, self.other)
        facts = circumstances.TieFacts(
            holds_parental_responsibility=said["responsible"], lives_in_household=said["together"]
        )
        return circumstances.relate(person=first, other=second, code=said["code"], facts=facts, **self.acting)


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


class Enrol(Correction):
    """A place at a school; it gives the school no sight until it is verified (SG-14)."""

    route, name, form_class = "people/<str:public_id>/keep/places/", "keep_enrol", EnrolForm
    heading = "Add a school place"
    success_message = "The school place is added. The school sees nothing until the place is verified"
    lead = "The school does not see the child until a second source confirms the place."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "teams": schools_of(self.request.actor.area_id_acting),
            "born_on": self.subject.born_on,
        }

    def operate(self, form):
        said = form.cleaned_data
        place = {"team": said["team"], "year_group": said["year_group"], "starts_on": said["since"]}
        return circumstances.enrol(person=self.subject, **place, **self.acting)


def _places(who: Person):
    return who.enrolments.filter(ends_on=None).select_related("school", "team").order_by("-starts_on", "-pk")


class VerifyPlace(Correction):
    route, name, form_class = "people/<str:public_id>/keep/places/verify/", "keep_verify", VerifyForm
    permission = Permission.PLACE_VERIFY
    heading, button = "Verify a school place", "Verify it"
    success_message = "The school place is verified. The school sees the child from its first day there"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": _places(self.subject).filter(verified_on=None)}

    def lead_of(self, form):
        sees = "From then on the school sees the child and who is responsible."
        return sees if form.places else "No place waits to be verified."

    def operate(self, form):
        audit.because(form.cleaned_data["source"])
        return circumstances.verify_enrolment(enrolment=form.cleaned_data["place"], **self.acting)


class EndPlace(Correction):
    route, name, form_class = "people/<str:public_id>/keep/places/end/", "keep_end_place", EndPlaceForm
    heading, button, kind, success_message = "End a school place", "End", "warning", "The school place is ended"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"places": _places(self.subject)}

    def lead_of(self, form):
        return "The school no longer sees the child after the last day." if form.places else f"{NONE_SEEN}."

    def operate(self, form):
        said = form.cleaned_data
        end = {"last_day": said["last_day"] or london_date(self.at), "gone_to": said["gone_to"]}
        return circumstances.end_enrolment(enrolment=said["place"], **end, **self.acting)
