"""Past-tense facts published when a transaction commits.

A room below tells rooms above what happened without knowing them: `@dataclass(frozen=True) class ContactDecided`, ids only, then
`events.publish_on_commit(ContactDecided(contact_id=contact.pk))`. Who listens says `@events.subscribe(ContactDecided)`.
"""

from .publishing import publish_on_commit, subscribe, subscribers

__all__ = ["publish_on_commit", "subscribe", "subscribers"]
