"""What the product holds that an organisation may name as evidence: every room offers its own, and no room reads another's.

A fact is offered with the day on which it was so, and never as a grade. A room that holds nothing, or nothing that this reader may know
of, offers nothing: an absence is never stated.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.design.moments import day
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor

LOOKS_BACK = 365  # days: a return is about the last year


@dataclass(frozen=True)
class Held:
    """One fact in words, the day of its last change, and its page."""

    words: str
    on: date
    href: str = ""

    @property
    def line(self) -> str:
        """As it stands among the evidence once it is attached."""
        return f"Breakwater holds: {self.words}, on {day(self.on)}."


@dataclass(frozen=True)
class Offer:
    """What a room finds of the actor's team, for those who hold a permission: by it they see all of what is counted."""

    needs: Permission
    find: Callable[[Actor, datetime], Held | None]


EVIDENCE_HELD: Registry[Offer] = Registry(
    "evidence that the product holds",
    "By the name that statements use (training.lead): what is held of the reader's own team",
)


def offers(name: str, *, needs: Permission) -> Callable:
    """Register a function of (actor, moment) as an offer under this name."""

    def keep(find: Callable[[Actor, datetime], Held | None]):
        EVIDENCE_HELD.register(name, Offer(needs, find))
        return find

    return keep


def held_of(names: Iterable[str], by: Actor, *, at: datetime) -> dict[str, Held]:
    """What is held under these names of the actor's team, in their order; what no room offers this reader is left out."""
    known = [(name, EVIDENCE_HELD.get(name)) for name in names]
    found = {name: offer.find(by, at) for name, offer in known if offer and may(by, offer.needs)}
    return {name: held for name, held in found.items() if held is not None}
