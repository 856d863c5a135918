"""What a plan or a risk says may change: an owner, a day, words, a target. What it said before is kept, with who changed it, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.recorded import once
from breakwater.partnership.organisations.models import Actor

from ...models import OutcomeMeasure, PlanChange, Priority, Risk, WorkItem
from .risks import RiskIsClosed

Changed = WorkItem | Risk | Priority | OutcomeMeasure
# By kind of thing, its column in a change and its name in the audit.
KINDS = {
    WorkItem: ("item", "work_item"),
    Risk: ("risk", "risk"),
    Priority: ("priority", "priority"),
    OutcomeMeasure: ("measure", "outcome_measure"),
}
WORDS = {
    "owner": "Owner",
    "organisation": "Agency",
    "due_on": "Due",
    "title": "Priority",
    "rationale": "Why",
    "evidence": "Evidence",
    "sponsor": "Sponsor",
    "scrutiny_question": "Scrutiny asks",
    "target": "Target",
    "target_on": "Day of the target",
}


class NothingChanged(Refusal):
    words = "Everything here is as it was. Change something, or go back"


class DueBeforeItBegins(Refusal):
    box, words = "due_on", "It cannot be due before it begins"


class TargetBeforeTheBeginning(Refusal):
    box, words = "target_on", "The day of the target must be after the day of the beginning"


@dataclass(frozen=True)
class ChangeFacts:
    """What is said from now on, by column, and why it is no longer what it was."""

    said: Mapping[str, object]
    reason: str


@once(PlanChange)
def change(thing: Changed, facts: ChangeFacts, *, revision: int, by: Actor, at: datetime, key: UUID) -> PlanChange:
    """Raises ChangedMeanwhile, NothingChanged, RiskIsClosed, DueBeforeItBegins, TargetBeforeTheBeginning."""
    column, audited = KINDS[type(thing)]
    held = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    before = {name: getattr(held, name) for name, value in facts.said.items() if getattr(held, name) != value}
    if not before:
        raise NothingChanged(held.pk)
    for name in before:
        setattr(held, name, facts.said[name])
    _check(held)
    held.revision += 1
    held.save(update_fields=[*before, "revision"])
    audit.did("changed", audited, held.pk)
    said = [[WORDS[name], in_words(value)] for name, value in before.items()]
    return PlanChange.objects.create(**{column: held}, before=said, reason=facts.reason, by=by, at=at, key=key)


def in_words(value: object) -> str:
    """What a column said, as it is read."""
    return day(value) if isinstance(value, date) else str(getattr(value, "name", value)) or "Nothing"


def _check(held: Changed) -> None:
    if isinstance(held, Risk) and held.closed_on:
        raise RiskIsClosed(held.pk)
    if isinstance(held, WorkItem) and held.due_on < held.starts_on:
        raise DueBeforeItBegins(held.pk)
    if isinstance(held, OutcomeMeasure) and held.target_on <= held.baseline_on:
        raise TargetBeforeTheBeginning(held.pk)
