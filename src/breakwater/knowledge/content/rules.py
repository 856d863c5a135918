"""Who keeps the public site of an area. The thing asked about is anything with an area of its own."""

from breakwater.partnership.organisations.access import Permission, register_rules


def of_their_own_area(actor, thing) -> bool:
    """The site, resource or message belongs to the area the acting post works for."""
    return actor.area_id_acting == thing.area_id


RULES = {Permission.CONTENT_EDIT: [[of_their_own_area]], Permission.CONTENT_APPROVE: [[of_their_own_area]]}

register_rules(RULES)
