"""What the panel settles about a case: factors and codes, its outcome, and what it recommends."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.models import made_before
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor

from ....models import ChildDeath, DeathState, PanelCase, PanelFactor, PanelOutcome, PanelRecommendation, PanelSeat
from ...operations import states
from .. import lookup, names
from ..codes import EDITIONS
from .holding import locked, locked_case


class NotOfThisEdition(Refusal):
    box, words = "influence", "The edition of this case has no such code. Choose one of its codes"


class FactorThere(Refusal):
    box, words = "theme", "This factor is recorded in this domain already. Remove it first to record it otherwise"


class NobodyCame(Refusal):
    words = "Record who came to the meeting first."


class NobodyToChair(Refusal):
    words = "The chair did not come, or is out of this case. Give another person the chair’s seat first."


class WasInvolved(Refusal):
    """Says who; whoever keeps the panel reads both lists."""

    def __init__(self, named: list[str]):
        super().__init__(
            words=f"Recorded as a professional of this child: {', '.join(named)}. Record that they are out of this case first."
        )


class FactorsDisagree(Refusal):
    box, words = (
        "modifiable",
        "A factor of this case is recorded as modifiable. Choose this outcome’s code to match, or remove the factor",
    )


class NeedsAReason(Refusal):
    box, words = "why", "Enter why it is deferred, or why this puts the earlier outcome right"


@dataclass(frozen=True)
class FactorFacts:
    domain: str
    theme: str
    influence: str
    is_modifiable: bool


@dataclass(frozen=True)
class OutcomeFacts:
    """`feedback` is what the key worker tells the family; `why` is needed of a deferral and of a correction."""

    result: str
    on: date
    category: str = ""
    modifiable: str = ""
    feedback: str = ""
    why: str = ""


@dataclass(frozen=True)
class RecommendationWords:
    to: str
    text: str
    outcome: str
    theme: str


@transaction.atomic
def prepare(case: PanelCase, ask: str, edition: str, *, revision: int, by: Actor, at: datetime) -> PanelCase:
    """What the panel is asked, without names, and by which edition's codes.

    Raises IsOver, TakenOff, NamesInside, NotOfThisEdition, ChangedMeanwhile.
    """
    case = locked_case(case)
    names.look_through_words({"ask": ask}, [case.death])
    if any(each.influence not in EDITIONS[edition].influence for each in case.factors.all()):
        raise NotOfThisEdition(case.pk, box="edition")
    states.save_over(case, revision, ask=ask, edition=edition)
    audit.did("prepared for a panel", "child_death", case.death_id)
    return case


@transaction.atomic
def add_factor(case: PanelCase, facts: FactorFacts, *, by: Actor, at: datetime) -> PanelFactor:
    """Raises IsOver, TakenOff, NotOfThisEdition, FactorThere."""
    case = locked_case(case)
    if facts.influence not in EDITIONS[case.edition].influence:
        raise NotOfThisEdition(case.pk)
    if case.factors.filter(domain=facts.domain, theme=facts.theme).exists():
        raise FactorThere(case.pk)
    audit.did("recorded a factor of", "child_death", case.death_id)
    return PanelFactor.objects.create(case=case, at=at, by=by, **vars(facts))


@transaction.atomic
def remove_factor(factor: PanelFactor, *, by: Actor, at: datetime) -> None:
    """Raises IsOver."""
    locked(factor.case.meeting)
    audit.did("removed a factor of", "child_death", factor.case.death_id)
    factor.delete()


@transaction.atomic
def settle(case: PanelCase, facts: OutcomeFacts, *, by: Actor, at: datetime, key: UUID) -> PanelOutcome:
    """What the panel settled, or a correction of it.

    Raises IsOver, TakenOff, NobodyCame, NobodyToChair, WasInvolved, FactorsDisagree, NeedsAReason.
    """
    if known := made_before(PanelOutcome, key):
        return known
    case = locked_case(case)
    death = states.locked(case.death)
    _sat_rightly(case)
    if not facts.why and (facts.result == PanelOutcome.Result.DEFERRED or case.outcomes.exists()):
        raise NeedsAReason(case.pk)
    if facts.result == PanelOutcome.Result.CONCLUDED:
        agrees = facts.modifiable == "YES" or not case.factors.filter(is_modifiable=True).exists()
        if not agrees:
            raise FactorsDisagree(case.pk)
    made = PanelOutcome.objects.create(case=case, at=at, by=by, key=key, **vars(facts))
    _bring(death, made, by=by, at=at)
    audit.did("recorded the panel’s outcome of", "child_death", death.pk, result=made.result)
    return made


@transaction.atomic
def recommend(
    case: PanelCase, facts: RecommendationWords, *, by: Actor, at: datetime, key: UUID
) -> PanelRecommendation:
    """What the panel recommends, without names: it is published beside others. Raises NamesInside."""
    if known := made_before(PanelRecommendation, key):
        return known
    names.look_through_words({"text": facts.text, "outcome": facts.outcome}, [case.death])
    audit.did("recorded a recommendation because of", "child_death", case.death_id)
    return PanelRecommendation.objects.create(case=case, at=at, by=by, key=key, **vars(facts))


def present(case: PanelCase) -> list[PanelSeat]:
    """Who came and is not out of this case."""
    out = set(case.recusals.values_list("seat", flat=True))
    return [each for each in lookup.seats_of(case.meeting) if each.came and each.pk not in out]


def _sat_rightly(case: PanelCase) -> None:
    there = present(case)
    if not there:
        raise NobodyCame(case.pk)
    if not any(each.seat == "chair" for each in there):
        raise NobodyToChair(case.pk)
    known = {names.person_in(each).casefold() for each in lookup.professionals_of(case.death)} - {""}
    if involved := [each.named for each in there if names.person_in(each.named).casefold() in known]:
        raise WasInvolved(involved)


def _bring(death: ChildDeath, outcome: PanelOutcome, *, by: Actor, at: datetime) -> None:
    if outcome.is_concluded and death.state == DeathState.LISTED:
        states.move(death, DeathState.CONCLUDED, on=outcome.on, by=by, at=at)
    if not outcome.is_concluded and death.state in (DeathState.LISTED, DeathState.CONCLUDED):
        states.move(death, DeathState.ANALYSED, outcome.why, on=outcome.on, by=by, at=at)
