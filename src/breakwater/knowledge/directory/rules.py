"""Who keeps the directory of an area. The thing asked about is anything with an area of its own."""

from breakwater.partnership.organisations.access import Permission, register_rules


def of_their_own_area(actor, thing) -> bool:
    """The entry, provider or feed belongs to the area the acting post works for."""
    return actor.area_id_acting == thing.area_id


RULES = {Permission.SERVICES_KEEP: [[of_their_own_area]]}

register_rules(RULES)
