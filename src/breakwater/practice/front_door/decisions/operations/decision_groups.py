"""The contacts that one decision is about: those chosen, what is joined to them, and what holds of each alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...models import Contact, Outcome
from ...screening.operations import groups
from ...screening.operations.locking import lock
from . import open_tasks
from .agreement_to_help import NOT_ASKED, REFUSES, Statement, agreement_for, recorded


@dataclass(frozen=True)
class Group:
    """The contacts that one decision is about: those chosen, and what is joined to them, locked in one order.

    Contacts of one incident are decided together; what was sent again goes with the first, as a duplicate (FD 1.7). `chosen_for`
    has, by key, the chosen contact that each is of one child with; `own` the reasons written for one alone.
    """

    whole: list[Contact]
    held: list[Contact]
    again: list[Contact]
    own: Mapping[int, str]
    reasons: Mapping[int, str]
    chosen_for: Mapping[int, int]

    @classmethod
    def of(cls, contacts: Sequence[Contact], own: dict[int, str], rationale: str) -> "Group":
        joined = groups.joined_with(contacts)
        together = [*contacts, *joined]
        chosen_for = {one.pk: one.pk for one in contacts}
        for contact in contacts:
            for other in groups.joined_with([contact]):
                chosen_for.setdefault(other.pk, contact.pk)
        own |= {pk: own[chosen] for pk, chosen in chosen_for.items() if pk not in own and chosen in own}
        whole = [lock(contact) for contact in sorted(together, key=lambda contact: contact.pk)]
        duplicates = groups.duplicates_among(whole)
        return cls(
            whole=whole,
            held=[contact for contact in whole if contact.pk not in duplicates],
            again=[contact for contact in whole if contact.pk in duplicates],
            own=own,
            reasons={contact.pk: own.get(contact.pk, rationale) for contact in together},
            chosen_for=chosen_for,
        )

    @property
    def first(self) -> Contact:
        """The one that was chosen first, of those that are no duplicate."""
        return min(self.held, key=lambda contact: list(self.reasons).index(contact.pk))

    def joined_to(self, contact: Contact) -> Contact | None:
        """The chosen contact to which another is joined; None of one that was chosen itself."""
        chosen = self.chosen_for.get(contact.pk, contact.pk)
        return None if chosen == contact.pk else next(one for one in self.whole if one.pk == chosen)

    def agreements(self, statements: Sequence[Statement], otherwise: str) -> dict[int, tuple[str, str]]:
        """The agreement that holds for each contact, by key: of what is joined, that of its own child."""
        by_key, before = {one.pk: one for one in self.whole}, recorded(self.whole)
        first = list(self.reasons)[0]
        found = {}
        for contact in self.held:
            chosen = by_key[self.chosen_for.get(contact.pk, contact.pk)]
            code, words = agreement_for(chosen, statements, before.get(chosen.pk, ()), otherwise)
            refused_without_words = code == NOT_ASKED and otherwise == REFUSES and chosen.pk == first
            found[contact.pk] = (REFUSES if refused_without_words else code, words)
        return found

    def tasks(self, outcome: Outcome, ways: Mapping[str, str]) -> dict[int, dict[str, str]]:
        """Where each open task goes, by the key of its contact. Raises TasksUnsettled."""
        found = open_tasks.open_of(self.whole)
        return {one.pk: open_tasks.chosen(found.get(one.pk, ()), outcome, ways) for one in self.whole}
