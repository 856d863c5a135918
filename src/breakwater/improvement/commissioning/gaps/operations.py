"""Stating a gap, adding options, and recording what was decided. What was decided once stays; the last decision stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.improvement.assurance.models import BoardGroup
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor

from ..models import Gap, GapDecision, GapNeed, GapOption, NeedMeasure

Outcome = GapDecision.Outcome
WITH_OPTION = Outcome.COMMISSION, Outcome.RECOMMISSION, Outcome.REDESIGN, Outcome.POOL


class BeforeTheLast(Refusal):
    box, words = "on", "A later decision is recorded already. Enter a day on or after it"


class NoOption(Refusal):
    box, words = "option", "No option is recorded. Add the options with their costs before the decision"


class OptionNeeded(Refusal):
    box, words = "option", "Choose the option that was decided on"


class IsDecided(Refusal):
    words = "A decision rests on this statement already, so it stays as it was decided on. Add a new gap instead"


@dataclass(frozen=True)
class GapFacts:
    """A gap, and the measures that show it. It goes to a `group`, or to another `body`."""

    need: str
    population: str
    evidence: str
    provision: str
    consequence: str
    owner: str
    measures: Sequence[NeedMeasure] = ()
    group: BoardGroup | None = None
    body: str = ""

    @property
    def own(self) -> dict:
        return {name: value for name, value in vars(self).items() if name != "measures"}


@dataclass(frozen=True)
class DecisionFacts:
    """Who `accepted_by` the risk of a gap that is accepted, or of which nothing is done; the `impact` on children of what is decommissioned."""

    on: date
    outcome: str
    why: str
    review_on: date
    option: GapOption | None = None
    accepted_by: str = ""
    impact: str = ""


@once(Gap)
def state_gap(facts: GapFacts, *, by: Actor, at: datetime, key: UUID) -> Gap:
    area = by.membership.team.area
    number = next_number(Gap, area=area)
    made = Gap.objects.create(area=area, number=number, **facts.own, by=by, at=at, key=key)
    GapNeed.objects.bulk_create(GapNeed(gap=made, measure=each) for each in facts.measures)
    audit.did("stated", "gap", made.pk)
    return made


@transaction.atomic
def change_gap(gap: Gap, facts: GapFacts, revision: int, *, by: Actor, at: datetime) -> Gap:
    """Raises ChangedMeanwhile; IsDecided, since what was decided on, and by whom, stays."""
    held = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    if is_decided(held):
        raise IsDecided(held.pk)
    if held.revision != revision:
        raise ChangedMeanwhile(held)
    for name, value in facts.own.items():
        setattr(held, name, value)
    held.revision += 1
    held.save(update_fields=[*facts.own, "revision"])
    kept = {each.measure_id: each for each in GapNeed.objects.filter(gap=held)}
    wanted = {each.pk for each in facts.measures}
    GapNeed.objects.filter(pk__in=[each.pk for measure, each in kept.items() if measure not in wanted]).delete()
    GapNeed.objects.bulk_create(GapNeed(gap=held, measure_id=each) for each in sorted(wanted - kept.keys()))
    audit.did("changed", "gap", held.pk)
    return held


def is_decided(gap: Gap) -> bool:
    return GapDecision.objects.standing().filter(gap=gap).exists()


@once(GapOption)
def add_option(gap: Gap, words: str, cost_low: int, cost_high: int, *, by: Actor, at: datetime, key: UUID) -> GapOption:
    number = next_number(GapOption, gap=gap)
    costs = {"cost_low": cost_low, "cost_high": cost_high}
    made = GapOption.objects.create(gap=gap, number=number, words=words, **costs, by=by, at=at, key=key)
    audit.did("added an option to", "gap", gap.pk)
    return made


@once(GapDecision)
def decide(gap: Gap, facts: DecisionFacts, *, by: Actor, at: datetime, key: UUID) -> GapDecision:
    """Record a decision, also to do nothing. Raises BeforeTheLast, NoOption, OptionNeeded."""
    held = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    if not GapOption.objects.filter(gap=held).exists():
        raise NoOption(held.pk)
    if facts.option is None and facts.outcome in WITH_OPTION:
        raise OptionNeeded(held.pk)
    if GapDecision.objects.standing().filter(gap=held, on__gt=facts.on).exists():
        raise BeforeTheLast(held.pk)
    made = GapDecision.objects.create(gap=held, **vars(facts), by=by, at=at, key=key)
    audit.did("decided", "gap", held.pk, outcome=facts.outcome)
    return made
