"""An area's plan: what it puts first, by what that is judged, what is done and how it goes. What was said of it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor, Organisation

from ...models import MeasureReading, Objective, OutcomeMeasure, Plan, Priority, WorkItem, WorkUpdate


class PeriodIsTaken(Refusal):
    box, words = "starts_on", "Another plan of your area begins on this day. Change its priorities instead"


class AnsweredByAnother(Refusal):
    box, words = "objective", "Another priority of this plan answers the objective already"


class ReadThatDay(Refusal):
    box, words = "on", "This measure was read for that day already. Enter another day"


class NoObjective(Refusal):
    words = "This priority answers no objective of a shared strategy, so there is nothing to vary"


@dataclass(frozen=True)
class PlanFacts:
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class MeasureFacts:
    """A rate: where it began, where it should be, by when. One of an `objective` is counted alike in every area."""

    title: str
    source: str
    per: int
    more_is_better: bool
    baseline: int
    baseline_on: date
    target: int
    target_on: date
    objective: Objective | None = None


@dataclass(frozen=True)
class PriorityFacts:
    """A priority, with the first of the measures by which it is judged: there is none without."""

    title: str
    rationale: str
    evidence: str
    sponsor: str
    starts_on: date
    ends_on: date
    scrutiny_question: str
    measure: MeasureFacts
    objective: Objective | None = None


@dataclass(frozen=True)
class ItemFacts:
    kind: str
    deliverable: str
    owner: str
    organisation: Organisation
    starts_on: date
    due_on: date


@dataclass(frozen=True)
class UpdateFacts:
    """How it stands by the fixed words, and what is said of it; what is at risk has a recovery plan."""

    on: date
    rag: str
    commentary: str
    recovery: str = ""


@once(Plan)
def open_plan(facts: PlanFacts, *, by: Actor, at: datetime, key: UUID) -> Plan:
    """Raises PeriodIsTaken."""
    one_at_a_time(f"plans {by.area_id_acting}")
    if Plan.objects.filter(area=by.area_id_acting, starts_on=facts.starts_on).exists():
        raise PeriodIsTaken(facts.starts_on)
    made = Plan.objects.create(area_id=by.area_id_acting, **vars(facts), by=by, at=at, key=key)
    audit.did("opened", "business_plan", made.pk)
    return made


@once(Priority)
def add_priority(plan: Plan, facts: PriorityFacts, *, by: Actor, at: datetime, key: UUID) -> Priority:
    """Raises AnsweredByAnother."""
    number = next_number(Priority, plan=plan)
    if facts.objective and plan.priorities.filter(objective=facts.objective).exists():
        raise AnsweredByAnother(facts.objective.pk)
    said = {name: value for name, value in vars(facts).items() if name != "measure"}
    made = Priority.objects.create(plan=plan, number=number, **said, by=by, at=at, key=key)
    audit.did("added", "priority", made.pk)
    _measure(made, facts.measure, by=by, at=at, key=key)
    return made


@once(OutcomeMeasure)
def add_measure(priority: Priority, facts: MeasureFacts, *, by: Actor, at: datetime, key: UUID) -> OutcomeMeasure:
    return _measure(priority, facts, by=by, at=at, key=key)


def _measure(priority: Priority, facts: MeasureFacts, *, by: Actor, at: datetime, key: UUID) -> OutcomeMeasure:
    audit.did("added a measure to", "priority", priority.pk)
    return OutcomeMeasure.objects.create(priority=priority, **vars(facts), by=by, at=at, key=key)


@once(MeasureReading)
def read_measure(
    measure: OutcomeMeasure, on: date, some: int, of: int, *, by: Actor, at: datetime, key: UUID
) -> MeasureReading:
    """Raises ReadThatDay."""
    one_at_a_time(f"measure {measure.pk}")
    if measure.readings.filter(on=on).exists():
        raise ReadThatDay(on)
    audit.did("read a measure of", "priority", measure.priority_id)
    return MeasureReading.objects.create(measure=measure, on=on, some=some, of=of, by=by, at=at, key=key)


@transaction.atomic
def vary(priority: Priority, variation: str, revision: int, *, by: Actor, at: datetime) -> Priority:
    """What this area does otherwise than the strategy; without words it does as the others. Raises NoObjective, ChangedMeanwhile."""
    held = Priority.objects.select_for_update().get(pk=priority.pk)
    if held.objective_id is None:
        raise NoObjective(held.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    held.variation, held.revision = variation, held.revision + 1
    held.varied_at, held.varied_by = (at, by) if variation else (None, None)
    held.save(update_fields=["variation", "revision", "varied_at", "varied_by"])
    audit.did("varied", "priority", held.pk)
    return held


@once(WorkItem)
def add_item(priority: Priority, facts: ItemFacts, *, by: Actor, at: datetime, key: UUID) -> WorkItem:
    number = next_number(WorkItem, priority=priority)
    made = WorkItem.objects.create(
        priority=priority, number=number, rag_since=facts.starts_on, **vars(facts), by=by, at=at, key=key
    )
    audit.did("added", "work_item", made.pk)
    return made


@once(WorkUpdate)
def update_item(item: WorkItem, facts: UpdateFacts, *, by: Actor, at: datetime, key: UUID) -> WorkUpdate:
    """Say how it goes. What was said before stays."""
    held = WorkItem.objects.select_for_update().get(pk=item.pk)
    made = WorkUpdate.objects.create(item=held, **vars(facts), by=by, at=at, key=key)
    said = list(held.updates.order_by("-on", "-pk"))  # what is recorded late does not undo what was said since
    held.rag = said[0].rag
    held.rag_since = list(takewhile(lambda each: each.rag == held.rag, said))[-1].on
    held.save(update_fields=["rag", "rag_since"])
    audit.did("updated", "work_item", held.pk, rag=facts.rag)
    return made
