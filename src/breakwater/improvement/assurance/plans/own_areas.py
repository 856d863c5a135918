"""The areas in which somebody has a role, beside one another: how priorities stand, risks, scrutiny and the yearly report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from breakwater.partnership.organisations.models import Area

from ..models import Rag, ScrutinyAnswer, YearlyReport
from . import lookup, rag

HIGH = 15  # of 25


@dataclass(frozen=True)
class OwnArea:
    """Shares of priorities, never of people; the risks from 15 of 25 upwards."""

    area: Area
    priorities: Mapping[Rag, int]
    high_risks: int
    risks_late: int
    answers_late: int
    report: YearlyReport | None

    @property
    def shares(self) -> list[tuple[Rag, str]]:
        """How priorities stand as shares: areas have plans of different length."""
        of = sum(self.priorities.values())
        return [(each, f"{number} of {of}") for each in rag.WORST_FIRST if (number := self.priorities.get(each))]


def own_areas(user: int, today: date) -> list[OwnArea]:
    areas = Area.objects.filter(pk__in=lookup.areas_read(user, today)).order_by("name")
    return [_of(area, today) for area in areas]


def _of(area: Area, today: date) -> OwnArea:
    priorities = lookup.priorities_between(area, today, today)
    stands = Counter(rag.overall(item.rag for item in each.items.all()) or Rag.GREY for each in priorities)
    risks = lookup.risks_of([area.pk]).filter(closed_on=None)
    late = ScrutinyAnswer.objects.filter(finding__visit__area=area, answered_on=None, due_on__lt=today)
    return OwnArea(
        area,
        stands,
        risks.filter(residual__gte=HIGH).count(),
        risks.filter(review_by__lt=today).count(),
        late.count(),
        YearlyReport.objects.filter(area=area).order_by("-year").first(),
    )
