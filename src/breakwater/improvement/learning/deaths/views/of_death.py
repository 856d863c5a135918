"""What the views of a child's death share."""

from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.organisations.access import Permission

from .. import lookup

AT = "child-deaths/"
ONE = f"{AT}<str:public_id>/"
WORDS_STAY = (
    "a compartment of its own: it goes to the child death review team and whoever leads the response, and no further"
)


class OfDeath(SubjectView):
    subjects, context_object_name, audited_as = lookup.DEATHS, "death", "child_death"
    permission, leads_to, asks_first = Permission.DEATH_READ, ("learning:death", "subject.public_id"), True
