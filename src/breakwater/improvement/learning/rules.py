"""Who may do what to a serious incident: the part in which the actor is named on it decides. The thing asked about is an incident."""

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import Member

Part = Member.Part
VIEWS = (Part.PARTNER, Part.GROUP, Part.SCRUTINEER)


def is_named(actor, incident) -> bool:
    return bool(incident.parts_of(actor.membership.user_id))


def keeps_it(actor, incident) -> bool:
    return Part.MANAGER in incident.parts_of(actor.membership.user_id)


def has_a_view(actor, incident) -> bool:
    return not incident.parts_of(actor.membership.user_id).isdisjoint(VIEWS)


RULES = {
    Permission.SERIOUS_READ: [[is_named]],
    Permission.SERIOUS_WORK: [[keeps_it]],
    Permission.SERIOUS_VIEW: [[has_a_view]],
}

register_rules(RULES)
