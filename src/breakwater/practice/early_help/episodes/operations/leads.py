"""Finding who leads: the invitation, its answer, the step across to another lead, and a lead who leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity, Case, CaseWorker, WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover, Task
from breakwater.casework.tasks import operations as tasks
from breakwater.foundation import audit
from breakwater.foundation.dates import due
from breakwater.foundation.dates.limits import SameDay
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.calendars import hours_of
from breakwater.partnership.organisations.models import Actor, Membership, Organisation
from breakwater.partnership.people.models import Enrolment
from breakwater.practice.early_help.models import Episode
from breakwater.practice.early_help.pathway import EPISODE, FIND_LEAD

from .agreements import has_agreement
from .episodes import lock
from .talking import ask_today

SERVICE = "lead_professional"
ASK_ANOTHER = "Ask someone else to lead: whoever was asked said no"
ASKED_LEFT = "Ask someone else to lead: whoever was asked has left"
_ASK_ANOTHER = UUID("0c5a4b1e-2a77-4a52-9a55-0d5f8b7f6a11")


class LeadsAlready(Refusal):
    """Whoever is asked leads already."""

    words = "They lead already. Choose someone else."
    box = "lead"


class NobodyAgreed(Refusal):
    """Help at Tier 2 is voluntary: without anyone's agreement it does not go on."""

    words = "Nobody in the family agrees now, so there is no plan to write. Record agreement first."


def schools_of(episode: Episode, *, on: date) -> set[int]:
    """The teams of schools whose roll a child of the episode is on that day."""
    children = episode.case.participants.filter(capacity=Capacity.CHILD, ends_at=None).values("person")
    places = Enrolment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), person__in=children, starts_on__lte=on)
    return set(places.values_list("school", flat=True))


def organisations_of(posts: QuerySet[Membership]) -> QuerySet[Organisation]:
    """Where these posts work, by name."""
    return Organisation.objects.filter(pk__in=posts.values("team__organisation")).order_by("name", "pk")


def asked_now(episode: Episode) -> Handover | None:
    """The invitation to lead that nobody has answered yet."""
    return Handover.objects.waiting().filter(carried__case=episode.case, service=SERVICE).first()


@dataclass(frozen=True)
class LeadInvitation:
    """Who is asked to lead, in what words; where someone leads already, what changes, what the family says of it, and what
    stays with whom.
    """

    lead: Membership
    words: str
    passes: str = ""
    cause: str = ""
    family_says: str = ""


@transaction.atomic
def invite_lead(
    episode: Episode, facts: LeadInvitation, *, by: Actor, at: datetime, key: UUID | None = None
) -> Handover:
    """Ask a professional to lead. They accept or decline; until then the co-ordinator's team stays responsible.

    Where someone leads already it is a step across (FD 4.9): they lead until the other accepts. The same `key` again asks
    nobody. Raises NobodyAgreed, LeadsAlready.
    """
    episode = lock(episode)
    if lead_of(episode.case, user=facts.lead.user_id):
        raise LeadsAlready(episode.reference)
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    offered = handovers.Offer(
        to=SERVICE,
        to_team=facts.lead.team,
        reason=facts.words,
        proposed_lead=facts.lead,
        **values_of(facts, "passes", "cause", "family_says"),
    )
    asked = handovers.offer([episode.case], offered, by=by, at=at, key=key)
    _asked_again(episode.case, by=by, at=at)
    return asked


def _asked_again(case: Case, *, by: Actor, at: datetime) -> None:
    """Whoever was to ask someone else has: their task is done, and Today no longer says that it is overdue."""
    for task in Task.objects.open().filter(case=case, title__in=(ASK_ANOTHER, ASKED_LEFT)):
        tasks.do(task=task, by=by, at=at, outcome="Someone else is asked")


def lead_of(case: Case, *, user: int | None = None) -> CaseWorker | None:
    """Who leads a case now; with `user`, only if it is that human."""
    found = case.workers.filter(capacity=WorkCapacity.LEAD_PROFESSIONAL, ends_at=None)
    found = found.filter(user=user) if user else found
    return found.select_related("membership__user").first()


