"""The verbs of early help, one file a noun: episodes, agreements, leads, moves between tiers."""

from .advice import NamesAChildAlready, advise, name_the_child, see_what_came
from .agreements import AgreementSaysNothing, ReasonMissing, has_agreement, record_agreement
from .episodes import EpisodeIsClosed, close_episode, coordinate, lock, open_episode
from .leads import (
    LeadsAlready,
    NobodyAgreed,
    asked_said_no,
    invite_lead,
    lead_of,
    look_for_leads_after,
    take_the_lead,
)
from .moves import NothingToSay, step_up, told_before

__all__ = [
    "AgreementSaysNothing",
    "EpisodeIsClosed",
    "LeadsAlready",
    "NamesAChildAlready",
    "NobodyAgreed",
    "NothingToSay",
    "ReasonMissing",
    "advise",
    "asked_said_no",
    "close_episode",
    "coordinate",
    "has_agreement",
    "invite_lead",
    "lead_of",
    "lock",
    "look_for_leads_after",
    "open_episode",
    "name_the_child",
    "record_agreement",
    "see_what_came",
    "step_up",
    "take_the_lead",
    "told_before",
]
