"""A strategy of several areas: one text, which each ratifies; what concerns them all is raised in one and answered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.models import Actor, Area

from ...models import Objective, Ratification, Strategy, StrategyArea, StrategyEdition, SystemEscalation
from .. import lookup


class RatifiedAlready(Refusal):
    words = "Your area ratified this text already"


class TextChanged(Refusal):
    words = "The text was changed since you opened this page. Read it as it is now, then ratify it"


class AnsweredAlready(Refusal):
    words = "This was answered meanwhile, for all areas. Open the page again to read the answer"


class AnotherAnswers(Refusal):
    words = "You raised this, so somebody else of the executive answers it"


@dataclass(frozen=True)
class StrategyFacts:
    """Its text and period, and the areas that own it with the actor's."""

    title: str
    text: str
    starts_on: date
    ends_on: date
    others: Sequence[Area] = ()


@dataclass(frozen=True)
class ObjectiveFacts:
    """What is wanted for children, and the rate by which each area measures it."""

    title: str
    measure: str
    per: int
    more_is_better: bool


@once(Strategy)
def open_strategy(facts: StrategyFacts, *, by: Actor, at: datetime, key: UUID) -> Strategy:
    area = Area.objects.get(pk=by.area_id_acting)
    said = {name: value for name, value in vars(facts).items() if name != "others"}
    made = Strategy.objects.create(**said, lead_area=area, by=by, at=at, key=key)
    StrategyArea.objects.bulk_create(StrategyArea(strategy=made, area=each) for each in {area, *facts.others})
    _keep(made, by=by, at=at)
    audit.did("opened", "strategy", made.pk, areas=1 + len(facts.others))
    _tell_keepers(made, "A strategy that your area shares is open for you to ratify", by=by, at=at)
    return made


@transaction.atomic
def change_strategy(strategy: Strategy, text: str, revision: int, *, by: Actor, at: datetime) -> Strategy:
    """Change its text: each area ratifies it again. Raises ChangedMeanwhile."""
    held = _held(strategy)
    if held.edition != revision:
        raise ChangedMeanwhile(_with_revision(held))
    if text != held.text:
        held.text = text
        _grow(held, by=by, at=at)
    return held


@once(Objective)
def add_objective(strategy: Strategy, facts: ObjectiveFacts, *, by: Actor, at: datetime, key: UUID) -> Objective:
    """Add an objective, which each area ratifies with the text."""
    held = _held(strategy)
    number = next_number(Objective, strategy=held)
    made = Objective.objects.create(strategy=held, number=number, **vars(facts), by=by, at=at, key=key)
    _grow(held, by=by, at=at)
    return made


@transaction.atomic
def ratify(strategy: Strategy, on: date, meeting: str, revision: int, *, by: Actor, at: datetime) -> StrategyArea:
    """The actor's area ratifies the edition that was read. Raises TextChanged, RatifiedAlready."""
    held = _held(strategy)
    own = StrategyArea.objects.select_for_update().get(strategy=held, area=by.area_id_acting)
    if held.edition != revision:
        raise TextChanged(held.pk)
    if own.ratified_edition == held.edition:
        raise RatifiedAlready(own.pk)
    own.ratified_edition, own.ratified_on, own.ratified_by = held.edition, on, by
    own.ratified_at_meeting = meeting
    own.save(update_fields=["ratified_edition", "ratified_on", "ratified_by", "ratified_at_meeting"])
    Ratification.objects.create(area=own, edition=held.edition, on=on, meeting=meeting, by=by, at=at)
    audit.did("ratified", "strategy", held.pk, edition=held.edition)
    return own


@once(SystemEscalation)
def escalate(
    strategy: Strategy, subject: str, words: str, wanted: str, *, by: Actor, at: datetime, key: UUID
) -> SystemEscalation:
    """Raise it in the actor's area: the executive of every area of the strategy reads it."""
    said = {"subject": subject, "words": words, "wanted": wanted}
    made = SystemEscalation.objects.create(strategy=strategy, area_id=by.area_id_acting, **said, by=by, at=at, key=key)
    audit.did("escalated", "system_escalation", made.pk)
    who = lookup.executive_of(_areas(strategy), london_date(at))
    path = reverse("assurance:escalation", args=[made.public_id])
    notifications.tell(
        users=who, words="An issue of all areas is escalated to their executive", path=path, by=by, at=at
    )
    return made


@transaction.atomic
def answer_escalation(escalation: SystemEscalation, answer: str, *, by: Actor, at: datetime) -> SystemEscalation:
    """Answer it once, for all areas. Raises AnsweredAlready, AnotherAnswers."""
    held = (
        SystemEscalation.objects.select_for_update(of=["self"]).select_related("strategy", "by").get(pk=escalation.pk)
    )
    if held.answered_at:
        raise AnsweredAlready(held.pk)
    if held.by.membership.user_id == by.membership.user_id:
        raise AnotherAnswers(held.pk)
    held.answer, held.answered_at, held.answered_by = answer, at, by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.did("answered", "system_escalation", held.pk)
    path = reverse("assurance:escalation", args=[held.public_id])
    words = "An issue that was escalated for all areas is answered"
    who = lookup.keepers_of(_areas(held.strategy), london_date(at))
    notifications.tell(users=who, words=words, path=path, by=by, at=at)
    return held


def _held(strategy: Strategy) -> Strategy:
    return Strategy.objects.select_for_update().get(pk=strategy.pk)


def _with_revision(strategy: Strategy) -> Strategy:
    strategy.revision = strategy.edition  # what the form carries
    return strategy


def _keep(strategy: Strategy, *, by: Actor, at: datetime) -> None:
    """What an area ratified is read in its words, whatever the strategy says since."""
    StrategyEdition.objects.create(strategy=strategy, number=strategy.edition, text=strategy.text, by=by, at=at)


def _grow(strategy: Strategy, *, by: Actor, at: datetime) -> None:
    strategy.edition += 1
    strategy.save(update_fields=["text", "edition"])
    _keep(strategy, by=by, at=at)
    audit.did("changed", "strategy", strategy.pk, edition=strategy.edition)
    _tell_keepers(strategy, "A strategy that your area shares was changed: ratify it again", by=by, at=at)


def _tell_keepers(strategy: Strategy, words: str, *, by: Actor, at: datetime) -> None:
    who = lookup.keepers_of(_areas(strategy), london_date(at)).exclude(pk=by.membership.user_id)
    path = reverse("assurance:strategy", args=[strategy.public_id])
    notifications.tell(users=who, words=words, path=path, by=by, at=at)


def _areas(strategy: Strategy) -> list[int]:
    return list(strategy.areas.values_list("area", flat=True))