def take_the_lead(*, handover: Handover, by: Actor, at: datetime) -> None:
    """The invited professional accepted: they lead through a post in the case, and the team stays responsible for it.

    Whoever led before may look for four weeks.
    """
    for row in handover.carried.select_related("case"):
        cases.assign(
            case=row.case,
            membership=by.membership,
            capacity=WorkCapacity.LEAD_PROFESSIONAL,
            by=by,
            at=at,
            released_sees_until=london_date(at) + handovers.LOOKS_ON,
        )
        clocks.stop(case=row.case, rule=FIND_LEAD, by=by, at=at)
        if row.case.stage == "agreed":
            cases.move(case=row.case, to_stage="active", by=by, at=at, why="Lead professional found")
        chronology.record(
            case=row.case,
            kind="early_help",
            what=f"Lead professional: {by.membership.job_title or by.post}",
            by=by,
            at=at,
            significant=True,
        )
        leads.tell_givers(case=row.case, by=by, at=at)
    # From here on the lead's own post gives sight, not the team that was asked (SG-09).
    handover.carried.update(gives_sight=False)


def asked_said_no(*, handover: Handover, by: Actor, at: datetime) -> None:
    """Whoever was asked declined: the co-ordinator has it as a task today, and the case is as it was (SG-02, FD 4.9)."""
    team = handover.from_team
    for row in handover.carried.select_related("case"):
        coordinates = row.case.workers.filter(capacity=WorkCapacity.COORDINATOR, ends_at=None).first()
        tasks.make(
            tasks.ToDo(
                title=ASK_ANOTHER,
                owner=coordinates.membership if coordinates and coordinates.membership.team_id == team.pk else None,
                detail=f"Read why in {handover.reference}. Whoever led goes on; where nobody did, your team answers for it.",
                due_at=due(SameDay(), at, hours_of(team, london_date(at))).shown_at,
            ),
            team=team,
            case=row.case,
            by=by,
            at=at,
            key=uuid5(_ASK_ANOTHER, f"{handover.pk} {row.pk}"),
        )
        if lead_of(row.case) is None:
            clocks.start(case=row.case, rule=FIND_LEAD, team=team, at=at)


@transaction.atomic
def look_for_leads_after(*, membership: Membership, by: Actor, at: datetime) -> int:
    """A post has ended: where it leads, a clock runs for finding the next, and the name stays until one accepts (SG-09).

    Done as a service of the area. Returns for how many families. Said twice, it starts nothing.
    """
    led = CaseWorker.objects.filter(
        membership=membership,
        capacity=WorkCapacity.LEAD_PROFESSIONAL,
        ends_at=None,
        case__kind=EPISODE,
        case__closed_at=None,
    ).select_related("case__responsible_team__area")
    for post in led.order_by("pk"):
        clocks.start(case=post.case, rule=FIND_LEAD, team=post.case.responsible_team, at=at)
        audit.did("began to look for a lead", "case", post.case_id)
    _nobody_is_left_to_answer(membership, by=by, at=at)
    return len(led)


def _nobody_is_left_to_answer(membership: Membership, *, by: Actor, at: datetime) -> None:
    """Whoever was asked to lead has left: the offer goes back at once, and whoever co-ordinates asks another the same day."""
    asked = Handover.objects.waiting().filter(service=SERVICE, proposed_lead=membership)
    for offer in asked.select_related("proposed_lead__user").order_by("pk"):
        because = f"{offer.proposed_lead.user.name} has left the role that was asked"
        back = handovers.withdraw(handover=offer, reason=because, by=by, at=at)
        for row in back.carried.select_related("case__responsible_team"):
            ask_today(case=row.case, title=ASKED_LEFT, detail=f"{because}. See {back.reference}.", by=by, at=at)
            if lead_of(row.case) is None:
                clocks.start(case=row.case, rule=FIND_LEAD, team=row.case.responsible_team, at=at)


def proposed_lead(episode: Episode) -> Membership | None:
    """Whom the giver of the episode proposed to lead it, while they hold that post and have not said no."""
    proposed = (
        Membership.objects.in_force(timezone.localdate())
        .filter(
            pk__in=Handover.objects.filter(opened_case=episode.case_id).values("proposed_lead"), user__is_active=True
        )
        .select_related("user", "team__organisation")
        .first()
    )
    said_no = Handover.objects.filter(
        carried__case=episode.case_id, service="lead_professional", status="DECLINED", proposed_lead=proposed
    )
    return None if proposed is None or said_no.exists() else proposed
