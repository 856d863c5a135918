"""A case that one may read is something one may disagree about."""

from breakwater.casework.cases.models import Case
from breakwater.casework.cases.showing import called
from breakwater.partnership.organisations.models import Actor

from .pathway import ESCALATION
from .registry import MATTERS, About


@MATTERS.register("casework.cases")
def a_case_one_reads(reference: str, by: Actor) -> About | None:
    """A case by its reference; the team responsible for it now answers."""
    case = (
        Case.objects.select_related("responsible_team__area")
        .filter(reference=reference)
        .exclude(kind=ESCALATION)
        .first()
    )
    return About(case.reference, called(case), case.responsible_team, case.pk) if case else None
