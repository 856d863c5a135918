"""Who may read, search for, enter, mend and restrict a person. Sight itself is the wall's: what is asked about was found."""

from collections.abc import Mapping, Sequence

from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import Actor, Area, Organisation

from .models import Person


def of_the_same_area(actor: Actor, thing: object) -> bool:
    """A post acts for its own area; sight of a child of another area gives no right to change the record."""
    area = thing.pk if isinstance(thing, Area) else thing.area_id
    return actor.area_id_acting == area


def can_be_found(actor: Actor, person: Person) -> bool:
    """The wall let the actor load the row; a post that may read people may read this one."""
    return person.pk is not None


def is_not_of_a_school(actor: Actor, person: Person) -> bool:
    """A school never confirms a place itself: a second source or the authority does (SG-14)."""
    return actor.membership.team.organisation.kind != Organisation.Kind.SCHOOL


RULES: Mapping[Permission, Sequence[Sequence]] = {
    Permission.PERSON_READ: [[can_be_found]],
    Permission.PERSON_SEARCH: [[of_the_same_area]],
    Permission.PERSON_CREATE: [[of_the_same_area]],
    Permission.PERSON_KEEP: [[can_be_found, of_the_same_area]],
    Permission.DEATH_RECORD: [[can_be_found, of_the_same_area]],
    Permission.PLACE_VERIFY: [[can_be_found, of_the_same_area, is_not_of_a_school]],
    # A school finds its own rolls alone; the wall sees to that.
    Permission.ROLL_SEND: [[of_the_same_area]],
    Permission.ROLL_SETTLE: [[of_the_same_area, is_not_of_a_school]],
    Permission.LIST_SEE: [[of_the_same_area]],
    Permission.LIST_SEND: [[of_the_same_area]],
    Permission.LIST_SETTLE: [[of_the_same_area]],
    Permission.LIST_KEEP: [[of_the_same_area]],
    Permission.RECORDS_IMPORT: [[of_the_same_area]],
    Permission.RECORDS_SETTLE: [[of_the_same_area]],
    Permission.PERSON_RESTRICT: [[can_be_found, of_the_same_area]],
    Permission.PAIR_REVIEW: [[of_the_same_area]],
}
