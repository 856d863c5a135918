"""The families behind a published number, as far as the actor may see them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from breakwater.casework.cases.models import Transition
from breakwater.casework.models import Clock
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.models import Area

from ..models import Episode
from ..pathway import ASSESS, CALL_FAMILY, FIND_LEAD, FIRST_MEETING

# Measures that are of the families opened in a period: one list holds them all, with what became of each duty.
OF_THE_OPENED = ("opened", "lead_agency", "call_family", "find_lead", "first_meeting", "assess", "reentry")
DUTIES = {
    CALL_FAMILY.key: "Spoken with", FIND_LEAD.key: "Someone leads", FIRST_MEETING.key: "First meeting", ASSESS.key: "Assessment",
}  # fmt: skip


def opened_in(area: Area, period: Period) -> QuerySet[Episode]:
    """The episodes opened in a period."""
    return Episode.objects.filter(
        case__area=area, opened_at__gte=start_of(period.first), opened_at__lt=start_of(months_later(period.last, 1))
    )


def kept_by(cases: Sequence[int], now: datetime) -> dict[int, dict[str, str]]:
    """What became of each duty of some cases, as the measures count it: by the first clock of each rule."""
    made: dict[int, dict[str, str]] = {case: {} for case in cases}
    clocks = Clock.objects.filter(case__in=cases, rule__in=DUTIES).order_by("started_at", "pk")
    refused = set(
        Transition.objects.filter(case__in=cases, to_stage="offered").exclude(from_stage="").values_list("case", "at")
    )
    facts = clocks.values_list("case", "rule", "stopped_at", "breach_at", "case__closed_at")
    for case, rule, stopped_at, breach_at, closed_at in facts:
        late = breach_at <= now if stopped_at is None else stopped_at >= breach_at
        ended = closed_at is not None and stopped_at is not None and stopped_at >= closed_at
        left_off = ended or (case, stopped_at) in refused
        said = "Late" if late else "Left off" if left_off else "In time" if stopped_at else "Not due yet"
        made[case].setdefault(rule, said)
    return made
