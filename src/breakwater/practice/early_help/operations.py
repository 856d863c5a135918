"""Opening an early help episode, the family's agreement, the co-ordinator and the lead professional, step-up, closing."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Case, WorkCapacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.handovers import leads
from breakwater.casework.handovers import operations as handovers
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.partnership.people.models import Person

from .models import Agreement, Episode
from .pathway import CALL_FAMILY, EPISODE, FIND_LEAD


class AgreementSaysNothing(Exception):
    """An agreement is to something: the assessment, sharing with named agencies, or both."""


class NobodyAgreed(Exception):
    """Help at Tier 2 is voluntary: without anyone's agreement it does not go on."""


class EpisodeIsClosed(Exception):
    """The episode is closed; open a new one."""


def open_episode(*, handover: Handover, by: Actor, at: datetime) -> Case:
    """Open an episode for the people in an accepted handover. Whoever accepted co-ordinates it until it is passed on."""
    carried = [row.case for row in handover.carried.select_related("case")]
    people = {
        participant.person_id: (participant.person, participant.capacity)
        for case in carried
        for participant in case.participants.filter(ends_at=None).select_related("person")
    }
    case = cases.open_case(
        kind=EPISODE, area=handover.area, team=handover.to_team, by=by, at=at, people=people.values()
    )
    Episode.objects.create(
        case=case,
        reference=case.reference,
        label=handover.area.early_help_label,
        concern=handover.reason,
        source_case=carried[0] if carried else None,
        opened_at=at,
    )
    if by.membership_id:
        cases.assign(case=case, membership=by.membership, capacity=WorkCapacity.COORDINATOR, by=by, at=at)
    clocks.start(case=case, rule=CALL_FAMILY, team=handover.to_team, at=at)
    clocks.start(case=case, rule=FIND_LEAD, team=handover.to_team, at=at)
    for person, capacity in people.values():
        if capacity == "CHILD":
            chronology.record(
                case=case, person=person, kind="early_help", what=f"{handover.area.early_help_label} opened", by=by, at=at,
                significant=True,
            )  # fmt: skip
    return case


def lock(episode: Episode) -> Episode:
    """The episode and its case as they stand, held until the transaction ends."""
    held = (
        Episode.objects.select_for_update(of=("self",))
        .select_related("case__responsible_team", "case__area")
        .get(pk=episode.pk)
    )
    if held.case.closed_at:
        raise EpisodeIsClosed(held.reference)
    return held


@transaction.atomic
def record_agreement(
    *, episode: Episode, name: str, relation: str, answer: str, method: str, given_on: date, by: Actor, at: datetime,
    person: Person | None = None, to_assessment: bool = False, to_sharing: bool = False, shared_with: str = "",
    to_reporting: bool = False, to_contact_after: bool = False, limits_explained: bool = False, words: str = "", key: UUID | None = None,
) -> Agreement:  # fmt: skip
    """Keep what one person agreed or objected to; the first agreement stops the call clock. Raises AgreementSaysNothing."""
    episode = lock(episode)
    known = cases.sent_before(Agreement, case=episode.case, key=key)
    if known:
        return known
    if answer == Agreement.Answer.AGREES and not (to_assessment or to_sharing):
        raise AgreementSaysNothing(episode.reference)
    given = Agreement.objects.create(
        episode=episode, person=person, name=name, relation=relation, answer=answer, method=method, given_on=given_on,
        to_assessment=to_assessment, to_sharing=to_sharing, shared_with=shared_with, to_reporting=to_reporting,
        to_contact_after=to_contact_after, limits_explained=limits_explained, words=words, recorded_at=at, by=by, key=key,
    )  # fmt: skip
    clocks.stop(case=episode.case, rule=CALL_FAMILY, by=by, at=at)
    chronology.record(
        case=episode.case, kind="agreement", what=f"{relation}: {given.get_answer_display().lower()}", by=by, at=at
    )
    audit.did("agreement recorded", "case", episode.case_id, answer=answer)
    if answer == Agreement.Answer.AGREES and episode.case.stage == "offered":
        cases.move(case=episode.case, to_stage="agreed", by=by, at=at, why=f"{relation} agrees")
    return given


def has_agreement(episode: Episode) -> bool:
    """Whether anyone's latest word is that they agree."""
    latest: dict[str, str] = {}
    for given in episode.agreements.order_by("recorded_at", "pk"):
        latest[given.name] = given.answer
    return Agreement.Answer.AGREES in latest.values()


@transaction.atomic
def coordinate(*, episode: Episode, membership: Membership, by: Actor, at: datetime) -> Episode:
    """Name who co-ordinates; whoever did before is released. Raises EpisodeIsClosed."""
    episode = lock(episode)
    cases.assign(case=episode.case, membership=membership, capacity=WorkCapacity.COORDINATOR, by=by, at=at)
    chronology.record(case=episode.case, kind="early_help", what=f"Co-ordinator: {membership.user.name}", by=by, at=at)
    return episode


@transaction.atomic
def invite_lead(
    *, episode: Episode, lead: Membership, words: str, by: Actor, at: datetime, key: UUID | None = None
) -> Handover:
    """Ask a professional to lead. They accept or decline; until then the co-ordinator's team stays responsible.

    The same `key` again asks nobody. Raises NobodyAgreed.
    """
    episode = lock(episode)
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    return handovers.offer(
        cases_carried=[episode.case], to="lead_professional", to_team=lead.team, reason=words, by=by, at=at,
        proposed_lead=lead, key=key,
    )  # fmt: skip


def take_the_lead(*, handover: Handover, by: Actor, at: datetime) -> None:
    """The invited professional accepted: they lead through a post in the case, and the team stays responsible for it."""
    for row in handover.carried.select_related("case"):
        cases.assign(case=row.case, membership=by.membership, capacity=WorkCapacity.LEAD_PROFESSIONAL, by=by, at=at)
        clocks.stop(case=row.case, rule=FIND_LEAD, by=by, at=at)
        if row.case.stage == "agreed":
            cases.move(case=row.case, to_stage="active", by=by, at=at, why="Lead professional found")
        chronology.record(
            case=row.case, kind="early_help", what=f"Lead professional: {by.membership.job_title or by.post}", by=by, at=at,
            significant=True,
        )  # fmt: skip
        leads.tell_givers(case=row.case, by=by, at=at)
    # From here on the lead's own post gives sight, not the team that was asked (SG-09).
    handover.carried.update(gives_sight=False)


@transaction.atomic
def step_up(*, episode: Episode, reason: str, by: Actor, at: datetime, key: UUID | None = None) -> Handover:
    """Bring the family to the front door. The offer is the receipt: the contact exists at once (SG-01)."""
    episode = lock(episode)
    return handovers.offer(cases_carried=[episode.case], to="front_door", reason=reason, by=by, at=at, key=key)


@transaction.atomic
def close_episode(*, episode: Episode, reason: str, by: Actor, at: datetime) -> Case:
    """Close the episode for a reason. Raises OfferStillWaiting, EpisodeIsClosed."""
    episode = lock(episode)
    chronology.record(case=episode.case, kind="early_help", what=f"Closed: {reason}", by=by, at=at, significant=True)
    return handovers.close_case(case=episode.case, reason=reason, by=by, at=at)
