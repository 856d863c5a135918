"""Who writes, decides and answers for chapters. The thing asked about is a manual, or what hangs from one by `manual` or an area."""

from breakwater.partnership.organisations.access import Permission, register_rules


def shares_the_manual(actor, thing) -> bool:
    """The actor's area is one of those that share the manual."""
    manual = getattr(thing, "manual", thing)
    return manual.areas.filter(pk=actor.area_id_acting).exists()


def of_their_own_area(actor, thing) -> bool:
    """What one area decides is recorded by a post of that area."""
    return actor.area_id_acting == thing.area_id


def of_their_own_agency(actor, thing) -> bool:
    """An agency's reading of a chapter is its own affair."""
    return actor.membership_id is not None and actor.membership.team.organisation_id == thing.organisation_id


RULES = {
    Permission.POLICY_EDIT: [[shares_the_manual]],
    Permission.POLICY_RATIFY: [[of_their_own_area]],
    Permission.POLICY_COMMENT: [[shares_the_manual]],
    Permission.POLICY_CONFIRM: [[of_their_own_agency]],
}

register_rules(RULES)
