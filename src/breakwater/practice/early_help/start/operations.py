"""A school, or another lead, starts early help itself: the team answers for it, whoever starts leads, and the co-ordinator hears at once.

Nobody assesses beside somebody else. Where an episode is open or a social worker has the child, nothing begins: the co-ordinator
is told at once and calls the starter within one working day. What the starter may not see stays unsaid.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import involvement
from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.cases.registry import WORKS_WITH, who_works_with
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.handovers.registry import AskedToStart
from breakwater.casework.models import Handover, Participant
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import WorkingDays
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import hours_of, working_calendar
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, Team
from breakwater.partnership.organisations.operations import receiving_team
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.assessments.operations import start_assessment
from breakwater.practice.early_help.episodes.operations.agreements import AgreementFacts, record_agreement
from breakwater.practice.early_help.episodes.operations.episodes import begin_record
from breakwater.practice.early_help.models import Agreement, Episode
from breakwater.practice.early_help.pathway import CALL, CALL_STARTER, EPISODE, FIND_LEAD

from . import family
from .family import Chosen

SERVICE = "early_help"
CALL_WITHIN = WorkingDays(1)
CALL_THEM = "Call whoever wanted to start early help: somebody works with the child already"
WELCOME = "Early help was started: call whoever leads, and check with social care"
BY_REFERRER = "Whoever referred the child starts early help"


@dataclass(frozen=True)
class Wanted:
    """What the starter knows: the child (by key) as they name them, why, and by which decision they were asked, if by any."""

    child: int
    name: str
    concern: str
    asked: AskedToStart | None = None
    family: Chosen = field(default_factory=Chosen)


@dataclass(frozen=True)
class Started:
    """The episode that was begun; or none, and the day by which the co-ordinator calls."""

    episode: Episode | None
    called_by: date


@dataclass(frozen=True)
class _Start:
    """Who starts what, for which team, when: what every step of a start knows."""

    wanted: Wanted
    team: Team
    by: Actor
    at: datetime

    @property
    def area(self) -> Area:
        return self.team.area

    @property
    def who(self) -> str:
        member = self.by.membership
        return f"{member.user.name}, {member.team.organisation.name}"

    @property
    def due(self):
        return due(CALL_WITHIN, self.at, hours_of(self.team, london_date(self.at)), working_calendar(self.area))


@WORKS_WITH.register("early_help")
def open_episodes(child: int) -> list[str]:
    """The open episodes of a child, and offers of one that wait for the co-ordinators."""
    found = Episode.objects.filter(case__closed_at=None, case__in=_cases_about(child)).order_by("pk")
    offers = Handover.objects.waiting().filter(service=SERVICE, carried__case__in=_cases_about(child)).order_by("pk")
    return [episode.called for episode in found] + [
        f"Offered to the co-ordinators, {offer.reference}" for offer in offers.distinct()
    ]


def _cases_about(child: int):
    return Participant.objects.filter(person=child, capacity="CHILD", ends_at=None).values("case")


@transaction.atomic
def start_early_help(
    *, wanted: Wanted, agreement: AgreementFacts, by: Actor, at: datetime, key: UUID | None = None
) -> Started:
    """Begin an episode that the starter leads, with the family's consent and its assessment open; or have the co-ordinator call.

    Where the front door asked for it, the offer that waits is what is begun, so that there is one episode and not two. The
    same `key` again begins nothing. Raises NobodyReceives, and what `record_agreement` raises.
    """
    area = by.membership.team.area
    new = _Start(wanted, receiving_team(area, SERVICE), by, at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as service:
        if known := _sent_before(key):
            return Started(known, new.due.on)
        child = Person.objects.select_for_update(of=("self",)).filter(pk=wanted.child).first()
        ours = _asked_for(wanted.asked)
        if led := _led_by(by, ours):
            return Started(led, new.due.on)
        others = _others(wanted.child, ours) if child else ["The child’s record is restricted"]
        if others:
            _alert(new, child, others, by=service)
            return Started(None, new.due.on)
        case = _begun(new, child, ours, by=service)
        not_on_record = family.bring_in(case, child, wanted.family, by=service, at=at)
        episode = _with_lead(new, case, by=service)
    record_agreement(episode, agreement, by=by, at=at, key=key)
    start_assessment(episode=episode, by=by, at=at)
    with acting_as(service_of(area, ServiceName.INTAKE)) as service:
        _tell(
            new,
            WELCOME,
            f"{new.who} started it and leads. Check who else works with the family.{_named(not_on_record)}",
            by=service,
            case=episode.case,
        )
    audit.did("started early help", "case", episode.case_id)
    return Started(
        Episode.objects.select_related("case__responsible_team__area", "case__area").get(pk=episode.pk), new.due.on
    )


def _named(names: list[str]) -> str:
    return f"\n\nThey named as taking part, still to be matched by you: {', '.join(names)}." if names else ""


def _sent_before(key: UUID | None) -> Episode | None:
    given = Agreement.objects.select_related("episode").filter(key=key).first() if key else None
    return given.episode if given else None


def _asked_for(asked: AskedToStart | None) -> Handover | None:
    return Handover.objects.filter(pk=asked.handover).first() if asked else None


def _led_by(by: Actor, ours: Handover | None) -> Episode | None:
    """The episode of the decision, where whoever starts leads it already: a page opened again begins nothing."""
    led = {"case__workers__capacity": WorkCapacity.LEAD_PROFESSIONAL, "case__workers__ends_at": None}
    found = Episode.objects.filter(case__workers__user=by.membership.user_id, **led)
    return found.filter(case=ours.opened_case_id).first() if ours and ours.opened_case_id else None


def _others(child: int, ours: Handover | None) -> list[str]:
    """Who works with the child already; what the same decision offered or opened is what begins, until somebody leads it."""
    own = [ours.reference] if ours else []
    opened = Episode.objects.filter(case=ours.opened_case_id).first() if ours and ours.opened_case_id else None
    if opened and not opened.case.workers.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None).exists():
        own.append(opened.reference)
    return [words for words in who_works_with(child) if not any(reference in words for reference in own)]


def _begun(new: _Start, child: Person, ours: Handover | None, *, by: Actor) -> Case:
    if ours is None:
        people = [(child, "CHILD")]
        case = cases.open_case(kind=EPISODE, area=new.area, team=new.team, by=by, at=new.at, people=people)
        begin_record(case=case, concern=new.wanted.concern, by=by, at=new.at)
        involvement.begin(case=case, reason=new.wanted.concern, by=new.by, at=new.at)
        return case
    if ours.status == Handover.Status.OFFERED:
        ours = handovers.begin_without_an_answer(handover=ours, by=by, at=new.at, because=BY_REFERRER)
    return Case.objects.select_related("area", "responsible_team").get(pk=ours.opened_case_id)


def _with_lead(new: _Start, case: Case, *, by: Actor) -> Episode:
    """Whoever starts leads: their post in the case gives them sight of it, and of nothing else (SG-09)."""
    member = new.by.membership
    cases.assign(case=case, membership=member, capacity=WorkCapacity.LEAD_PROFESSIONAL, by=by, at=new.at)
    clocks.stop(case=case, rule=FIND_LEAD, by=by, at=new.at)
    chronology.record(
        case=case, kind="early_help", what=f"Started and led by {new.who}", by=by, at=new.at, significant=True
    )
    return Episode.objects.select_related("case__area", "case__responsible_team").get(case=case)


def _alert(new: _Start, child: Person | None, others: list[str], *, by: Actor) -> None:
    """The co-ordinator learns who works with the child and whom to call; the starter learns that they will be called (EH-06)."""
    people = [(child, "CHILD")] if child else []
    case = cases.open_case(kind=CALL, area=new.area, team=new.team, by=by, at=new.at, people=people)
    clocks.start(case=case, rule=CALL_STARTER, team=new.team, at=new.at)
    detail = f"{new.who} wanted to start early help for {new.wanted.name}: {new.wanted.concern}\n\nWith the child now: {'; '.join(others)}"
    _tell(new, CALL_THEM, detail, by=by, case=case)
    audit.did("was told that someone works already", "person", new.wanted.child)


@transaction.atomic
def end_call(*, case: Case, by: Actor, at: datetime) -> None:
    """The call was made: its case closes."""
    if case.kind == CALL and case.is_open:
        handovers.close_case(case=case, reason="Called", by=by, at=at)


def _tell(new: _Start, title: str, detail: str, *, by: Actor, case: Case) -> None:
    """A task for the co-ordinators to call within one working day, and word of it at once."""
    holds = case.workers.filter(capacity=WorkCapacity.COORDINATOR, ends_at=None).first()
    made = tasks.make(
        tasks.ToDo(title=title, owner=holds.membership if holds else None, detail=detail, due_at=new.due.shown_at),
        team=new.team,
        case=case,
        by=by,
        at=new.at,
    )
    notifications.tell(
        team=new.team, words=title, path=f"/tasks/{made.public_id}/", reference=case.reference, by=by, at=new.at
    )
