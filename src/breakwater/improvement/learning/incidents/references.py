"""The reference of a serious incident, for whoever is named on it."""

from breakwater.casework.cases.registry import REFERENCES, Named
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup


@REFERENCES.register("learning.incidents")
def an_incident(reference: str, by: Actor) -> list[Named]:
    """The incident, where the actor is named on it."""
    found = [one for one in lookup.INCIDENTS.filter(reference=reference) if may(by, Permission.SERIOUS_READ, one)]
    audit.saw("serious_incident", *(one.pk for one in found))
    return [Named(f"Serious incident {reference}", lookup.address_of(one)) for one in found]
