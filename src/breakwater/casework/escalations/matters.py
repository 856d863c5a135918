"""A case that one may read is something one may disagree about; what a disagreement is called in a list."""

from collections.abc import Mapping, Sequence

from breakwater.casework.cases.display import called
from breakwater.casework.cases.models import Case
from breakwater.casework.cases.registry import NAMED_AS
from breakwater.partnership.organisations.models import Actor

from .models import Escalation
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


@NAMED_AS.register(ESCALATION)
def about_what(cases: Sequence[int]) -> Mapping[int, str]:
    """The reference it is about: a disagreement names no child."""
    found = Escalation.objects.filter(case__in=cases).values_list("case_id", "about_reference")
    return {case: f"About {reference}" for case, reference in found}
