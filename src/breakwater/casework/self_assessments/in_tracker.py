"""What a return says will be done stands in the action tracker, and whoever asked for the return verifies it (PL 4.5, 4.10)."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Q, QuerySet

from breakwater.casework.actions import lookup, operations
from breakwater.casework.actions.models import Priority, Source, TrackedAction
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.partnership.organisations.models import Actor

from .banks import Bank, Grade
from .measures import Line, bank_of, parts_of
from .models import SelfAssessment
from .sharing import page_of

DUE_AFTER = 3  # months: when the action plan is followed up first. A later day is asked for and granted in the tracker


def propose(assessment: SelfAssessment, *, by: Actor, at: datetime) -> None:
    """Propose each action of a return to its organisation, for the team that asked first to verify; none before it is sent.

    Once a statement, whoever asks next; one that is open from last time and was said again of the same statement is not proposed anew.
    """
    asked = assessment.requests.select_related("asking_team__area").order_by("shared_at", "pk").first()
    if asked is None or not assessment.is_sent:
        return
    bank, today = bank_of(assessment.edition), london_date(at)
    origin = operations.Origin(Source.SELF_ASSESSMENT, bank.title[:120], page_of(assessment), asked.asking_team)
    under_way = set(lookup.to_do_by(assessment.team).to_do().values_list("because", "wording"))
    for line in _named(assessment):
        if _said(line) not in under_way:
            operations.propose(
                operations.ActionFacts(
                    because=_said(line)[0],
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
    """What a return put into the tracker or said again while it was open, as far as the reader may know of it."""
    said = {_said(line) for line in _named(assessment)}
    day = london_date(assessment.sent_at) if assessment.is_sent else None
    open_then = Q(closed_on=None) | Q(closed_on__gte=day) if day else Q(closed_on=None)
    again = lookup.to_do_by(assessment.team).filter(open_then, wording__in={wording for _, wording in said})
    keys = [each.pk for each in again if (each.because, each.wording) in said and (not day or each.starts_on <= day)]
    return lookup.ACTIONS.filter(Q(came_from_path=page_of(assessment)) | Q(pk__in=keys)).order_by("due_on", "pk")


def _named(assessment: SelfAssessment) -> list[Line]:
    """The statements of a return with an action."""
    return [line for part in parts_of(assessment) for line in part.lines if line.answer and line.answer.action]


def _said(line: Line) -> tuple[str, str]:
    """What tells an action from another: the statement that it is for, and its words. Two statements may be said alike."""
    return line.statement.text[:400], line.answer.action


def _enough(bank: Bank) -> Grade:
    """The lowest grade that asks for no action."""
    return min((grade for grade in bank.scale if not grade.acts), key=lambda grade: grade.score)
