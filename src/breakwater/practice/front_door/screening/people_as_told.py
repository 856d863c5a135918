"""People whom a referrer names, as told: where they live, when they were born, what they are to the child on a record."""

from breakwater.foundation.dates.partial import NotADate, PartDate
from breakwater.partnership.people.models import Address, PersonContact, RelationshipCode, Sex

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
# Some of the time is neither on a record: taken for the same household, a parent who lives apart would read where the family meets (SG-27).
SAME_HOUSEHOLD = {LivesWithChild.YES: True, LivesWithChild.NO: False}

WOMEN, MEN = {"MTH", "STM", "ADM", "GRM", "AUN"}, {"FTH", "STF", "ADF", "GRF", "UNC"}


def sex_told(named: NamedPerson) -> str:
    """As the referrer says, in so many words or by what they are to the child: a mother is asked about no more."""
    if named.sex != Sex.UNKNOWN:
        return named.sex
    return Sex.FEMALE if named.relation in WOMEN else Sex.MALE if named.relation in MEN else Sex.UNKNOWN


def child_in_refuge(contact: Contact) -> bool:
    """Whether the child is told to be in a refuge, of which no address is kept."""
    return contact.address_as_told == IN_A_REFUGE


def place_is_hidden(contact: Contact) -> bool:
    """Whether nobody who need not know may learn in which place the child is: told to be in a refuge, or so on record."""
    return child_in_refuge(contact) or Address.objects.withheld_now().filter(person=contact.child_id).exists()


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


def as_reach(number: str, how: str) -> str:
    """A number with how to use it, as one line: "01632 960100 (the refuge worker's, never text)"."""
    return f"{number} ({how})" if number and how else number or how


def reach_in(named: NamedPerson) -> tuple[str, str]:
    """The number or email address as told, and how to use it; either may be empty."""
    value, _, how = named.reach_as_told.partition(" (")
    is_one = "@" in value or any(letter.isdigit() for letter in value)
    return (value, how.removesuffix(")")) if is_one else ("", named.reach_as_told)


def care_told(named: NamedPerson) -> str:
    """Why care is needed in contact with them, and how to reach them where no number says it."""
    value, how = reach_in(named)
    return ". ".join(filter(None, [named.do_not_contact_because, "" if value else how]))[:240]


def reach_said(named: NamedPerson) -> str:
    """How to reach them as told, with whether anyone asked that it is safe; empty where nothing was told."""
    if not named.reach_as_told:
        return ""
    value, _ = reach_in(named)
    kind = "" if not value else "Email: " if "@" in value else "Telephone: "
    safe = PersonContact.Safe(named.reach_is_safe).label if named.reach_is_safe else "Nobody asked whether it is safe"
    return f"{kind}{named.reach_as_told} ({safe[:1].lower()}{safe[1:]})"


def born_of(contact: Contact) -> PartDate | None:
    """When the child of a contact was born: as recorded once matched, as told before that."""
    return contact.child.born if contact.child_id else born_told(contact)


def born_told(named: NamedPerson | Contact) -> PartDate | None:
    """The date of birth as told, where it can be read."""
    try:
        return PartDate.parse(named.born_as_told) if named.born_as_told else None
    except NotADate:
        return None
