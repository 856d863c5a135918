"""The reference of an incident, which the police and other schools quote on the telephone: for whoever may read the incident."""

from breakwater.casework.cases.registry import REFERENCES, Named
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup, notice_lookup


@REFERENCES.register("child_on_child.incidents")
def an_incident(reference: str, by: Actor) -> list[Named]:
    """The incident of one's own school, and what another school told with the reference of theirs."""
    if not may(by, Permission.INCIDENT_WORK):
        return []
    found = list(lookup.INCIDENTS.filter(reference=reference))
    told = notice_lookup.NOTICES.filter(to_team=by.membership.team_id, known__reference=reference).order_by("pk")
    audit.saw("incident", *(each.pk for each in found))
    return [Named(f"Incident {reference}", lookup.address("incident", each)) for each in found] + [
        Named("What another school told you", lookup.address("notice", each)) for each in told
    ]
