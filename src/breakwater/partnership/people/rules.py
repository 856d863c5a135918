"""Who may read, search for, enter and restrict a person. Sight itself is the wall's: what is asked about was found."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor, Area

from .models import Person


def of_the_same_area(actor: Actor, thing: object) -> bool:
    """A post acts for its own area; sight of a child of another area gives no right to change the record."""
    area = thing.pk if isinstance(thing, Area) else thing.area_id
    return actor.area_id_acting == area


def can_be_found(actor: Actor, person: Person) -> bool:
    """The wall let the actor load the row; a post that may read people may read this one."""
    return person.pk is not None


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.PERSON_READ: [[can_be_found]],
    Permission.PERSON_SEARCH: [[of_the_same_area]],
    Permission.PERSON_CREATE: [[of_the_same_area]],
    Permission.PERSON_RESTRICT: [[can_be_found, of_the_same_area]],
}
