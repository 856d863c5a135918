"""Who may keep an area's configuration. The thing asked about is an area."""

from .access import Permission, register_rules


def is_their_own(actor, area) -> bool:
    """The area is the one the acting post works for."""
    return actor.area_id_acting == area.pk


RULES = {Permission.ORGANISATIONS_EDIT: [[is_their_own]]}

register_rules(RULES)
