"""What a professional may disagree about, by the reference they hold: rooms say what lies behind it."""

from collections.abc import Callable
from dataclasses import dataclass

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor, Team

from .models import Escalation


@dataclass(frozen=True)
class About:
    """What lies behind a reference: what to call it, the team that answers for it, and the case whose seal it follows."""

    reference: str
    called: str
    team: Team
    case_id: int | None = None


# What an answer may not repeat to who raised the disagreement: what to say of it, nothing where it may be given.
KEPT_BACK: Registry[Callable[[Escalation, str], list[str]]] = Registry(
    "words kept back from an answer", "What may not be repeated to who disagrees, and what to say of it"
)
NOT_REPEATED: Registry[Callable[[Escalation], list[str]]] = Registry(
    "answers kept back from who disagrees", "Whose answers may not be repeated to who disagrees, said at the box"
)
MATTERS: Registry[Callable[[str, Actor], About | None]] = Registry(
    "matters of disagreement", "What a reference held by a professional is about, and which team answers for it"
)


def matter_of(reference: str, by: Actor) -> About | None:
    """The matter behind a reference this actor holds; None where they hold none."""
    for find in MATTERS.values():
        if found := find(reference, by):
            return found
    return None
