"""The nouns of the room."""

from .incidents import Conflict, Member, SeriousIncident, State, StateChange

__all__ = ["Conflict", "Member", "SeriousIncident", "State", "StateChange"]
