"""What still runs of an incident, each with the page where it is settled; and what closing ends (PL 9.5 to 9.8)."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from ..assessments import lookup as plans
from ..incidents import lookup
from ..incidents.lookup import Due
from ..models import Incident, IncidentChild, Instruction, Measure, Route, Support, Trigger
from ..models.incidents import MAIN, ParentsTold

# Whoever asked to wait has finished by then: each parent is told, or it is said why it would put a child at greater risk.
NOT_ANSWERED = (ParentsTold.NOT_YET, ParentsTold.POLICE_ASK)


def remaining(incident: Incident, today: date) -> list[Due]:
    """Why an open incident cannot be closed yet: what was not told first, then who decides, then plans and support."""
    one = lookup.whole(incident)
    children, routes = sorted(one.children.all(), key=lookup.order_of), sorted(one.routes.all(), key=lambda it: it.pk)
    found = [each for each in lookup.due_of(one, today) if each.is_urgent]
    found += _of_routes(routes, lookup.decided_of(one))
    if not one.outcome:
        found.append(Due("Record the outcome", _href("outcome", one)))
    elif lookup.is_interim(one, routes):
        found.append(Due("Record the final outcome: the one that is recorded is interim", _href("outcome", one)))
    for child in children:
        found += _of_child(child)
    for plan in plans.plans_of(plans.ours(plans.CHILDREN.filter(incident=one)), today):
        found += _of_plan(plan, one, today)
    found += [
        Due(f"Record whether the support was taken up: {each.what}", _href("answer_support", each))
        for each in lookup.support_of(one)
        if each.answer == Support.Answer.OFFERED
    ]
    return list({each.href + each.words: each for each in found}.values())


def instructions_in_force(incident: Incident) -> QuerySet[Instruction]:
    """What staff are asked to do until it is closed."""
    return Instruction.objects.filter(incident=incident, ended_at=None).order_by("given_at", "pk")


def measures_in_force(incident: Incident) -> int:
    """How many measures nobody is asked to check once it is closed."""
    return Measure.objects.filter(child__incident=incident, ended_at=None).count()


def needing(children: list[IncidentChild]) -> list[IncidentChild]:
    """The children of whom something is said at the close: both sides, and not a witness; those at the school itself."""
    return [child for child in children if child.capacity in MAIN and not child.is_elsewhere]


def _of_routes(routes: list[Route], decided: set[int]) -> list[Due]:
    found = []
    for route in routes:
        if route.is_investigated:
            words = f"The police have not finished: {route.get_state_display().lower()}. Record what they decide"
            found.append(Due(words, _href("route", route)))
        elif route.kind == Route.Kind.SOCIAL_CARE and not route.is_begun and route.pk not in decided:
            words = f"Record what the MASH decided of contact {route.reference}: no decision is recorded"
            found.append(Due(words, _href("route", route)))
        elif route.ended_at is None and route.is_begun:
            found.append(Due(lookup.BEGUN, _href("social_care", route.child)))
        elif route.ended_at is None:
            found.append(Due(f"{route.get_kind_display()}: record how it ended", _href("end_route", route)))
    return found


def _of_child(child: IncidentChild) -> list[Due]:
    found = []
    if not child.is_matched:
        found.append(Due(f"Say who the pupil is: {_who(child)}", _href("change_child", child)))
    if child.capacity in MAIN and not child.is_elsewhere and child.parents_told in NOT_ANSWERED:
        waits = ": the police or social care asked to wait" if child.parents_told == ParentsTold.POLICE_ASK else ""
        found.append(Due(f"Tell the parents, or say why not: {_who(child)}{waits}", _parents(child)))
    if child.is_elsewhere and not child.notices.all():
        found.append(Due("Tell the other school of its pupil", _href("tell_school", child)))
    waiting = [each for each in child.notices.all() if each.received_at is None]
    return found + [Due("The other school has not acknowledged", _href("notice", each)) for each in waiting]


def _of_plan(plan: plans.Plan, incident: Incident, today: date) -> list[Due]:
    """An assessment that is owed, a review that was called for or is due, each measure that somebody has to check."""
    child, who = plan.child, _who(plan.child)
    found, owed = [], [each for each in plan.due if each.why in Trigger.labels]
    if plan.in_force is None and plans.must_assess(incident, child):
        found.append(Due(f"Assess risk and needs: {who}", _href("plan", child)))
    elif plan.in_force is None and plan.calls:
        found.append(Due(f"A review was asked for. Assess risk and needs: {who}", _href("plan", child)))
    found += [
        Due(f"Review the assessment: {who}. {each.why}", _href("plan", child))
        for each in owed
        if each.by <= today or each.why != Trigger.PLANNED.label
    ]
    asked = {each.line for each in plan.checks}
    return found + [
        Due(f"Check a measure: {who}", _href("check_measure", each))
        for each in plan.measures
        if each.line in asked or each.check_on <= today
    ]


def _parents(child: IncidentChild) -> str:
    """Where it is answered: at the parent who was not told yet, or where one is added."""
    waiting = next((each for each in child.parents.all() if each.told in NOT_ANSWERED), None)
    return _href("parent", waiting) if waiting else _href("parents", child)


def _who(child: IncidentChild) -> str:
    return child.get_capacity_display().lower()


def _href(name: str, row) -> str:
    return reverse(f"child_on_child:{name}", args=[row.public_id])
