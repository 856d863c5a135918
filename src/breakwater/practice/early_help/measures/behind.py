"""The families, offers and reviews behind a published number, as far as the actor may see them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from breakwater.casework.cases.models import Transition
from breakwater.casework.models import Clock, Handover
from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import Period
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.organisations.models import Area

from ..models import Episode
from ..pathway import ASSESS, CALL_FAMILY, EPISODE, FIND_LEAD, FIRST_MEETING, REVIEW

# Measures that are of the families opened in a period: one list holds them all, with what became of each duty.
OF_THE_OPENED = ("opened", "lead_agency", "call_family", "find_lead", "first_meeting", "assess", "reentry")
DUTIES = {
    CALL_FAMILY.key: "Spoken with",
    FIND_LEAD.key: "Lead professional",
    FIRST_MEETING.key: "First meeting",
    ASSESS.key: "Assessment",
}


# Measures that are of offers, each with the words at the top of its list.
OF_OFFERS = {
    "accepted": f"Offers to {LEVELS[2].name}, answered or overdue",
    "sent_back": f"Offers to {LEVELS[2].name} that were declined",
    "step_across": "Leads handed on",
    "step_up": "Step-ups to the MASH",
}


def _within(period: Period, moment: str) -> Q:
    return Q(**{f"{moment}__gte": start_of(period.first), f"{moment}__lt": start_of(months_later(period.last, 1))})


def offers(area: Area, period: Period, measure: str, now: datetime) -> QuerySet[Handover]:
    """The offers behind one of OF_OFFERS, as it counts them."""
    to_tier_2 = Q(service="early_help")
    counted = {
        "accepted": to_tier_2
        & _within(period, "offered_at")
        & ~Q(status="WITHDRAWN")
        & (Q(answered_at__isnull=False) | Q(answer_due_on__lt=london_date(now))),
        "sent_back": to_tier_2 & _within(period, "answered_at") & Q(status="DECLINED"),
        "step_across": Q(service="lead_professional", status="ACCEPTED")
        & _within(period, "answered_at")
        & ~Q(cause=""),
        "step_up": Q(service="front_door", carried__case__in=Episode.objects.values("case"))
        & _within(period, "offered_at"),
    }
    return Handover.objects.filter(counted[measure], area=area).distinct()


def answered_in_time(offer: Handover) -> bool:
    """Whether an offer was answered by the day it was due, as `accepted` counts it."""
    return offer.answered_at is not None and london_date(offer.answered_at) <= offer.answer_due_on


def reviews(area: Area, period: Period, now: datetime) -> QuerySet[Clock]:
    """The reviews that were due in a period and were held or are overdue: not those that the end of the help left off."""
    due = Clock.objects.filter(
        _within(period, "due_at"), Q(stopped_at__isnull=False) | Q(breach_at__lte=now), rule=REVIEW.key, case__area=area
    )
    return not_moved(due).exclude(
        case__closed_at__isnull=False, stopped_at__gte=F("case__closed_at"), breach_at__gt=F("case__closed_at")
    )


def overdue_now(area: Area, now: datetime) -> dict[str, int]:
    """How many duties to open families are overdue, by duty, as far as the actor may see them."""
    late = Clock.objects.running().filter(
        rule__startswith="early_help.", breach_at__lte=now, case__area=area, case__closed_at=None, case__kind=EPISODE
    )
    return {rule.removeprefix("early_help."): n for rule, n in late.values_list("rule").annotate(n=Count("pk"))}


def not_moved(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """Without those whose day was moved: of these the clock of the last day counts."""
    moved_to = Clock.objects.filter(
        case=OuterRef("case"), rule=OuterRef("rule"), started_at=OuterRef("started_at"), pk__gt=OuterRef("pk")
    )
    return clocks.exclude(Exists(moved_to))


def opened_in(area: Area, period: Period) -> QuerySet[Episode]:
    """The episodes opened in a period."""
    return Episode.objects.filter(_within(period, "opened_at"), case__area=area)


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
