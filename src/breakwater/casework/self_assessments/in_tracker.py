"""What a return says will be done stands in the action tracker, and whoever asked for the return verifies it (PL 4.5, 4.10)."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db.models import QuerySet

from breakwater.casework.actions import lookup, operations
from breakwater.casework.actions.models import Priority, Source, TrackedAction
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models import Actor

from .banks import Bank, Grade
from .measures import bank_of, parts_of
from .models import SelfAssessment
from .sharing import page_of

DUE_AFTER = 3  # months: when the action plan is followed up first. A later day is asked for and granted in the tracker


def propose(assessment: SelfAssessment, *, by: Actor, at: datetime) -> None:
    """Propose each action of a return to its organisation, for the team that asked first to verify; none before it is sent.

    Once a statement, whoever asks next; one that is open from last time and was said again is not proposed anew.
    """
    asked = assessment.requests.select_related("asking_team__area").order_by("shared_at", "pk").first()
    if asked is None or not assessment.is_sent:
        return
    bank, today = bank_of(assessment.edition), london_date(at)
    origin = operations.Origin(Source.SELF_ASSESSMENT, bank.title[:120], page_of(assessment), asked.asking_team)
    under_way = set(lookup.to_do_by(assessment.team).to_do().values_list("wording", flat=True))
    named = [line for part in parts_of(assessment) for line in part.lines if line.answer and line.answer.action]
    for line in named:
        if line.answer.action not in under_way:
            operations.propose(
                operations.ActionFacts(
                    because=line.statement.text[:400],
                    wording=line.answer.action,
                    measure=f"The statement can be graded “{_enough(bank).label}” or better, with evidence",
                    priority=Priority.MEDIUM,
                    due_on=months_later(today, DUE_AFTER),
                ),
                origin=origin,
                owners=[assessment.team],
                by=by,
                at=at,
                key=uuid5(NAMESPACE_URL, f"self-assessment/{assessment.public_id}/{line.statement.key}"),
            )


def actions_of(assessment: SelfAssessment) -> QuerySet[TrackedAction]:
    """What a return put into the tracker, as far as the reader may know of it."""
    return lookup.came_from(page_of(assessment))


def _enough(bank: Bank) -> Grade:
    """The lowest grade that asks for no action."""
    return min((grade for grade in bank.scale if not grade.acts), key=lambda grade: grade.score)
