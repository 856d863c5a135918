"""What the limbs of the criteria, as the partners found them, make of an incident (PL 6.1). They find; this only says what follows."""

from collections.abc import Mapping
from enum import StrEnum

from ..models import Limb, Met


class Follows(StrEnum):
    LAW = "The authority has a duty to notify: section 16C of the Children Act 2004"
    LOOKED_AFTER = "The death of a looked-after child is notified, whether or not abuse or neglect is suspected"
    CARE_LEAVER = "The death of a care leaver up to 25 should be notified: Working Together to Safeguard Children 2023"
    ELSEWHERE = "It happened in another area of England: the authority there notifies. Tell it, and record who was told"
    NOTHING = "No limb asks for a notification"
    OPEN = "Not all limbs are known yet"


BINDING = (Follows.LAW, Follows.LOOKED_AFTER)


def follows(met: Mapping[str, str]) -> Follows:
    """What follows from the limbs, each YES, NO or NOT_KNOWN; one that is not there is not known."""

    def yes(*limbs: Limb) -> bool:
        return any(met.get(limb) == Met.YES for limb in limbs)

    harmed, here = yes(Limb.DIED, Limb.HARMED), yes(Limb.IN_AREA, Limb.ABROAD)
    if yes(Limb.ABUSE) and harmed and here:
        return Follows.LAW
    if yes(Limb.DIED) and yes(Limb.LOOKED_AFTER):
        return Follows.LOOKED_AFTER
    if yes(Limb.DIED) and yes(Limb.CARE_LEAVER):
        return Follows.CARE_LEAVER
    if any(met.get(limb, Met.NOT_KNOWN) == Met.NOT_KNOWN for limb in Limb):
        return Follows.OPEN
    if yes(Limb.ABUSE) and harmed and not here:
        return Follows.ELSEWHERE
    return Follows.NOTHING
