"""A version of the assessment: begun with what the last one says, written part by part, approved, in force from then on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.definitions import Form
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import moments
from breakwater.foundation.models.keys import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Membership

from ... import pathway
from ...codes import PLACES, PLATFORMS
from ...incidents.lookup import words_for
from ...incidents.naming import names_another
from ...incidents.operations import conflicts
from ...incidents.operations.conflicts import ConflictFacts
from ...models import (
    Assessment,
    AssessmentConsidered,
    HeadConflict,
    Incident,
    IncidentChild,
    ReviewCall,
    Route,
    Trigger,
)
from ...models.incidents import Capacity, Category
from .. import lookup
from . import heads

FORM, PROXIMITY = "child_on_child.assessment", "proximity"
APART = (Category.RAPE, Category.PENETRATION)
CONDITIONS, MOST_CONDITIONS = (Route.State.BAIL, Route.State.RUI, Route.State.CHARGED), 1000
REVIEW = "A plan is to be reviewed: something was recorded"


class PlanIsClosed(Refusal):
    words = "This incident is closed."


class AtAnotherSchool(Refusal):
    words = "This child is at another school, which keeps the plan."


class AnotherIsNamed(Refusal):
    """What is read by those who work with one child names no other (PL 9.4)."""

    words = "This names another child of the incident. Write “the other child”: those who work with this child read it."


class ChangedElsewhere(Refusal):
    words = "You or a colleague saved this part meanwhile. What you typed is below: press Continue again to save it."


class PartsMissing(Refusal):
    words = "Some answers are still missing. They are listed above."


class KeepApart(Refusal):
    box = "classes"
    words = (
        "After rape or assault by penetration the children do not stay in shared classes while the facts are established. "
        "Change “Keeping the children apart”. It is not a judgement of guilt."
    )


class NoMeasures(Refusal):
    words = "Add the measures first: an assessment of risk says what is done about it."


class ReviewTooLate(Refusal):
    box = "review_on"

    def __init__(self, latest: date):
        super().__init__(words=f"Review it by {moments.day(latest)} at the latest.")


class HeadInConflict(Refusal):
    """Whoever is kept from the incident for a conflict of interest approves nothing of it (PL 9.4)."""

    box = "head_name"

    def __init__(self, name: str):
        super().__init__(
            words=f"{name} has a conflict of interest in this incident on record. Answer yes, and enter who approves instead."
        )


class HeadOrReason(Refusal):
    words = "Enter who the head is that approved it, or why the head does not and who did instead."
    box = "head_name"


class IsRequired(Refusal):
    words = "An assessment is required for sexual violence, of each child. Start it now."


@dataclass(frozen=True)
class Approval:
    """Who approved it beside the safeguarding lead, what changed since the last version, and when it is looked at again.

    `head` is the one who has a conflict of interest: `head_name` approved instead, on paper, on `head_on`.
    """

    head_name: str
    review_on: date
    head_conflict: str = ""
    what_changed: str = ""
    head_on: date | None = None
    head: Membership | None = None


def check_open(child: IncidentChild) -> None:
    """Raises PlanIsClosed, AtAnotherSchool."""
    incident = lookup.incident_of(child)
    if incident is not None and not incident.is_open:
        raise PlanIsClosed
    if child.is_elsewhere:
        raise AtAnotherSchool


def definition(version: Assessment) -> Form:
    return recording.definition_of(version.form)


@transaction.atomic
def begin(child: IncidentChild, *, trigger: str, by: Actor, at: datetime) -> Assessment:
    """Begin the next version, with what the last one says; the one being written, where there is one. Raises PlanIsClosed, AtAnotherSchool."""
    one_at_a_time(f"plan-{child.public_id}")
    check_open(child)
    last = child.assessments.order_by("-number").first()
    if last is not None and last.in_force_from is None:
        return last
    form = recording.current_version(FORM, area=child.area, at=at)
    known = (last.answers if last else _of_incident(child)) | {"capacity": child.capacity}
    made = Assessment.objects.create(
        child=child,
        area=child.area,
        team=child.team,
        number=last.number + 1 if last else 1,
        trigger=trigger if last else Trigger.FIRST,
        form=form,
        answers=known | _of_police(child, known),
        author=by,
        started_at=at,
    )
    audit.did("began an assessment of", "incident_child", child.pk, version=made.number)
    return made


def _of_incident(child: IncidentChild) -> dict:
    incident = lookup.incident_of(child)
    if incident is None:
        return {}
    where = [PLACES.get(incident.place, ""), PLATFORMS.get(incident.platform, "")]
    when = moments.day(incident.happened_on) if incident.happened_on else ""
    return (
        {"when_where": ", ".join(part for part in (when, *where) if part)}
        | ({"pattern": "pattern"} if incident.is_pattern else {})
        | ({"features": ["images"]} if incident.has_images else {})
    )


def _of_police(child: IncidentChild, answers: Mapping) -> dict:
    """The crime reference, and for the child alleged what the police decided: where the assessment does not say it yet."""
    incident = lookup.incident_of(child)
    route = incident and incident.routes.filter(kind=Route.Kind.POLICE).order_by("pk").last()
    if not route:
        return {}
    found = {"crime_number": route.reference}
    said = route.updates.standing().filter(Q(child=child) | Q(child=None), state__in=CONDITIONS).order_by("pk").last()
    if said and child.capacity in (Capacity.ALLEGED, Capacity.BOTH):
        words = words_for(said, child)
        is_silent = bool(said.words) and not words
        state = ": ".join(filter(None, [said.get_state_display(), words]))[:MOST_CONDITIONS]
        found["conditions"] = "" if is_silent else state
    return {name: value for name, value in found.items() if value and not answers.get(name)}


@transaction.atomic
def save_part(
    version: Assessment, page: str, cleaned: Mapping, *, revision: int, by: Actor, at: datetime
) -> Assessment:
    """Save one part, at once. Raises ChangedElsewhere, AnotherIsNamed, PlanIsClosed."""
    held = Assessment.objects.select_for_update(of=("self",)).select_related("child", "form__form").get(pk=version.pk)
    check_open(held.child)
    if held.in_force_from or held.revision != revision:
        raise ChangedElsewhere
    for question, said in cleaned.items():
        if names_another(" ".join(_texts(said)), held.child):
            raise AnotherIsNamed(box=question)
    if must_part(lookup.incident_of(held.child), cleaned):
        raise KeepApart
    held.answers = recording_answers.merge_page(definition(held), page, held.answers, cleaned, on=london_date(at))
    held.revision += 1
    held.save(update_fields=["answers", "revision"])
    audit.did("wrote a part of the assessment of", "incident_child", held.child_id, version=held.number, part=page)
    return held


def must_part(incident: Incident | None, answers: Mapping) -> bool:
    """The answers leave both in shared classes, which after rape or assault by penetration they are not (PL 9.5)."""
    return incident is not None and incident.category in APART and as_word(answers.get("classes")) == "stay"


def saved_or_why(version: Assessment, page: str, cleaned: Mapping, **more) -> tuple[Assessment, Refusal | None]:
    """The part saved, or the version as it is and why it was not: what was typed is drawn again beside the words."""
    try:
        return save_part(version, page, cleaned, **more), None
    except Refusal as refusal:
        version.refresh_from_db()
        return version, refusal


def _texts(answers) -> list[str]:
    if isinstance(answers, Mapping):
        answers = list(answers.values())
    if isinstance(answers, list):
        return [text for each in answers for text in _texts(each)]
    return [answers] if isinstance(answers, str) else []


@transaction.atomic
def approve(version: Assessment, facts: Approval, *, by: Actor, at: datetime) -> Assessment:
    """It is in force from now on, and never changes again. Where the school has a head here, it waits for the head's own approval.

    Raises PlanIsClosed, PartsMissing, KeepApart, NoMeasures, ReviewTooLate, HeadOrReason.
    """
    held = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("child__area", "form__form")
        .get(pk=version.pk)
    )
    child = held.child
    check_open(child)
    if held.in_force_from:
        return held
    if recording_answers.missing(definition(held), held.answers):
        raise PartsMissing
    incident = lookup.incident_of(child)
    if must_part(incident, held.answers):
        raise KeepApart
    if child.capacity != Capacity.WITNESS and not child.measures.filter(ended_at=None).exists():
        raise NoMeasures
    latest = pathway.plan_review(child.area, held.number, london_date(at))
    if facts.review_on > latest:
        raise ReviewTooLate(latest)
    for each in lookup.conflicts_of(child):
        if each.user.name.casefold() in facts.head_name.casefold():
            raise HeadInConflict(each.user.name)
    if facts.head is not None:
        said = ConflictFacts(facts.head, facts.head_conflict, HeadConflict.Instead.NAMED)
        conflicts.declare(incident, said, by=by, at=at)
    asked = [] if facts.head_conflict else lookup.heads_of(child, london_date(at))
    if not facts.head_name and not asked:
        raise HeadOrReason
    _put_in_force(held, replace(facts, head_name="") if asked else facts, _header(child, incident, by), by=by, at=at)
    heads.ask_heads(held, asked, by=by, at=at)
    audit.did("approved the assessment of", "incident_child", child.pk, version=held.number)
    return held


def _put_in_force(held: Assessment, facts: Approval, header: dict, *, by: Actor, at: datetime) -> None:
    names = ("head_name", "head_on", "head_conflict", "what_changed", "review_on")
    for name in names:
        setattr(held, name, getattr(facts, name))
    held.header, held.in_force_from, held.approved_by = header, at, by
    held.save(update_fields=[*names, "header", "in_force_from", "approved_by"])


def _header(child: IncidentChild, incident, by: Actor) -> dict:
    """Who and what it is about, in the words of the day: rows that may change are not read again for a paper."""
    return {
        "child": child.named_as,
        "born": moments.day(child.born) if child.born else "",
        "capacity": child.get_capacity_display(),
        "school": child.team.organisation.name,
        "reference": incident.reference,
        "category": incident.get_category_display(),
        "place": PLACES.get(incident.place, ""),
        "platform": PLATFORMS.get(incident.platform, ""),
        "happened_on": moments.day(incident.happened_on) if incident.happened_on else "",
        "approved_by": f"{by.membership.user.name}, {by.post}",
    }


@transaction.atomic
def consider(child: IncidentChild, *, why: str, by: Actor, at: datetime) -> AssessmentConsidered:
    """After harassment: no assessment is made, for a reason. Raises IsRequired, AnotherIsNamed, PlanIsClosed."""
    check_open(child)
    if lookup.must_assess(lookup.incident_of(child), child):
        raise IsRequired
    if names_another(why, child):
        raise AnotherIsNamed(box="why")
    made = AssessmentConsidered.objects.create(child=child, why=why, considered_at=at, considered_by=by)
    audit.did("considered an assessment of", "incident_child", child.pk)
    return made


@transaction.atomic
def call_review(
    child: IncidentChild, *, trigger: str, words: str, key, line=None, by: Actor, at: datetime
) -> ReviewCall:
    """Something calls for a review of this child's plan; the safeguarding team is told. The same key again adds nothing.

    Who works with one child is not told that a name is of the incident: only the team and they themselves read their words (PL 9.4).
    Raises PlanIsClosed, AnotherIsNamed.
    """
    one_at_a_time(key)
    if known := ReviewCall.objects.filter(key=key).first():
        return known
    check_open(child)
    if names_another(words, child):
        raise AnotherIsNamed(box="words")
    made = ReviewCall.objects.create(
        child=child, trigger=trigger, line=line, words=words, called_at=at, called_by=by, key=key
    )
    audit.did("called for a review of the plan of", "incident_child", child.pk, trigger=trigger)
    notifications.tell(users=lookup.told_of(child), words=REVIEW, path=lookup.href("plan", child), by=by, at=at)
    return made
