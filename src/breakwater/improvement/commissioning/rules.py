"""Who reads and keeps what: the partnership of the area whose it is."""

from functools import singledispatch

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import GapDecision, NeedFigure, Quarter


@singledispatch
def area_of(thing) -> int:
    """The area whose a thing is."""
    return thing.area_id


@area_of.register
def _(thing: NeedFigure):
    return thing.measure.area_id


@area_of.register
def _(thing: Quarter):
    return thing.provision.area_id


@area_of.register
def _(thing: GapDecision):
    return thing.gap.area_id


def it_is_of_their_area(actor, thing) -> bool:
    return area_of(thing) == actor.area_id_acting


RULES = {
    Permission.COMMISSIONING_READ: [[it_is_of_their_area]],
    Permission.COMMISSIONING_KEEP: [[it_is_of_their_area]],
}

register_rules(RULES)
