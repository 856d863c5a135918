"""How far the search for a lead is, in words: what holds a stepped-down case open, and what to do about it."""

from breakwater.casework.handovers.leads import Waited

STANDINGS = {
    "NOT_ASKED": "nobody has been asked to lead yet",
    "ASKED": "someone is asked to lead and has not answered",
    "SAID_NO": "the person who was asked to lead said no, and nobody else is asked yet",
    "ENDED": "help there ended before anyone led it",
}
OF_THE_PROPOSED = {
    "NOT_ASKED": "{} has not been asked to lead yet",
    "ASKED": "{} has not accepted yet",
    "SAID_NO": "{} does not lead, and nobody else is asked yet",
}


def said(waited: Waited) -> str:
    """Tier 2 co-ordinators accepted H-26-4F7K2-X, but Sam Sample has not accepted yet."""
    handover, proposed = waited.handover, waited.handover.proposed_lead
    words = STANDINGS[waited.standing]
    if proposed and waited.standing in OF_THE_PROPOSED:
        words = OF_THE_PROPOSED[waited.standing].format(proposed.user.name)
    return f"{handover.to_team.name} accepted {handover.reference}, but {words}"
