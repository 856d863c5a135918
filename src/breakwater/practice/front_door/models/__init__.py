"""The nouns of the front door: what was sent, the contact it makes for each child, the decision, what the sender hears."""

from .arrivals import AbuseCount, Addition, Draft, Receipt, Submission
from .contacts import Contact, Decision, Match, Outcome, Rag

__all__ = ["AbuseCount", "Addition", "Contact", "Decision", "Draft", "Match", "Outcome", "Rag", "Receipt", "Submission"]
