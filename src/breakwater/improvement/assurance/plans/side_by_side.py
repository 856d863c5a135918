"""A strategy's objectives with each area's answer beside the others: how it stands, its rate, and what changed in that area alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..models import Objective, OutcomeMeasure, Priority, Rag, Strategy, StrategyArea
from . import lookup, rag


@dataclass(frozen=True)
class Measured:
    """A measure as others read it: from where to where, and how it was found last."""

    began: str
    now: str
    now_on: date | None
    target: str
    target_on: date

    @classmethod
    def of(cls, measure: OutcomeMeasure) -> "Measured":
        last = next(iter(measure.readings.all()), None)
        return cls(
            rag.in_words(measure.baseline, measure.per),
            rag.shown(last.some, last.of, measure.per) if last else "Not measured yet",
            last.on if last else None,
            rag.in_words(measure.target, measure.per),
            measure.target_on,
        )


@dataclass(frozen=True)
class Answer:
    """An area's answer to an objective: its priority, how its work stands, and since when something changed."""

    priority: Priority
    stands: Rag | None
    measured: Sequence[Measured]
    changed_on: date | None
    title: str

    @classmethod
    def of(cls, priority: Priority, objective: Objective) -> "Answer":
        items = list(priority.items.all())
        alike = [each for each in priority.measures.all() if each.objective_id == objective.pk]
        return cls(
            priority,
            rag.overall(each.rag for each in items),
            [Measured.of(each) for each in alike],
            max((each.rag_since for each in items if each.rag != Rag.GREY), default=None),
            priority.title if priority.title != objective.title else "What this area does",
        )


def side_by_side(strategy: Strategy, owners: Sequence[StrategyArea]) -> list[tuple[Objective, list[Answer | None]]]:
    """Objectives as rows, areas as columns; None where an area's plan does not answer it."""
    answers: Mapping = lookup.answers_to(strategy)
    return [
        (
            one,
            [Answer.of(found, one) if (found := answers.get((one.pk, owner.area_id))) else None for owner in owners],
        )
        for one in strategy.objectives.order_by("number")
    ]
