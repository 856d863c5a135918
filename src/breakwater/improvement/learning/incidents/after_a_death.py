"""After a death a serious incident is considered: whoever recorded it is led to raise one, and told when it must be."""

from collections.abc import Sequence

from django.urls import reverse

from breakwater.casework.cases.deaths import AFTER_DEATH, NextStep
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .criteria import Follows

WHEN = (
    "Raise one where abuse or neglect is known or suspected.",
    f"{Follows.LOOKED_AFTER}.",
    f"{Follows.CARE_LEAVER}.",
)


@AFTER_DEATH.register("learning.incidents")
def consider_an_incident(person: Person, actor: Actor) -> Sequence[NextStep]:
    """The step to raise one about this person, where the role may."""
    if person.is_adult_in_a_childs_life or not may(actor, Permission.SERIOUS_RAISE):
        return ()
    href = reverse("learning:raise_after_a_death", args=[person.public_id])
    return (NextStep("Consider a serious incident", WHEN, "Raise a serious incident", href),)
