"""Who reads and writes what: an area's plans, risks, scrutiny and report in the area, a strategy in each area that owns it."""

from functools import singledispatch

from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, register_rules

from ..arrangements.codes import LEAD
from ..arrangements.lookup import held_by
from ..models import (
    Objective,
    OutcomeMeasure,
    Priority,
    ScrutinyAnswer,
    ScrutinyFinding,
    Strategy,
    SystemEscalation,
    WorkItem,
)
from .lookup import areas_read, is_executive


@singledispatch
def areas_of(thing) -> set[int]:
    """The areas whose a thing is."""
    return {thing.area_id}


@areas_of.register
def _(thing: Strategy):
    return set(thing.areas.values_list("area", flat=True))


@areas_of.register(Objective)
@areas_of.register(SystemEscalation)
def _(thing):
    return areas_of(thing.strategy)


@areas_of.register
def _(thing: Priority):
    return {thing.plan.area_id}


@areas_of.register(OutcomeMeasure)
@areas_of.register(WorkItem)
def _(thing):
    return {thing.priority.plan.area_id}


@areas_of.register
def _(thing: ScrutinyFinding):
    return {thing.visit.area_id}


@areas_of.register
def _(thing: ScrutinyAnswer):
    return {thing.finding.visit.area_id}


def they_read_of_an_area_of_it(actor, thing) -> bool:
    """A joint chair or scrutineer has a role in each of several areas."""
    return not areas_of(thing).isdisjoint(areas_read(actor.membership.user_id, today()))


def they_are_of_its_executive(actor, thing) -> bool:
    """The executive of all the areas answers once for all of them."""
    return is_executive(actor.membership.user_id, areas_of(thing), today())


def they_are_a_lead_partner_there(actor, thing) -> bool:
    """As the arrangements name them today."""
    return held_by(actor.membership.user, today()).filter(role=LEAD, area__in=areas_of(thing)).exists()


def it_is_of_their_area(actor, thing) -> bool:
    return actor.area_id_acting in areas_of(thing)


def their_area_leads_it(actor, thing) -> bool:
    """A strategy's text is changed by the area that leads it."""
    return thing.lead_area_id == actor.area_id_acting


def today():
    return london_date(timezone.now())


RULES = {
    Permission.PLAN_READ: [[they_read_of_an_area_of_it]],
    Permission.PLAN_KEEP: [[it_is_of_their_area]],
    Permission.VOICE_PUBLISH: [[it_is_of_their_area]],
    Permission.STRATEGY_KEEP: [[their_area_leads_it]],
    Permission.REPORT_SIGN: [[they_are_a_lead_partner_there]],
    Permission.STRATEGY_ANSWER: [[they_are_of_its_executive]],
}

register_rules(RULES)
