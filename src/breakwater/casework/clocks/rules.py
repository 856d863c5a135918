"""What a duty allows and where it comes from. A clock without a source cannot be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from breakwater.foundation.dates.limits import Limit
from breakwater.foundation.registries import Registry
from breakwater.partnership.organisations.access import Permission


@dataclass(frozen=True)
class Guidance:
    """Statutory or national guidance, by edition. `paragraph` is copied from the edition in force where it is sure."""

    title: str
    edition: str
    chapter: int | None = None
    heading: str = ""
    paragraph: str = ""

    def __str__(self) -> str:
        parts = [f"{self.title} ({self.edition})"]
        parts += [f"chapter {self.chapter}"] if self.chapter else []
        parts += [f"paragraph {self.paragraph}"] if self.paragraph else []
        parts += [f"'{self.heading}'"] if self.heading else []
        return ", ".join(parts)


@dataclass(frozen=True)
class LocalAgreement:
    """An agreement of the local partnership."""

    title: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.title} (local), {self.section}" if self.section else f"{self.title} (local)"


@dataclass(frozen=True)
class ClockRule:
    """A duty: how long it allows, from what, on whose word. `label` is what people read on a board.

    `in_danger` is a duty to a child who may be in danger now: work lists put it before every other. `outlives_case` is a duty
    that goes on when its case is closed.
    """

    key: str
    label: str
    allows: Limit
    starts_when: str
    source: Guidance | LocalAgreement
    in_danger: bool = False
    outlives_case: bool = False


CLOCK_RULES: Registry[ClockRule] = Registry("clock rules", "Every duty with a due time, and its source")


def register_clock(rule: ClockRule) -> ClockRule:
    """Register a rule under its key and return it, so that a room names it once."""
    CLOCK_RULES.register(rule.key, rule)
    return rule


def rules_in_danger() -> list[str]:
    """The keys of the duties to a child who may be in danger now."""
    return [key for key, rule in CLOCK_RULES.items() if rule.in_danger]


def is_the_teams(actor, clock) -> bool:
    """The duty is the actor's team's."""
    return actor.membership.team_id == clock.team_id


RULES: Mapping[Permission, Sequence[Sequence]] = {Permission.CLOCK_EXPLAIN: [[is_the_teams]]}
