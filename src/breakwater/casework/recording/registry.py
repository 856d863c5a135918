"""Where forms find what they may offer: lists of codes, and a team's own roll. Rooms above register; forms name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.models import Actor


@dataclass(frozen=True)
class Pick:
    """Someone whom this actor may pick: a key, the words shown, and the answers that picking fills in."""

    key: str
    words: str
    values: dict = field(default_factory=dict)


LOOKUPS: Registry[Callable[[], list[tuple[str, str]]]] = Registry(
    "lookups of recording forms", "Code lists a question may choose from: a function returning (code, words)"
)
ROSTERS: Registry[Callable[[Actor], list[Pick]]] = Registry(
    "rosters of recording forms", "People an actor may pick: its own verified roll and nobody else (SG-21)"
)
CHECKS: Registry[Callable[[str], tuple[str, str]]] = Registry(
    "checks of recording forms", "What a text must pass: a function returning (the text to keep, what is wrong with it)"
)


@dataclass(frozen=True)
class Reliance:
    """A question that a room reads by name: an area's version of the form keeps it, with its choices. `why` is told to editors."""

    question: str
    why: str


RELIED_ON: Registry[Callable[[], Iterable[Reliance]]] = Registry(
    "what rooms rely on in recording forms",
    "By a form's key: a function returning the questions that stay and go on meaning what they mean",
)


def picks_of(source: str, by: Actor | None) -> list[Pick]:
    """Whom `by` may pick from a roster; nobody when nothing is registered or nobody acts."""
    roster = ROSTERS.get(source) if source and by is not None else None
    return roster(by) if roster else []
