"""The verbs of early help, one file a noun: episodes, agreements, leads, moves between tiers."""

from .agreements import AgreementSaysNothing, has_agreement, record_agreement
from .episodes import EpisodeIsClosed, close_episode, coordinate, lock, open_episode
from .leads import NobodyAgreed, invite_lead, take_the_lead
from .moves import step_up

__all__ = [
    "AgreementSaysNothing",
    "EpisodeIsClosed",
    "NobodyAgreed",
    "close_episode",
    "coordinate",
    "has_agreement",
    "invite_lead",
    "lock",
    "open_episode",
    "record_agreement",
    "step_up",
    "take_the_lead",
]
