"""Who answers for retention: in the area whose it is."""

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import Batch, ClassChange, Due, Hold


def it_is_of_their_area(actor, thing: Batch | ClassChange | Due | Hold) -> bool:
    return thing.area_id == actor.area_id_acting


register_rules(
    {Permission.RETENTION_KEEP: [[it_is_of_their_area]], Permission.RETENTION_APPROVE: [[it_is_of_their_area]]}
)
