"""What of the front door names a person, in a merge: a match, a sibling considered and someone named go with their contact's case."""

from breakwater.partnership.people.registry import RULES_OF_COLUMNS, Rule

OF_THE_CONTACT = "(select c.case_id from front_door_contact c where c.id = r.contact_id)"

RULES_OF_COLUMNS.register("front_door_match.person_id", Rule(label="Matches of contacts", case_of=OF_THE_CONTACT))
RULES_OF_COLUMNS.register(
    "front_door_siblingconsidered.person_id", Rule(label="Considered as a sibling", case_of=OF_THE_CONTACT)
)
RULES_OF_COLUMNS.register("front_door_namedperson.person_id", Rule(label="Named in contacts", case_of=OF_THE_CONTACT))
RULES_OF_COLUMNS.register("front_door_contact.child_id", Rule(label="Contacts about them"))
RULES_OF_COLUMNS.register("front_door_knownthen.person_id", Rule(label="Known when a contact was decided"))
