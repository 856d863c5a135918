"""People whom a referrer names, as told: where they live, when they were born, what they are to the child on a record."""

from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.people.models import RelationshipCode

from ..models import Contact, NamedPerson
from ..models.arrivals import IN_A_REFUGE
from ..models.named_people import LivesWithChild

Code = RelationshipCode
# What a code of the form is on a person's record. The contact keeps the referrer's own; what has no equal is not guessed.
ON_RECORD = {
    **{code.value: code for code in Code},
    "ADM": Code.PARENT,
    "ADF": Code.PARENT,
    "FOF": Code.FOSTER_CARER,
    "SGD": Code.KINSHIP_CARER,
    "ADS": Code.SIBLING,
    "LOD": Code.OTHER_HOUSEHOLD,
}
TOGETHER = {LivesWithChild.YES: True, LivesWithChild.PART_TIME: True, LivesWithChild.NO: False}


def child_in_refuge(contact: Contact) -> bool:
    """Whether the child is told to be in a refuge, of which no address is kept."""
    return contact.address_as_told == IN_A_REFUGE


def in_refuge(named: NamedPerson) -> bool:
    """Whether they are told to be in a refuge: said of themselves, or of the child with whom they live."""
    own = named.address_as_told or named.postcode_as_told
    return named.in_refuge or not own and TOGETHER.get(named.lives_with_child, False) and child_in_refuge(named.contact)


def address_told(named: NamedPerson) -> tuple[str, str]:
    """Where they live as told, street and postcode: their own address, or the child's where they live with the child."""
    if in_refuge(named):
        return "", ""
    if named.address_as_told or named.postcode_as_told or not TOGETHER.get(named.lives_with_child):
        return named.address_as_told, named.postcode_as_told
    return named.contact.address_as_told, named.contact.postcode_as_told


def born_of(contact: Contact) -> PartDate | None:
    """When the child of a contact was born: as recorded once matched, as told before that."""
    return contact.child.born if contact.child_id else born_told(contact)


def born_told(named: NamedPerson | Contact) -> PartDate | None:
    """The date of birth as told, where it can be read."""
    try:
        return PartDate.parse(named.born_as_told) if named.born_as_told else None
    except NotADate:
        return None
