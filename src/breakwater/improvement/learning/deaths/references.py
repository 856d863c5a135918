"""The reference of a child's death, for whoever reads the record."""

from breakwater.casework.cases.registry import REFERENCES, Named
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

from . import lookup


@REFERENCES.register("learning.deaths")
def a_child_death(reference: str, by: Actor) -> list[Named]:
    """The record, where the actor reads it."""
    found = [one for one in lookup.DEATHS.filter(reference=reference) if may(by, Permission.DEATH_READ, one)]
    audit.saw("child_death", *(one.pk for one in found))
    return [Named(f"Child death {reference}", lookup.address_of(one)) for one in found]
