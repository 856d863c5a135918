"""The letters and the report of a round, on the pages of whoever answers it; and that a round chases whom it asks itself."""

from collections.abc import Iterable

from breakwater.casework.self_assessments.models import SelfAssessmentRequest
from breakwater.casework.self_assessments.registry import CHASED_BY_WHO_ASKED, PAGES_ABOUT

from ..models import RoundMember
from . import lookup
from .operations.members import page_of_asked


@PAGES_ABOUT.register("assurance.audits")
def letters_and_reports(requests: Iterable[SelfAssessmentRequest]) -> dict[int, tuple[str, str]]:
    found = lookup.MEMBERS.filter(request__in=[each.pk for each in requests]).order_by("round_area__round__opens_on")
    return {
        each.request_id: (
            f"{'Report' if each.reported_at else 'Letters'}: {each.round_area.round.title}",
            page_of_asked(each),
        )
        for each in found
    }


@CHASED_BY_WHO_ASKED.register("assurance.audits")
def chased_in_a_round(requests: Iterable[SelfAssessmentRequest]) -> set[int]:
    found = RoundMember.objects.filter(request__in=[each.pk for each in requests], round_area__closed_at=None)
    return set(found.values_list("request", flat=True))
