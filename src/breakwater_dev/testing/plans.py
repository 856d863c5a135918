"""Plans of the children of an incident, made as a school's safeguarding team makes them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.practice.child_on_child import pathway
from breakwater.practice.child_on_child.assessments import lookup
from breakwater.practice.child_on_child.assessments.operations import instructions, measures, orders, writing
from breakwater.practice.child_on_child.models import (
    Assessment,
    Incident,
    IncidentChild,
    Instruction,
    Measure,
    MeasureCheck,
    PlanOrder,
)

NAMES = {"assessment", "assessment_draft", "measure", "measure_check", "plan_order", "instruction"}
INSTRUCTION = "Seat at the front in mathematics. Left stairs between lessons."
PARTS = {
    "incident": {"pattern": "once", "features": ["touching"]},
    "safety": {
        "immediate_safety": "Safe at school with an adult",
        "trusted_adult": "Form tutor",
        "self_harm": {"state": "not_known"},
    },
    "contact": {"contact_school": "Mathematics and the bus"},
    "alleged_needs": {"development": "As expected at 14"},
    "alleged_plan": {
        "supervision": "An adult at breaks",
        "alleged_support": "Head of year, weekly",
        "alleged_self_harm": {"state": "not_known"},
    },
    "proximity": {"classes": "removed", "premises": "Separate breaks and stairs"},
    "others": {"other_victims": {"state": "not_known"}},
    "views": {
        "child_heard": "yes",
        "child_view": "I want to feel safe in class",
        "parents_heard": "no",
        "parents_not_heard": "Asked today, answer tomorrow",
    },
}


@dataclass
class Plans:
    """One of each of what stands in a plan of a world's child."""

    assessment: Assessment
    assessment_draft: Assessment
    measure: Measure
    measure_check: MeasureCheck
    plan_order: PlanOrder
    instruction: Instruction


def facts(what: str = "An adult at the door between lessons", link: str = "", **more) -> measures.MeasureFacts:
    today = timezone.localdate()
    said = {
        "risk": "Meeting on the stairs",
        "likelihood": 3,
        "impact": 2,
        "what": what,
        "who": "Head of year",
        "starts_on": today,
        "told": "The child and the parents",
        "check_on": today + timedelta(days=14),
        "residual": "Meeting on the way home",
        "link": link,
    }
    return measures.MeasureFacts(**said | more)


def measure_for(child: IncidentChild, dsl: Actor, at: datetime | None = None, **more) -> Measure:
    with acting_as(dsl) as by:
        return measures.add(child, facts(**more), key=uuid4(), by=by, at=at or timezone.now())


def written(
    child: IncidentChild, dsl: Actor, at: datetime | None = None, trigger: str = "PLANNED", **answers
) -> Assessment:
    """A version with every part that this child has; `answers` by part, over the usual ones."""
    at = at or timezone.now()
    with acting_as(dsl) as by:
        version = writing.begin(child, trigger=trigger, by=by, at=at)
        for page in writing.definition(version).pages:
            said = PARTS.get(page.key, {}) | answers.get(page.key, {})
            version = writing.save_part(version, page.key, said, revision=version.revision, by=by, at=at)
        return version


def approval(version: Assessment, at: datetime, **more) -> writing.Approval:
    review = pathway.plan_review(version.child.area, version.number, london_date(at))
    return writing.Approval(**{"head_name": "Hana Head", "review_on": review} | more)


def in_force(
    child: IncidentChild, dsl: Actor, at: datetime | None = None, trigger: str = "PLANNED", **answers
) -> Assessment:
    """A version that is in force, with a measure."""
    at = at or timezone.now()
    with acting_as(dsl):
        has_measure = Measure.objects.filter(child=child, ended_at=None).exists()
    if not has_measure:
        measure_for(child, dsl, at)
    version = written(child, dsl, at, trigger, **answers)
    with acting_as(dsl) as by:
        return writing.approve(version, approval(version, at, what_changed="Looked at again"), by=by, at=at)


def instructed(incident: Incident, dsl: Actor, *readers: Actor, words: str = INSTRUCTION) -> Instruction:
    now = timezone.now()
    users = [each.membership.user for each in readers]
    with acting_as(dsl) as by:
        return instructions.give(
            incident, words=words, starts_on=london_date(now), readers=users, key=uuid4(), by=by, at=now
        )


def ordered(child: IncidentChild, dsl: Actor, in_force_at: datetime | None = None) -> PlanOrder:
    now = timezone.now()
    said = orders.OrderFacts(in_force_at or now, "Portsmouth Crown Court", date(2026, 3, 3), "Order of the court")
    with acting_as(dsl) as by:
        return orders.order(child, said, key=uuid4(), by=by, at=now)


def linked(child: IncidentChild, other: IncidentChild, dsl: Actor, **more) -> tuple[Measure, Measure]:
    """A measure of each of two children that depend on each other."""
    theirs = measure_for(other, dsl, what="Uses the right stairs")
    return measure_for(child, dsl, link=theirs.public_id, **more), theirs


def all_of(incident: Incident, child: IncidentChild, school: Team, staff: Team) -> Plans:
    """A version in force and the next one, a measure that is to be checked, an order, an instruction."""
    dsl, reader = (Actor.objects.filter(membership__team=team).order_by("pk").first() for team in (school, staff))
    version, now = in_force(child, dsl), timezone.now()
    order = ordered(child, dsl)
    with acting_as(dsl) as by:
        measure = lookup.MEASURES.get(child=child, ended_at=None)
        check = MeasureCheck.objects.create(child=child, line=measure.line, asked_at=now, due_on=london_date(now))
        draft = writing.begin(child, trigger="PLANNED", by=by, at=now)
    return Plans(version, draft, measure, check, order, instructed(incident, dsl, reader))
