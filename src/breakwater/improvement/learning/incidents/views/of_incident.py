"""What the views of an incident share."""

from breakwater.partnership.kit.operation_view import SubjectView
from breakwater.partnership.organisations.access import Permission

from .. import lookup

AT = "serious-incidents/"
ONE = f"{AT}<str:public_id>/"
WORDS_STAY = "a compartment of its own: it goes to those named on the incident and no further"


class OfIncident(SubjectView):
    subjects, context_object_name, audited_as = lookup.INCIDENTS, "incident", "serious_incident"
    permission, leads_to, asks_first = Permission.SERIOUS_READ, ("learning:incident", "subject.public_id"), True
