"""Who can be offered work: each service's receiver, registered by the room that gives the service."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from breakwater.foundation.dates.limits import Limit, WorkingDays
from breakwater.foundation.registries import Registry


@dataclass(frozen=True)
class Receiver:
    """How a service takes in a handover.

    `open` is called on acceptance with (handover, by, at) and returns the case it opened, or None where the service works
    elsewhere. `is_receipt`: the offer itself is the receipt, at once, and cannot be declined (SG-01). `never_declined`: it
    waits for acceptance but may not be declined (section 47 and protection). `works_elsewhere`: the service's record is
    in another system, whose reference and worker an acceptance must name (SG-07). `says_only` stands wherever others may
    read which team it is, for a service whose name alone would tell what is suspected (SG-12). `finds_a_lead`: what it opens
    is led by a professional it must find, and a giver who works on its own case keeps it until one accepts (FD 4.9).
    """

    service: str
    label: str
    open: Callable
    answer_within: Limit = WorkingDays(1)
    is_receipt: bool = False
    never_declined: bool = False
    works_elsewhere: bool = False
    says_only: str = ""
    finds_a_lead: bool = False

    def team_said(self, team: str) -> str:
        """The receiving team as others may read it."""
        return self.says_only or team

    def named(self, team: str) -> str:
        """The service and its team as others may read them."""
        return self.says_only or f"{self.label} ({team})"

    def actor_said(self, words: str) -> str:
        """Who answered for the service, as others may read it."""
        return self.says_only or words


KEPT_OUT: Registry[Callable[[int, Iterable[int]], set[int]]] = Registry(
    "organisations kept out",
    "Which of some organisations, by key, must not learn of a case: asked before it is offered to any",
)
RECEIVERS: Registry[Receiver] = Registry("handover receivers", "How each service takes in work that is offered to it")


def receives(service: str, *, label: str, **facts) -> Callable:
    """Register the decorated function as the way `service` opens work from a handover."""

    def register(function: Callable) -> Callable:
        RECEIVERS.register(service, Receiver(service=service, label=label, open=function, **facts))
        return function

    return register


def kept_out(case_id: int, organisations: Iterable[int]) -> set[int]:
    """Those of these organisations, by key, that must not learn of a case (SG-11)."""
    asked = sorted(set(organisations))
    return set().union(*(ask(case_id, asked) for ask in KEPT_OUT.values())) if asked else set()
