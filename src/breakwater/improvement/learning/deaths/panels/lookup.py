"""Meetings of the panel, their cases and what is shared of them. The wall has left out whatever the actor's team does not hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q, QuerySet

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.models import Area, Team, TeamService

from ...models import (
    ChildDeath,
    DeathState,
    LearningNotice,
    PanelCase,
    PanelMeeting,
    PanelOutcome,
    PanelPaper,
    PanelRecommendation,
    PanelSeat,
    PublishedFigures,
)
from ..lookup import SERVICE, STANDING
from ..pathway import CLOCKS

MEETINGS = PanelMeeting.objects.select_related("area", "team")
_OUTCOMES = Prefetch("outcomes", PanelOutcome.objects.order_by("pk"))
CASES = PanelCase.objects.select_related("meeting__area", "meeting__team", "death__area").prefetch_related(_OUTCOMES)
PAPERS = PanelPaper.objects.select_related("case__meeting__team", "case__death")
NOTICES = LearningNotice.objects.select_related("area", "team", "review")
RECOMMENDATIONS = PanelRecommendation.objects.select_related("case__meeting", "case__death")
FIRST_MEETING = "MEETING"  # of a joint agency response, as data/child_deaths.yaml has its steps
READY = (DeathState.REVIEWED, DeathState.ANALYSED)


def outcome_of(case: PanelCase) -> PanelOutcome | None:
    """What counts: the last that was recorded."""
    return next(iter(sorted(case.outcomes.all(), key=lambda each: -each.pk)), None)


def cases_of(meeting: PanelMeeting) -> list[PanelCase]:
    """The cases that stand on the list, with everything that hangs from them."""
    with_all = CASES.filter(meeting=meeting, withdrawn_at=None).prefetch_related(
        "factors", "papers", "recommendations", "recusals__seat"
    )
    return list(with_all.order_by("number"))


def panels_of(death: ChildDeath) -> list[PanelCase]:
    """The panels that have or had a death on their list, the last first, for whoever reads both."""
    return list(CASES.filter(death=death).order_by("-meeting__on", "-pk"))


def seats_of(meeting: PanelMeeting) -> list[PanelSeat]:
    return list(meeting.seats.order_by("pk"))


def to_list(meeting: PanelMeeting) -> list[ChildDeath]:
    """The deaths that wait for a panel and are on no list of one that is still to come, the longest first."""
    listed = PanelCase.objects.filter(
        death=OuterRef("pk"), withdrawn_at=None, meeting__state=PanelMeeting.State.PLANNED
    ).filter(Q(outcomes=None))
    ready = STANDING.filter(team=meeting.team, state__in=(*READY, DeathState.LISTED))
    return list(ready.exclude(Exists(listed)).select_related("area").order_by("died_at", "pk"))


def concluded(first: date, last: date) -> list[PanelOutcome]:
    """What panels concluded between two days, each case by what counts now."""
    found = PanelOutcome.objects.filter(on__gte=first, on__lte=last, case__death__mistaken_at=None).select_related(
        "case__death__area", "case__meeting"
    )
    last_of: dict[int, PanelOutcome] = {each.case_id: each for each in found.order_by("pk")}
    later = set(PanelOutcome.objects.filter(case__in=last_of, pk__gt=0, on__gt=last).values_list("case", flat=True))
    return [each for each in last_of.values() if each.is_concluded and each.case_id not in later]


def outcomes_of_deaths(deaths: Iterable[int]) -> dict[int, PanelOutcome]:
    """By death, the conclusion of its last panel."""
    found = PanelOutcome.objects.filter(case__death__in=list(deaths)).select_related("case").order_by("pk")
    by_case = {each.case_id: each for each in found}
    return {each.case.death_id: each for each in by_case.values() if each.is_concluded}


def notices() -> QuerySet[LearningNotice]:
    return NOTICES.order_by("-pk")


def notices_to_share() -> list[LearningNotice]:
    return list(NOTICES.filter(review=None).order_by("pk"))


def recommendations_to_share() -> list[PanelRecommendation]:
    """Those of concluded cases that no batch has published."""
    waiting = RECOMMENDATIONS.filter(recommendation=None).order_by("pk")
    of = outcomes_of_deaths({each.case.death_id for each in waiting})
    return [each for each in waiting if each.case.death_id in of]


def professionals_of(death: ChildDeath) -> list[str]:
    """Who is recorded as having taken part in the child's care or in the response."""
    listed = [each.name for each in death.professionals.all() if each.name]
    came = [name for each in death.meetings.all() for name in each.came.splitlines()]
    return [*(each.named for each in death.leaders.all()), *listed, *came]


@dataclass(frozen=True)
class Beside:
    """What measures count of a death besides its stages."""

    response_met_at: datetime | None = None
    key_worker_on: date | None = None
    asked: int = 0
    returned: int = 0
    due_last: date | None = None
    waited: bool = False

    def is_running(self, today: date) -> bool:
        """Whether a form that is not back has days left."""
        return self.due_last is not None and today <= self.due_last


def died(since: datetime, until: datetime) -> list[ChildDeath]:
    """Those who died between two moments, with the stages of their reviews."""
    found = STANDING.filter(died_at__gte=since, died_at__lt=until)
    counted = ("states", "leaders", "requests", "meetings", "supports", "waits")
    return list(found.select_related("area", "team").prefetch_related(*counted).order_by("died_at", "pk"))


def days_of(death: ChildDeath) -> dict[str, date]:
    """By stage, the day on which the review came there first."""
    days: dict[str, date] = {}
    for each in sorted(death.states.all(), key=lambda each: (each.on, each.pk)):
        days.setdefault(each.state, each.on)
    return days


def beside_of(death: ChildDeath) -> Beside:
    """Of a death that `died` read."""
    asked = [each for each in death.requests.all() if each.without_on is None]
    met = [each.held_at for each in death.meetings.all() if each.step == FIRST_MEETING]
    named = [london_date(each.named_at) for each in death.supports.all()]
    return Beside(
        response_met_at=min(met, default=None),
        key_worker_on=min(named, default=None),
        asked=len(asked),
        returned=sum(bool(each.returned) for each in asked),
        due_last=max((each.due_on for each in asked), default=None),
        waited=bool(death.waits.all()),
    )


def areas_of(team: Team) -> list[Area]:
    """The areas whose deaths a team reviews, its own first."""
    served = Area.objects.filter(pk__in=TeamService.objects.filter(team=team, service=SERVICE).values("area"))
    return sorted(served, key=lambda each: (each.pk != team.area_id, each.name))


def all_held(team: Team) -> list[ChildDeath]:
    """Every record that a team holds, with its stages: not one of another's whose response a member of it leads."""
    found = ChildDeath.objects.filter(team=team, merged_into=None).select_related("area", "team")
    return list(found.prefetch_related("states", "leaders").order_by("died_at", "pk"))


def report_due(team: Team) -> date | None:
    """By when the partners' next yearly report is customary (K41): a year after the last, or after the team's first record."""
    last = PublishedFigures.objects.filter(team=team, is_report=True).aggregate(at=Max("at"))["at"]
    since = last or STANDING.filter(team=team).aggregate(at=Min("opened_at"))["at"]
    return CLOCKS["K41"].due_on(london_date(since), team.area) if since else None


def waiting(team: Team) -> int:
    """How many reviews wait for a panel."""
    return STANDING.filter(team=team, state__in=READY).count()
