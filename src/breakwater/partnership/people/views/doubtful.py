"""Doubtful rows of rolls, one at a time, and places that a co-ordinator confirms. The authority's alone (SG-14, SG-15)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.organisations.access import Permission, require
from breakwater.partnership.organisations.models import Organisation, Team

from .. import matching, presenting
from .. import operations as people
from ..forms.rolls import DecideForm
from ..models import Doubt, Enrolment, Guard, Identifier, Person, RollTie
from ..operations import rolls

P = Permission
CANDIDATES = 5


def _waiting(request):
    return RollTie.objects.filter(area=request.actor.area_id_acting, state=RollTie.State.WAITING).order_by(
        "since", "pk"
    )


@require_safe
def next_row(request):
    """The doubtful row that has waited longest."""
    require(request.actor, P.ROLL_SETTLE)
    first = _waiting(request).first()
    if first is None:
        messages.success(request, "No row waits for a decision.")
        return redirect("people:rolls")
    return redirect("people:roll_row", first.public_id)


def row(request, public_id):
    """Whom is a row of a roll about? Those it may mean, with reasons; a person decides, once."""
    require(request.actor, P.ROLL_SETTLE)
    tie = get_object_or_404(
        RollTie.objects.select_related("pupil__team__organisation", "pupil__seen_in", "pupil__like", "person"),
        public_id=public_id,
    )
    require(request.actor, P.ROLL_SETTLE, tie)
    audit.saw("roll_row", tie.pk)
    if request.method == "POST":
        return _decided(request, tie)
    now = timezone.now()
    pupil = tie.pupil
    found = matching.find(
        forename=pupil.forename, surname=pupil.surname, born=PartDate.of(pupil.born_on), postcode=tie.held.get("postcode", ""),
        limit=CANDIDATES,
    )  # fmt: skip
    people.log_search(searched=found.searched, found=[one.person_id for one in found], by=request.actor, at=now)
    numbered = _with_the_number(pupil)
    likely = [one for one in found if one.band != matching.Band.WEAK and not one.person.is_adult_in_a_childs_life]
    reasons = {one.person_id: one for one in found}
    shown = [*numbered, *(one.person for one in likely if one.person_id not in {person.pk for person in numbered})]
    elsewhere = set(
        Enrolment.objects.filter(person__in=shown, ends_on=None)
        .exclude(team=pupil.team_id)
        .values_list("person_id", flat=True)
    )
    headers = presenting.headers(shown, on=london_date(now))
    audit.saw("person", *(person.pk for person in shown))
    candidates = [
        {
            "person": person, "header": header, "candidate": reasons.get(person.pk), "has_number": person in numbered,
            "elsewhere": person.pk in elsewhere,
        }
        for person, header in zip(shown, headers, strict=True)
    ]  # fmt: skip
    context = {
        "tie": tie, "pupil": pupil, "candidates": candidates, "said": found.searched, "why": Doubt(tie.why).label if tie.why else "",
        "left": _waiting(request).exclude(pk=tie.pk).count(), "waits": tie.state == RollTie.State.WAITING,
    }  # fmt: skip
    return render(request, "people/rolls/row.html", context)


def _with_the_number(pupil) -> list[Person]:
    """People who have or had the row's number, as far as the acting person may know of them; nobody who is guarded (SG-13)."""
    guarded = Guard.objects.filter(lifted_at=None).values("person")
    found: dict[int, Person] = {}
    for scheme, value in (("UPN", pupil.upn), ("FORMER_UPN", pupil.upn), ("NHS", pupil.nhs)):
        if value:
            held = Identifier.objects.filter(scheme=scheme, value=value, was_mistaken=False).exclude(person__in=guarded)
            found |= {one.person_id: one.person for one in held.select_related("person").order_by("pk")}
    return list(found.values())


def _decided(request, tie: RollTie):
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Choose who the row is about.")
        return redirect("people:roll_row", tie.public_id)
    verdict = rolls.Verdict(form.cleaned_data["verdict"])
    wanted = form.cleaned_data["person"]
    person = get_object_or_404(Person, public_id=wanted) if verdict.needs_person else None
    try:
        rolls.decide(tie=tie, verdict=verdict, person=person, by=request.actor, at=timezone.now())
    except rolls.NotWaiting:
        messages.warning(request, "This row was decided meanwhile, or its roll was undone.")
    else:
        messages.success(request, "The row is decided.")
    following = _waiting(request).first()
    return redirect("people:roll_row", following.public_id) if following else redirect("people:rolls")


@require_POST
def places(request, public_id):
    """Confirm the places of a school's present pupils: from now on the school sees them."""
    require(request.actor, P.ROLL_SETTLE)
    team = get_object_or_404(
        Team.objects.select_related("organisation", "area"), public_id=public_id, organisation__kind=Organisation.Kind.SCHOOL,
        area=request.actor.area_id_acting,
    )  # fmt: skip
    number = rolls.confirm_places(team=team, by=request.actor, at=timezone.now())
    said = "1 place is confirmed" if number == 1 else f"{number} places are confirmed"
    messages.success(request, f"{said}. {team.organisation.name} now sees these pupils.")
    return redirect("people:rolls")
